// SPDX-License-Identifier: Apache-2.0
// An NFS version 3 server in a process: directories or memory, over KPI sockets.

public import HostFS
public import SocketKPI
public import SystemPackage

/// An NFS version 3 and MOUNT version 3 server.
///
/// For demos and tests, and complete: all procedures, handles that survive renames and restarts, unstable writes with a
/// verifier that tells when they may have been lost, and faults on request.
///
///     let server = try NFSServer(export: .memory())
///     try server.start()
///     print(server.url())   // nfs://127.0.0.1/memory?version=3&nfsport=40123&mountport=40123
///     server.stop()
///
/// Calls are served on the dispatchers of their connections; what waits for a disk goes to a few threads.
///
/// - Note: any thread. A server that is let go stops.
public final class NFSServer: Sendable {
  public let options: NFSServerOptions
  public let exports: [NFSExport]
  let core: ServerCore

  /// Opens the exports. Nothing is served before `start`.
  ///
  /// - Throws: what opening a directory or making a key throws; `.fileExists` for two exports of one path.
  public init(
    exports: [NFSExport], options: NFSServerOptions = NFSServerOptions()
  ) throws(HostError) {
    core = try ServerCore(exports, options)
    self.options = options
    self.exports = exports
  }

  /// Opens one export.
  public convenience init(
    export: NFSExport, options: NFSServerOptions = NFSServerOptions()
  ) throws(HostError) {
    try self.init(exports: [export], options: options)
  }

  deinit { core.stop() }

  /// Listens. From then on clients are served.
  ///
  /// - Throws: `.addressInUse`, `.permissionDenied`; `.alreadyInProcess` for a server that runs.
  public func start() throws(Errno) { try core.start() }

  /// Where the server listens, also while it is down for a restart; nil before `start`.
  public var address: SocketAddress? { core.address }

  /// The port; 0 before `start`.
  public var port: UInt16 { address?.port ?? 0 }

  /// Stops listening, closes every connection and waits for calls under way, five seconds at most. May be
  /// started again.
  public func stop() { core.stop() }

  /// The URL of an export, as libnfs and nfs-client write them.
  ///
  /// - Parameter path: an export's, or of something in it; nil for the first export.
  public func url(path: String? = nil) -> String {
    let path = NFSExport.normalized(path ?? exports.first?.path ?? "/")
    let host = address?.hostText ?? "127.0.0.1"
    let bracketed = host.contains(":") ? "[\(host)]" : host
    return "nfs://\(bracketed)\(path)?version=3&nfsport=\(port)&mountport=\(port)"
  }

  /// Goes down and comes back on the same port, with another write verifier.
  ///
  /// Returns at once; the restart runs elsewhere.
  ///
  /// - Parameters:
  ///   - down: between closing everything and listening again.
  ///   - loses: takes back unstable writes that no COMMIT has covered, of those that were remembered: see
  ///     `NFSServerOptions.remembersUnstableWrites`.
  public func restart(down: Duration = .zero, loses: Bool = false) {
    core.restart(down: down, loses: loses)
  }

  /// Tells clients that uncommitted writes may be lost, though none are.
  public func changeWriteVerifier() { core.changeWriteVerifier() }

  /// Adds a fault to those of the options.
  public func inject(_ rule: FaultRule) { core.faults.add(rule) }

  /// Ends all faults.
  public func clearFaults() {
    core.faults.removeAll()
    core.setPieces(0)
  }

  /// What the server has done so far.
  public var statistics: NFSServerStatistics { core.statistics }
}
