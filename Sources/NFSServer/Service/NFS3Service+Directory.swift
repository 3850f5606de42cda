// SPDX-License-Identifier: Apache-2.0
// READDIR and READDIRPLUS: pages that fill the reply asked for.

internal import HostFS
internal import Wire

extension NFS3Service {
  /// RFC 1813 §3.3.16.
  func readDirectory(
    _ arguments: inout XDRReader, _ results: inout XDRWriter, _ context: inout CallContext
  ) throws(XDRError) {
    let wish: NFS3ReadDirectoryArguments = try .init(from: &arguments)
    let page = DirectoryPage(
      details: false, names: Int(wish.count), total: Int(wish.count))
    list(wish.directory, after: wish.cookie, wish.verifier, page, &results, &context)
  }

  /// RFC 1813 §3.3.17.
  func readDirectoryPlus(
    _ arguments: inout XDRReader, _ results: inout XDRWriter, _ context: inout CallContext
  ) throws(XDRError) {
    let wish: NFS3ReadDirectoryPlusArguments = try .init(from: &arguments)
    let page = DirectoryPage(
      details: true, names: Int(wish.directoryCount), total: Int(wish.maximumCount))
    list(wish.directory, after: wish.cookie, wish.verifier, page, &results, &context)
  }

  private func list(
    _ handle: NFS3FileHandle, after cookie: UInt64, _ verifier: NFS3Verifier,
    _ empty: DirectoryPage, _ results: inout XDRWriter, _ context: inout CallContext
  ) {
    var page = empty
    let result: NFS3Result<NFS3Void, NFS3Attributes?> = look(handle, &context) {
      target, directory throws(StoreError) in
      guard directory.kind == .directory else { throw StoreError(.notDirectory) }
      try target.require(.read, directory)
      let current = target.export.store.cookieVerifier
      guard cookie == 0 || verifier == current else { throw StoreError(.badCookie) }
      page.begin(target.export.attributes(directory), current)
      let isEnd = try fill(&page, target, directory, after: cookie)
      guard isEnd || page.entryCount > 0 else { throw StoreError(.tooSmall) }
      page.end(isEndOfDirectory: isEnd)
      return NFS3Void()
    }
    if case .success = result {
      results.append(raw: page.writer.span)
    } else {
      result.encode(into: &results)
    }
  }

  private func fill(
    _ page: inout DirectoryPage, _ target: Target, _ directory: FileAttributes,
    after cookie: UInt64
  ) throws(StoreError) -> Bool {
    if cookie < 1 {
      let own = try item(.current, cookie: 1, target.node, in: target.export)
      guard page.append(own) else { return false }
    }
    if cookie < 2 {
      let above = try item(.parent, cookie: 2, try target.node.parent(), in: target.export)
      guard page.append(above) else { return false }
    }
    let start = cookie < ListedEntry.firstCookie ? 0 : cookie
    return try target.node.list(after: start, details: page.details) { entry in
      page.append(
        DirectoryPage.Item(
          entry: NFS3DirectoryEntry(
            fileID: entry.fileID, name: NFS3Name(bytes: Array(entry.name.bytes)),
            cookie: entry.cookie),
          attributes: entry.attributes.map(target.export.attributes),
          file: entry.key.map { exports.handle($0, in: target.export) }))
    }
  }

  /// The description of a directory for "." and "..".
  private func item(
    _ name: NFS3Name, cookie: UInt64, _ node: any FileNode, in export: ServedExport
  ) throws(StoreError) -> DirectoryPage.Item {
    let attributes = try node.attributes()
    return DirectoryPage.Item(
      entry: NFS3DirectoryEntry(
        fileID: attributes.identity.inode, name: name, cookie: cookie),
      attributes: export.attributes(attributes), file: exports.handle(node.key, in: export))
  }
}

/// A page of a listing being written.
struct DirectoryPage {
  /// Attributes in an optional, verifier and status: what stands before the entries.
  private static let headBytes = 4 + 4 + 84 + 8
  /// The end of the list and the end of the directory.
  private static let tailBytes = 4 + 4

  typealias Item = NFS3DirectoryEntryPlus

  let details: Bool
  /// Bytes left for names, identifiers and cookies.
  private var namesLeft: Int
  /// Bytes the results may have.
  private let totalBytes: Int
  private(set) var entryCount = 0
  private(set) var writer = XDRWriter()

  init(details: Bool, names: Int, total: Int) {
    self.details = details
    namesLeft = names
    totalBytes = min(total, NFS3Service.maximumTransferBytes) - Self.tailBytes
    writer.reserve(max(Self.headBytes, min(totalBytes, 16_384)))
  }

  mutating func begin(_ attributes: NFS3Attributes, _ verifier: NFS3Verifier) {
    NFS3Status.ok.encode(into: &writer)
    NFS3Attributes?.some(attributes).encode(into: &writer)
    verifier.encode(into: &writer)
  }

  /// False if there is no room for the entry.
  mutating func append(_ item: Item) -> Bool {
    let nameBytes = 8 + 4 + (item.entry.name.bytes.count + 3) & ~3 + 8
    guard nameBytes <= namesLeft, writer.count + 4 + nameBytes + detailBytes(item) <= totalBytes
    else { return false }
    writer.append(true)
    if details { item.encode(into: &writer) } else { item.entry.encode(into: &writer) }
    namesLeft -= nameBytes
    entryCount += 1
    return true
  }

  /// Bytes of the two optional values of an entry of READDIRPLUS.
  private func detailBytes(_ item: Item) -> Int {
    guard details else { return 0 }
    let handle = item.file.map { 4 + ($0.byteCount + 3) & ~3 } ?? 0
    return 4 + (item.attributes == nil ? 0 : 84) + 4 + handle
  }

  mutating func end(isEndOfDirectory: Bool) {
    writer.append(false)
    writer.append(isEndOfDirectory)
  }
}
