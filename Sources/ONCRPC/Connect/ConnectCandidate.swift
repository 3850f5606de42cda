// SPDX-License-Identifier: Apache-2.0
// One address: socket, local port, options, and the slices of sock_connectwait.

internal import CLinux
internal import Glibc
internal import SocketKPI
internal import SystemPackage

/// What every candidate of a search has in common.
struct ConnectSettings: Sendable {
  var kind: RPCTransportKind
  var reservedPort: RPCReservedPort
  var trafficClass: TrafficClass?
  var slice: Duration
  var limit: Duration
  var peerTimeout: Duration
  /// The local port of the connection before; 0 for none.
  var sourcePort: UInt16 = 0
  var seed: UInt64
  var dispatcher: Dispatcher
  /// Tells what happens meanwhile; any thread.
  var report: @Sendable (RPCEvent.Kind) -> Void
}

/// Why a candidate did not get a connection.
enum ConnectFailure: Error, Equatable {
  case stopped(StopReason)
  case failed(RPCAttempt.Failure)
}

struct ConnectCandidate: Sendable {
  let address: SocketAddress
  let settings: ConnectSettings
  let stop: StopToken

  /// Connects. Blocks.
  func connect() throws(ConnectFailure) -> KernelSocket {
    let (socket, isConnected) = try start()
    if !isConnected { try finish(socket) }
    return socket
  }

  /// Begins to connect, without waiting.
  ///
  /// - Returns: the socket, and whether it is connected already, as on the same machine.
  func start() throws(ConnectFailure) -> (socket: KernelSocket, isConnected: Bool) {
    let socket: KernelSocket
    do {
      socket = try KernelSocket(
        domain: address.domain, type: settings.kind == .tcp ? .stream : .datagram,
        dispatcher: settings.dispatcher)
    } catch {
      throw .failed(.system(error))
    }
    do {
      try prepare(socket)
      try begin(socket)
      return (socket, try isConnected(socket))
    } catch {
      socket.close()
      throw error
    }
  }

  /// Waits for a connect that was begun. Blocks.
  ///
  /// `sock_connectwait` waits in slices, and each end of a slice looks for a reason to stop, since
  /// nothing else can interrupt the wait. A socket that does not get connected is closed.
  func finish(_ socket: KernelSocket) throws(ConnectFailure) {
    do {
      try wait(socket, since: MonotonicTime.now())
    } catch {
      socket.close()
      throw error
    }
  }

  private func isConnected(_ socket: KernelSocket) throws(ConnectFailure) -> Bool {
    if socket.isConnected { return true }
    do {
      try socket.waitForConnection(timeout: .zero)
      return true
    } catch {
      guard error == .nowInProgress else { throw .failed(.system(error)) }
      return false
    }
  }

  private func prepare(_ socket: KernelSocket) throws(ConnectFailure) {
    do {
      try LocalPort.bind(socket, for: address, settings)
      try socket.applyRPCOptions(settings)
      try socket.setNonBlocking(true)
    } catch {
      throw .failed(.system(error))
    }
  }

  private func begin(_ socket: KernelSocket) throws(ConnectFailure) {
    do {
      try socket.connect(to: address, flags: .dontWait)
    } catch {
      guard error == .nowInProgress else { throw .failed(.system(error)) }
    }
  }

  private func wait(_ socket: KernelSocket, since start: MonotonicTime) throws(ConnectFailure) {
    let deadline = start + settings.limit
    while !socket.isConnected {
      let now = MonotonicTime.now()
      if let reason = stop.check(deadline: deadline, now: now) {
        throw reason == .expired ? .failed(.timedOut(settings.limit)) : .stopped(reason)
      }
      do {
        try socket.waitForConnection(timeout: min(settings.slice, deadline - now))
        return
      } catch {
        guard error == .nowInProgress else { throw .failed(.system(error)) }
        settings.report(.waiting(address, MonotonicTime.now() - start))
      }
    }
  }
}

extension KernelSocket {
  /// Probes of an idle peer before it counts as gone.
  private static let keepAliveProbes: CInt = 3
  /// Buffers of a datagram socket, in bytes: large enough for a window of the largest messages.
  private static let datagramBuffer: CInt = 224 * 1024

  /// Room for the largest messages: the KPI's own size of a datagram buffer refuses those above 9
  /// KiB.
  func growDatagramBuffers() {
    // A refusal of the wished size is no reason to fail.
    try? setOption(level: SOL_SOCKET, name: SO_SNDBUF, value: Self.datagramBuffer)
    try? setOption(level: SOL_SOCKET, name: SO_RCVBUF, value: Self.datagramBuffer)
  }

  /// The options of a connection; set again on every reconnect.
  func applyRPCOptions(_ settings: ConnectSettings) throws(Errno) {
    if settings.kind == .tcp, domain != .unix {
      let seconds = max(1, settings.peerTimeout.wholeNanoseconds / 1_000_000_000)
      let interval = CInt(clamping: max(1, seconds / Int64(1 + Self.keepAliveProbes)))
      try setOption(level: CInt(IPPROTO_TCP), name: TCP_NODELAY, value: CInt(1))
      try setOption(level: SOL_SOCKET, name: SO_KEEPALIVE, value: CInt(1))
      try setOption(level: CInt(IPPROTO_TCP), name: TCP_KEEPIDLE, value: interval)
      try setOption(level: CInt(IPPROTO_TCP), name: TCP_KEEPINTVL, value: interval)
      try setOption(level: CInt(IPPROTO_TCP), name: TCP_KEEPCNT, value: Self.keepAliveProbes)
      let milliseconds = CInt(clamping: settings.peerTimeout.wholeNanoseconds / 1_000_000)
      try setOption(level: CInt(IPPROTO_TCP), name: TCP_USER_TIMEOUT, value: milliseconds)
    } else if settings.kind == .udp {
      growDatagramBuffers()
    }
    if let trafficClass = settings.trafficClass { try setTrafficClass(trafficClass) }
  }
}
