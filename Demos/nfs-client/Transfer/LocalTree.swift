// SPDX-License-Identifier: Apache-2.0
// A tree of this host as an end of a transfer.

import DemoSupport
import HostFS
import ONCRPC
import SystemPackage
import Wire

/// A local file or directory and everything below it.
struct LocalTree: Sendable {
  /// The directory that holds the root.
  let parent: HostDirectory
  /// The root's name; nil when the parent itself is the root.
  let name: FileName?

  init(parent: HostDirectory, name: FileName?) {
    self.parent = parent
    self.name = name
  }

  /// - Parameter path: need not exist; its parent has to.
  init(path: String) throws {
    if let directory = try? HostDirectory(path: path) {
      parent = directory
      name = nil
      return
    }
    let bytes = Array(path.utf8)
    let slash = bytes.lastIndex(of: 0x2F)
    let directory = slash.map { String(decoding: bytes[..<max($0, 1)], as: UTF8.self) } ?? "."
    guard let last = FileName(bytes: bytes[((slash ?? -1) + 1)...]) else {
      throw ToolError("\(path): no such file or directory")
    }
    parent = try HostDirectory(path: directory)
    name = last
  }

  /// The directory and name of a path below the root.
  func place(_ path: NFS3Path) throws -> (directory: HostDirectory, name: FileName?) {
    var names = name.map { [$0] } ?? []
    for component in path.components {
      guard let name = FileName(bytes: component.bytes) else {
        throw ToolError("\(path): not a local file name")
      }
      names.append(name)
    }
    guard let last = names.popLast() else { return (parent, nil) }
    return (names.isEmpty ? parent : try parent.openDirectory(RelativePath(names)), last)
  }
}

extension TransferItem {
  init(path: NFS3Path, _ attributes: FileAttributes) {
    self.init(
      path: path, type: attributes.kind.transferType, mode: UInt32(attributes.permissions),
      size: attributes.size, usedBytes: attributes.allocatedBytes, userID: attributes.owner,
      groupID: attributes.group, accessTime: NFS3Time(attributes.accessTime),
      modificationTime: NFS3Time(attributes.modificationTime), fileID: attributes.identity.inode,
      file: nil)
  }
}

extension NFS3Time {
  /// Clamped to what the protocol can say: 1970 to 2106.
  init(_ time: FileTime) {
    self.init(
      seconds: UInt32(clamping: time.seconds), nanoseconds: time.seconds < 0 ? 0 : time.nanoseconds)
  }

  var asFileTime: FileTime { FileTime(seconds: Int64(seconds), nanoseconds: nanoseconds) }
}

extension FileKind {
  var transferType: NFS3FileType {
    switch self {
    case .regular: .regular
    case .directory: .directory
    case .symbolicLink: .symbolicLink
    case .blockDevice: .blockDevice
    case .characterDevice: .characterDevice
    case .socket: .socket
    case .fifo: .fifo
    }
  }
}

extension LocalTree: TransferSource {
  func root() throws -> TransferItem {
    guard let name else { return TransferItem(path: "", try parent.attributes()) }
    return TransferItem(path: "", try parent.attributes(of: name))
  }

  func walk(
    _ visit: @escaping @Sendable (TransferItem) async -> Bool,
    fail: @escaping @Sendable (String, any Error) -> Void
  ) async throws {
    let root = try name.map { try parent.openDirectory($0) } ?? parent
    var options = TreeWalkOptions()
    options.crossesMounts = true
    var walk = try TreeWalk(of: root, options: options)
    while let step = try walk.next() {
      try Task.checkCancellation()
      switch step {
      case .entry(let entry):
        let item = TransferItem(path: NFS3Path(bytes: entry.path.bytes), entry.attributes)
        if !(await visit(item)), item.type == .directory { walk.skipChildren() }
      case .leave: break
      case .failed(let path, let error): fail(path.description, error)
      }
    }
  }

  func readLink(_ item: TransferItem) throws -> NFS3Path {
    let (directory, name) = try place(item.path)
    guard let name else { throw ToolError("\(item.path): not a link") }
    return NFS3Path(bytes: try directory.readLink(name))
  }

