// SPDX-License-Identifier: Apache-2.0
// A tree on a server as an end of a transfer.

import DemoSupport
import NFSClient
import ONCRPC
import Synchronization
import Wire

/// A path of a mount and everything below it.
struct RemoteTree: Sendable {
  let mount: NFSMount
  let base: NFS3Path

  func full(_ path: NFS3Path) -> NFS3Path { base.appending(path) }
}

extension TransferItem {
  init(path: NFS3Path, file: NFS3FileHandle?, _ attributes: NFS3Attributes) {
    self.init(
      path: path, type: attributes.type, mode: attributes.mode & 0o7777, size: attributes.size,
      usedBytes: attributes.usedBytes, userID: attributes.userID, groupID: attributes.groupID,
      accessTime: attributes.accessTime, modificationTime: attributes.modificationTime,
      fileID: attributes.fileID, file: file)
  }
}

extension RemoteTree: TransferSource {
  func root() async throws -> TransferItem {
    let item = try await mount.stat(base)
    return TransferItem(path: "", file: item.file, item.attributes)
  }

  func walk(
    _ visit: @escaping @Sendable (TransferItem) async -> Bool,
    fail: @escaping @Sendable (String, any Error) -> Void
  ) async throws {
    try await mount.walk(base) { event in
      switch event {
      case .item(let item):
        if item.path.bytes.isEmpty { return true }
        return await visit(TransferItem(path: item.path, file: item.file, item.attributes))
      case .failure(let error):
        fail(error.path ?? base.description, error)
        return false
      }
    }
  }

  func readLink(_ item: TransferItem) async throws -> NFS3Path {
    if let file = item.file { return try await mount.readLink(of: file) }
    return try await mount.readLink(full(item.path))
  }

  func open(_ item: TransferItem) async throws -> any TransferReader {
    RemoteReader(file: try await mount.open(full(item.path), [.read, .noFollow]), size: item.size)
  }
}

private struct RemoteReader: TransferReader {
  let file: NFSFile
  let size: UInt64

  /// The protocol does not tell where holes are: the whole file.
  func dataRanges() -> [Range<UInt64>] { size == 0 ? [] : [0..<size] }

  func read(into buffer: RPCBuffer, count: Int, at offset: UInt64) async throws -> Int {
    try await file.readDirectly(into: buffer, 0..<count, at: offset)
  }

  func close() async { try? await file.close() }
}

extension RemoteTree: TransferTarget {
  func find(_ path: NFS3Path) async throws -> TransferItem? {
    do {
      let item = try await mount.stat(full(path), followingLinks: path.bytes.isEmpty)
      return TransferItem(path: path, file: item.file, item.attributes)
    } catch {
      if error.status == .noEntry { return nil }
      throw error
    }
  }

  func makeDirectory(_ path: NFS3Path) async throws {
    _ = try await mount.createDirectory(full(path), mode: 0o755)
  }

  func makeLink(_ path: NFS3Path, to text: NFS3Path) async throws {
    let (parent, name) = full(path).split
    guard let name else { throw ToolError("a link needs a name") }
    // Made beside its name and renamed, so that an old file is replaced in one step.
    var hidden = Array(".".utf8) + name.bytes.prefix(200)
    hidden += Array(".\(UInt32.random(in: .min ... .max)).link".utf8)
    let temporary = parent.appending(NFS3Path(bytes: hidden))
    _ = try await mount.createSymbolicLink(temporary, to: text)
    try await mount.rename(temporary, to: full(path))
  }

  func setAttributes(_ path: NFS3Path, _ item: TransferItem, owner: Bool) async throws {
    try await mount.setAttributes(
      full(path), RemoteTree.attributes(item, owner: owner), followingLinks: false)
  }

  static func attributes(_ item: TransferItem, owner: Bool) -> NFS3SetAttributes {
    NFS3SetAttributes(
      mode: item.mode, userID: owner ? item.userID : nil, groupID: owner ? item.groupID : nil,
      accessTime: .time(item.accessTime), modificationTime: .time(item.modificationTime))
  }

  func create(
    _ path: NFS3Path, for item: TransferItem, resumes: Bool
  ) async throws -> any TransferWriter {
    let (parent, name) = full(path).split
    guard let name else { throw ToolError("a file needs a name") }
    let part = parent.appending(NFS3Path(bytes: partName(name, item).bytes))
    var start: UInt64 = 0
    if resumes, let found = try? await mount.stat(part, followingLinks: false),
      found.attributes.type == .regular
    {
      // Writes go out of order within the memory for uncommitted data; what lies before it is safe.
      let size = min(found.attributes.size, item.size)
      let window = UInt64(mount.configuration.dirtyBudgetBytes)
      start = size > window ? (size - window) & ~0xFFFFF : 0
    }
    let options: NFSOpenOptions = [.read, .write, .create]
    let file: NFSFile
    do {
      file = try await mount.open(
        part, start > 0 ? options : options.union(.truncate), mode: 0o600)
    } catch {
      // The server may have made the file of a call that was given up.
      if Task.isCancelled, !resumes { await cleanUp { try? await mount.remove(part) } }
      throw error
    }
    return RemoteWriter(
      mount: mount, file: file, part: part, final: full(path), startOffset: start)
  }
}

private struct RemoteWriter: TransferWriter {
  let mount: NFSMount
  let file: NFSFile
  let part: NFS3Path
  let final: NFS3Path
  let startOffset: UInt64

  func write(_ buffer: RPCBuffer, count: Int, at offset: UInt64) async throws {
    try await file.write(handingOver: buffer, 0..<count, at: offset)
  }

  func complete(size: UInt64) async throws {
    try await file.sync()
    if try await file.attributes().size != size { try await file.truncate(to: size) }
  }

  func readBack(into buffer: RPCBuffer, count: Int, at offset: UInt64) async throws -> Int {
    try await file.readDirectly(into: buffer, 0..<count, at: offset)
  }

  func publish(_ item: TransferItem, owner: Bool) async throws {
    try await file.setAttributes(RemoteTree.attributes(item, owner: owner))
    try await file.close()
    try await mount.rename(part, to: final)
  }

  func abandon(keepsPart: Bool) async {
    await cleanUp {
      try? await file.close()
      if !keepsPart { try? await mount.remove(part) }
    }
  }
}
