// SPDX-License-Identifier: Apache-2.0
// What a server's listeners and connections share.

internal import SocketKPI
internal import Synchronization
internal import SystemPackage
internal import Wire

/// The listeners, the connections, and what they have in common. Their upcalls hold it until
/// `stop()`.
final class ServerCore: Sendable {
  let configuration: RPCServerConfiguration
  let programs: [any RPCProgram]
  let duplicates: DuplicateRequestCache
  let injector = FaultInjector()
  private let counters = Counters()

  final class Counters: Sendable {
    let calls = Atomic<UInt64>(0)
    let repetitions = Atomic<UInt64>(0)
    let malformed = Atomic<UInt64>(0)
    let accepted = Atomic<UInt64>(0)
  }

  private struct State {
    var listeners: [KernelSocket] = []
    var connections: [ObjectIdentifier: RPCServerConnection] = [:]
    var isStopped = false
  }

  private let state = Mutex(State())

  init(
    programs: [any RPCProgram], configuration: RPCServerConfiguration = RPCServerConfiguration()
  ) {
    self.programs = programs
    self.configuration = configuration
    duplicates = DuplicateRequestCache(
      maximumEntries: configuration.duplicateEntries, maximumBytes: configuration.duplicateBytes)
  }

  /// Calls that were received; repetitions among them; records that were no calls; connections
  /// accepted.
  var counts: (calls: UInt64, repetitions: UInt64, malformed: UInt64, accepted: UInt64) {
    (
      counters.calls.load(ordering: .relaxed), counters.repetitions.load(ordering: .relaxed),
      counters.malformed.load(ordering: .relaxed), counters.accepted.load(ordering: .relaxed)
    )
  }

  /// Connections now, datagram sockets included.
  var connectionCount: Int { state.withLock { $0.connections.count } }

  func listen(tcp address: SocketAddress) throws(Errno) -> SocketAddress {
    let socket = try KernelSocket(domain: address.domain, type: .stream)
    do {
      if address.domain != .unix { try socket.reuseAddress() }
      try socket.bind(to: address)
      try socket.listen(backlog: configuration.backlog)
      try socket.setNonBlocking(true)
      try keep(listener: socket)
      try socket.setUpcalls(read: { [self] in acceptAll($0) }, write: nil)
      // A connection may have come before the upcall was armed.
      socket.dispatcher.perform { [self] in acceptAll(socket) }
      return try socket.localAddress()
    } catch {
      socket.close()
      throw error
    }
  }

  func listen(udp address: SocketAddress) throws(Errno) -> SocketAddress {
    let socket = try KernelSocket(domain: address.domain, type: .datagram)
    do {
      socket.growDatagramBuffers()
      try socket.bind(to: address)
      try socket.setNonBlocking(true)
      let connection = RPCServerConnection(socket: socket, peer: nil, server: self)
      try keep(connection)
      try connection.open()
      return try socket.localAddress()
    } catch {
      socket.close()
      throw error
    }
  }

  private func keep(listener: KernelSocket) throws(Errno) {
    let isStopped = state.withLock { state in
      if !state.isStopped { state.listeners.append(listener) }
      return state.isStopped
    }
    if isStopped { throw .socketShutdown }
  }

  private func keep(_ connection: RPCServerConnection) throws(Errno) {
    let isRefused = state.withLock { state in
      if state.isStopped || state.connections.count >= configuration.maximumConnections {
        return true
      }
      state.connections[ObjectIdentifier(connection)] = connection
      return false
    }
    if isRefused { throw .socketShutdown }
  }

  func forget(_ connection: RPCServerConnection) {
    state.withLock { _ = $0.connections.removeValue(forKey: ObjectIdentifier(connection)) }
  }

  /// The listener's upcall.
  private func acceptAll(_ listener: KernelSocket) {
    while let (socket, peer) = try? listener.accept(flags: .dontWait) {
      counters.accepted.add(1, ordering: .relaxed)
      guard !injector.plan.refusesConnections else {
        socket.close()
        continue
      }
      let connection = RPCServerConnection(
        socket: socket, peer: peer, server: self)
      do {
        try keep(connection)
        try connection.open()
      } catch {
        forget(connection)
        socket.close()
      }
    }
  }

  /// Closes every connection; listeners stay. For a client it is as if the server's machine had cut
  /// them.
  func closeConnections() {
    let connections = state.withLock { Array($0.connections.values) }
    for connection in connections where connection.isStream { connection.requestClose() }
  }

  /// Stops listening and closes everything. Final.
  func stop() {
    let (listeners, connections) = state.withLock { state in
      state.isStopped = true
      defer { state.listeners = [] }
      return (state.listeners, Array(state.connections.values))
    }
    for listener in listeners { listener.close() }
    for connection in connections { connection.requestClose() }
  }

  func countCall() { counters.calls.add(1, ordering: .relaxed) }
  func countRepetition() { counters.repetitions.add(1, ordering: .relaxed) }
  func countMalformed() { counters.malformed.add(1, ordering: .relaxed) }
}