  func open(_ item: TransferItem) throws -> any TransferReader {
    let (directory, name) = try place(item.path)
    guard let name else { throw ToolError("\(item.path): not a file") }
    return LocalReader(file: try directory.open(name, .read), size: item.size)
  }
}

private struct LocalReader: TransferReader {
  let file: HostFile
  let size: UInt64

  func dataRanges() throws -> [Range<UInt64>] { try file.dataRanges() }

  func read(into buffer: RPCBuffer, count: Int, at offset: UInt64) throws -> Int {
    var done = 0
    while done < count {
      let got = try buffer.withMutableBytes(done..<count) { (bytes) throws(HostError) in
        try file.read(into: &bytes, at: offset + UInt64(done))
      }
      if got == 0 { break }
      done += got
    }
    return done
  }

  func close() {}
}

extension LocalTree: TransferTarget {
  func find(_ path: NFS3Path) throws -> TransferItem? {
    do throws(HostError) {
      let (directory, name): (HostDirectory, FileName?)
      do { (directory, name) = try place(path) } catch {
        guard let host = error as? HostError else { return nil }
        throw host
      }
      guard let name else { return TransferItem(path: path, try directory.attributes()) }
      return TransferItem(path: path, try directory.attributes(of: name))
    } catch {
      if error.code == .noSuchFileOrDirectory { return nil }
      throw error
    }
  }

  func makeDirectory(_ path: NFS3Path) throws {
    let (directory, name) = try place(path)
    if let name { try directory.makeDirectory(name) }
  }

  func makeLink(_ path: NFS3Path, to text: NFS3Path) throws {
    let (directory, name) = try place(path)
    guard let name else { throw ToolError("a link needs a name") }
    try? directory.remove(name)
    try directory.makeSymbolicLink(name, to: text.bytes)
  }

  func setAttributes(_ path: NFS3Path, _ item: TransferItem, owner: Bool) throws {
    let (directory, name) = try place(path)
    let change = LocalTree.change(item, owner: owner)
    if let name {
      try directory.apply(change, to: name)
    } else {
      try directory.asFile.apply(change)
    }
  }

  static func change(_ item: TransferItem, owner: Bool) -> AttributeChange {
    AttributeChange(
      permissions: item.type == .symbolicLink ? nil : UInt16(item.mode & 0o7777),
      owner: owner ? item.userID : nil, group: owner ? item.groupID : nil,
      accessTime: .exactly(item.accessTime.asFileTime),
      modificationTime: .exactly(item.modificationTime.asFileTime))
  }

  func create(
    _ path: NFS3Path, for item: TransferItem, resumes: Bool
  ) throws -> any TransferWriter {
    let (directory, name) = try place(path)
    guard let name,
      let part = FileName(bytes: partName(NFS3Name(bytes: Array(name.bytes)), item).bytes)
    else { throw ToolError("\(path): not a local file name") }
    let file = try directory.open(
      part, .readWrite, options: resumes ? .create : [.create, .truncate], permissions: 0o600)
    // Chunks are written in order: what is there is complete, apart from its last bytes.
    let start = resumes ? min(try file.attributes().size, item.size) & ~0xFFFFF : 0
    return LocalWriter(
      directory: directory, file: file, part: part, name: name, startOffset: start)
  }
}

private struct LocalWriter: TransferWriter {
  let directory: HostDirectory
  let file: HostFile
  let part: FileName
  let name: FileName
  let startOffset: UInt64

  func write(_ buffer: RPCBuffer, count: Int, at offset: UInt64) throws {
    try buffer.withBytes(0..<count) { (bytes) throws(HostError) in
      try file.writeAll(bytes, at: offset)
    }
  }

  func complete(size: UInt64) throws { try file.setSize(size) }

  func readBack(into buffer: RPCBuffer, count: Int, at offset: UInt64) throws -> Int {
    try LocalReader(file: file, size: 0).read(into: buffer, count: count, at: offset)
  }

  func publish(_ item: TransferItem, owner: Bool) throws {
    try file.apply(LocalTree.change(item, owner: owner))
    try directory.rename(part, to: directory, as: name)
  }

  func abandon(keepsPart: Bool) { if !keepsPart { try? directory.remove(part) } }
}
