// SPDX-License-Identifier: Apache-2.0
// The MOUNT version 3 program: from a path to a handle.

internal import HostFS
internal import Synchronization
internal import Wire

/// MOUNT over the exports of a server.
final class Mount3Service: Sendable {
  /// Mounts remembered for DUMP, which is advisory.
  static let maximumClients = 1024

  private let exports: ExportTable
  private let clients = Mutex<[Mount3Client]>([])

  init(exports: ExportTable) {
    self.exports = exports
  }

  /// Executes a call and appends its results.
  ///
  /// - Parameter host: of the caller, for DUMP.
  /// - Returns: the path that was mounted.
  /// - Throws: the arguments are no such call's.
  func perform(
    _ procedure: Mount3Procedure, _ arguments: inout XDRReader, _ results: inout XDRWriter,
    from host: Mount3Name
  ) throws(XDRError) -> String? {
    switch procedure {
    case .null: break
    case .mount:
      let path = try Mount3Path(from: &arguments)
      let result = mount(path, from: host)
      result.encode(into: &results)
      if case .success = result { return path.description }
    case .dump: Mount3ClientList(clients.withLock { $0 }).encode(into: &results)
    case .unmount:
      let path = try Mount3Path(from: &arguments)
      clients.withLock { $0.removeAll { $0.host == host && $0.path == path } }
    case .unmountAll: clients.withLock { $0.removeAll { $0.host == host } }
    case .export:
      let list = exports.exports.map { Mount3Export(path: Mount3Path($0.path)) }
      Mount3ExportList(list).encode(into: &results)
    }
    return nil
  }

  /// RFC 1813 §5.2.1. A directory inside an export can be mounted too; links on the way are not
  /// followed.
  private func mount(_ path: Mount3Path, from host: Mount3Name) -> Mount3Result {
    do throws(StoreError) {
      let (export, rest) = try find(path)
      var node = export.store.root
      for name in rest.components {
        node = try node.lookup(name)
        guard try node.attributes().kind == .directory else { throw StoreError(.notDirectory) }
      }
      remember(Mount3Client(host: host, path: path))
      let flavors = [RPCAuthFlavor.sys.rawValue, RPCAuthFlavor.none.rawValue]
      return .success(root: exports.handle(node, in: export), flavors: flavors)
    } catch {
      return .failure(Mount3Status(error.status))
    }
  }

  /// The export that a path begins with, the longest if several do, and what follows.
  private func find(
    _ path: Mount3Path
  ) throws(StoreError) -> (export: ServedExport, rest: RelativePath) {
    guard let wanted = RelativePath(bytes: path.bytes) else { throw StoreError(.noEntry) }
    var best: (export: ServedExport, names: RelativePath)?
    for export in exports.exports {
      guard let names = RelativePath(export.path), wanted.components.starts(with: names.components),
        names.components.count >= best?.names.components.count ?? 0
      else { continue }
      best = (export, names)
    }
    guard let best else { throw StoreError(.noEntry) }
    let rest = wanted.components.dropFirst(best.names.components.count)
    return (best.export, RelativePath(Array(rest)))
  }

  private func remember(_ client: Mount3Client) {
    clients.withLock { clients in
      clients.removeAll { $0 == client }
      if clients.count == Self.maximumClients { clients.removeFirst() }
      clients.append(client)
    }
  }
}

extension Mount3Status {
  /// The status of MOUNT for one of NFS; the numbers agree where MOUNT has any (RFC 1813 §5.1.5).
  init(_ status: NFS3Status) {
    switch status {
    case .notOwner: self = .notOwner
    case .noEntry: self = .noEntry
    case .accessDenied: self = .accessDenied
    case .notDirectory: self = .notDirectory
    case .invalidArgument: self = .invalidArgument
    case .nameTooLong: self = .nameTooLong
    case .notSupported: self = .notSupported
    case .serverFault: self = .serverFault
    default: self = .io
    }
  }
}
