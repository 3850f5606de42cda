// SPDX-License-Identifier: Apache-2.0
// A server: programs behind KPI listeners.

public import SocketKPI
public import SystemPackage

/// Serves programs over TCP and UDP.
///
/// Connections are accepted in the listener's upcall and live on their own socket's dispatcher;
/// calls of one connection are served one after the other, those of different connections in
/// parallel. It stops when the last reference goes.
public final class RPCServer: Sendable {
  let core: ServerCore

  public init(
    programs: [any RPCProgram], configuration: RPCServerConfiguration = RPCServerConfiguration()
  ) {
    core = ServerCore(programs: programs, configuration: configuration)
  }

  deinit { core.stop() }

  public var configuration: RPCServerConfiguration { core.configuration }

  /// What happens to replies, for tests. May be changed while the server runs.
  public var faults: RPCFaultPlan {
    get { core.injector.plan }
    set { core.injector.plan = newValue }
  }

  /// Calls that were received; repetitions among them; records that were no calls; connections
  /// accepted.
  public var counts: (calls: UInt64, repetitions: UInt64, malformed: UInt64, accepted: UInt64) {
    core.counts
  }

  /// Connections now, datagram sockets included.
  public var connectionCount: Int { core.connectionCount }

  /// Listens for connections.
  ///
  /// - Returns: the address, with the port that was chosen for port 0.
  /// - Throws: `.addressInUse`, `.permissionDenied`, `.socketShutdown` after `stop`.
  @discardableResult
  public func listen(tcp address: SocketAddress) throws(Errno) -> SocketAddress {
    try core.listen(tcp: address)
  }

  /// Listens for datagrams.
  ///
  /// - Returns: the address, with the port that was chosen for port 0.
  /// - Throws: as `listen(tcp:)`.
  @discardableResult
  public func listen(udp address: SocketAddress) throws(Errno) -> SocketAddress {
    try core.listen(udp: address)
  }

  /// Closes every connection; listeners stay. For a client it is as if the server's machine had cut
  /// them.
  public func closeConnections() { core.closeConnections() }

  /// Stops listening and closes everything. Final.
  public func stop() { core.stop() }
}
