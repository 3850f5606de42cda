// SPDX-License-Identifier: Apache-2.0
// The exports of a server, and the way from a handle to an object of one.

internal import HostFS
internal import Synchronization
internal import SystemPackage
internal import Wire

/// An export in service.
final class ServedExport: Sendable {
  let options: NFSExport
  /// What handles say; the same whenever the path is the same.
  let number: UInt32
  let path: String
  let store: any FileStore

  init(_ options: NFSExport) throws(HostError) {
    self.options = options
    path = NFSExport.normalized(options.path)
    store = try options.makeStore()
    let hash = SipHash.hash(Array(path.utf8), key: (0, 0))
    number = UInt32(truncatingIfNeeded: hash)
  }
}

/// An object of an export, and who wants something of it.
struct Target: Sendable {
  var export: ServedExport
  var node: any FileNode
  var caller: Caller
}

/// All exports of a server.
final class ExportTable: Sendable {
  let exports: [ServedExport]
  private let codec: HandleCodec
  private let cache = NodeCache()

  init(_ exports: [NFSExport], key: HandleKey) throws(HostError) {
    var served: [ServedExport] = []
    for export in exports {
      let next = try ServedExport(export)
      guard !served.contains(where: { $0.number == next.number }) else {
        throw HostError(.open, next.path, .fileExists)
      }
      served.append(next)
    }
    self.exports = served
    codec = HandleCodec(key: key)
  }

  func handle(_ node: any FileNode, in export: ServedExport) -> NFS3FileHandle {
    let handle = codec.handle(export: export.number, node: node.key)
    cache.insert(handle, .init(export: export, node: node))
    return handle
  }

  /// A handle for something that nobody has asked for yet.
  func handle(_ key: NodeKey, in export: ServedExport) -> NFS3FileHandle {
    codec.handle(export: export.number, node: key)
  }

  /// What a handle stands for.
  ///
  /// - Throws: `.badHandle`, `.stale`.
  func resolve(
    _ handle: NFS3FileHandle, waiting: Bool
  ) throws(StoreError) -> NodeCache.Entry {
    if let entry = cache[handle] { return entry }
    let (number, key) = try codec.open(handle)
    guard let export = exports.first(where: { $0.number == number }) else {
      throw StoreError(.stale)
    }
    let node = try export.store.node(for: key, waiting: waiting)
    let entry = NodeCache.Entry(export: export, node: node)
    cache.insert(handle, entry)
    return entry
  }

  /// Closes what is held open of an object that is gone.
  func forget(_ handle: NFS3FileHandle) {
    cache.remove(handle)
  }

  func forgetAll() {
    cache.removeAll()
  }
}
