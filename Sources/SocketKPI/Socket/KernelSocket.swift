// SPDX-License-Identifier: Apache-2.0
// The socket: what it holds, and how it comes to be.

import CLinux
import CSocketKPI
import Glibc
import Synchronization
import SystemPackage

/// A kernel socket: no file descriptor for the caller, upcalls instead of readiness, errors returned.
///
/// A socket lives until `close()`; dropping the last reference does not close it. Every method may be
/// called from any thread and from the socket's own upcalls. After `close()` every method fails with
/// `.badFileDescriptor`; the memory stays valid.
///
/// - Source: C ABI `socket_t`, kpi_socket.h.
@safe public final class KernelSocket: Sendable {
  public let domain: SocketDomain
  public let type: SocketType
  /// The resolved protocol number: 6 for TCP, 17 for UDP, 0 for local sockets.
  public let protocolNumber: CInt

  let descriptor: Descriptor
  let handle: SocketHandle
  /// The dispatcher that runs this socket's upcalls, for the socket's whole life.
  public let dispatcher: Dispatcher
  let bits: AtomicBits
  /// The pending error (`so_error`): set by whoever learns of it, taken by whoever meets it first.
  let pendingError = Atomic<CInt>(0)
  /// Changes with every receive or accept that took something.
  let takes = Atomic<UInt32>(0)
  let settings: Locked<SocketSettings>
  let callbacksOnDemand = OnDemand { Monitor(CallbackState()) }
  let sendGate = Gate()
  let receiveGate = Gate()
  private let stagingOnDemand = OnDemand { Staging() }
  private let unsentOnDemand = OnDemand { UnsentBytes() }
  /// SO_SNDBUF as the KPI counts it: the most that one record may have.
  let sendLimit: Atomic<Int>
  let traffic: TrafficAccount
  private let filtersOnDemand = OnDemand { FilterList() }
  private let packetClassOnDemand = OnDemand { PacketClassGate() }
  /// Where the socket was made, in checked mode.
  let origin: CallSite?

  var callbacks: Monitor<CallbackState> { callbacksOnDemand.value }
  var staging: Staging { stagingOnDemand.value }
  var unsent: UnsentBytes { unsentOnDemand.value }
  var filters: FilterList { filtersOnDemand.value }
  var packetClassGate: PacketClassGate { packetClassOnDemand.value }

  /// Bytes of a stream wait for their reader; packets come one by one.
  var isStream: Bool { type == .stream }
  var isTCP: Bool { protocolNumber == CInt(IPPROTO_TCP) }
  /// Stream and sequenced-packet sockets need a connection before data can flow.
  var needsConnection: Bool { type != .datagram && type != .raw }

  /// Makes a socket (`sock_socket`).
  ///
  /// - Parameters:
  ///   - number: 0 for the domain's protocol of that type.
  ///   - dispatcher: where its upcalls run; nil takes the next one in turn.
  /// - Throws: `.addressFamilyNotSupported`, `.protocolWrongTypeForSocket` (known under another type),
  ///   `.protocolNotSupported`, `.noBufferSpace`, `.notPermitted` for raw types without privilege.
  /// - Source: C ABI `sock_socket`, kpi_socket.h.
  public convenience init(
    domain: SocketDomain, type: SocketType, protocol number: CInt = 0,
    dispatcher: Dispatcher? = nil
  ) throws(Errno) {
    let resolved = try ProtocolTable.resolve(domain: domain, type: type, number: number)
    let descriptor = try Descriptor.open(
      domain.rawValue, type.rawValue, number, sleeps: type == .stream)
    do throws(Errno) {
      try self.init(
        adopting: descriptor, domain: domain, type: type, number: resolved,
        bits: type == .stream ? .hostBlocks : [],
        settings: SocketSettings(domain: domain, type: type), dispatcher: dispatcher)
    } catch {
      descriptor.close()
      throw error
    }
    HandleTable.shared.install(self, at: handle)
    attachGlobalFilters()
  }

  /// Wraps a descriptor that is ready for use; the caller installs the handle.
  init(
    adopting descriptor: Descriptor, domain: SocketDomain, type: SocketType, number: CInt,
    bits: SocketBits, settings: SocketSettings, dispatcher: Dispatcher? = nil
  ) throws(Errno) {
    handle = try HandleTable.shared.reserve()
    self.dispatcher = dispatcher ?? .next()
    self.descriptor = descriptor
    self.domain = domain
    self.type = type
    protocolNumber = number
    self.bits = AtomicBits(bits)
    self.settings = Locked(settings)
    sendLimit = Atomic(settings.sendHighWater)
    traffic = TrafficAccount(
      trafficClass: settings.trafficClass, managementFlags: settings.managementFlags)
    origin = SocketAudit.origin()
  }

  /// Runs a call on an open socket.
  ///
  /// - Throws: `.badFileDescriptor` after close; otherwise what the call throws.
  @inline(__always)
  func inside<Result: ~Copyable>(
    _ body: () throws(Errno) -> Result
  ) throws(Errno) -> Result {
    guard handle.enter() else {
      reportUseAfterClose()
      throw .badFileDescriptor
    }
    defer { handle.leave() }
    return try body()
  }

  /// Takes the pending error; nil when there is none.
  func takePendingError() -> Errno? {
    guard bits.load().contains(.hasError) else { return nil }
    bits.remove(.hasError)
    let code = pendingError.exchange(0, ordering: .acquiringAndReleasing)
    return code == 0 ? nil : Errno(rawValue: code)
  }

  /// Leaves an error for the next call; a later one replaces an earlier one.
  func postError(_ code: CInt) {
    guard code != 0 else { return }
    pendingError.store(code, ordering: .releasing)
    bits.insert(.hasError)
  }

  /// Moves the host's pending error into the slot.
  func collectHostError() {
    postError(descriptor.takeError())
  }

  func set(_ bit: SocketBits, _ on: Bool) {
    if on { bits.insert(bit) } else { bits.remove(bit) }
  }

  /// Notes that something was taken off the receive queue.
  ///
  /// - Parameters:
  ///   - isAlone: nobody else can be taking, as those who take a stream's bytes.
  @inline(__always)
  func noteTake(isAlone: Bool) {
    if isAlone {
      takes.store(takes.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    } else {
      takes.add(1, ordering: .relaxed)
    }
  }

  /// True from connect until the connection is fully gone (`sock_isconnected`).
  public var isConnected: Bool {
    guard handle.enter() else { return false }
    defer { handle.leave() }
    refreshConnection()
    return bits.load().contains(.connected)
  }

  /// True after `setNonBlocking(true)` (`sock_isnonblocking`).
  public var isNonBlocking: Bool { bits.load().contains(.nonBlocking) }

  /// Switches between waiting and refusing to wait; as `sock_ioctl(FIONBIO)`.
  public func setNonBlocking(_ on: Bool) throws(Errno) {
    try inside { () throws(Errno) in
      set(.nonBlocking, on)
    }
  }

  /// Whether signals interrupt waiting for data or space (`sock_nointerrupt`).
  public func setInterruptible(_ on: Bool) throws(Errno) {
    try inside { () throws(Errno) in
      set(.noInterrupt, !on)
    }
  }

  /// Stores the privileged bit (`sock_setpriv`). Reserved ports follow the host's rules instead.
  public func setPrivileged(_ on: Bool) throws(Errno) {
    try inside { () throws(Errno) in
      set(.privileged, on)
    }
  }

  /// The local address; family set and everything else zero while unbound.
  ///
  /// - Source: C ABI `sock_getsockname`, kpi_socket.h.
  public func localAddress() throws(Errno) -> SocketAddress {
    try inside { () throws(Errno) in try descriptor.localAddress() }
  }

  /// The peer's address.
  ///
  /// - Throws: `.socketNotConnected`.
  /// - Source: C ABI `sock_getpeername`, kpi_socket.h.
  public func peerAddress() throws(Errno) -> SocketAddress {
    try inside { () throws(Errno) in
      refreshConnection()
      guard bits.load().contains(.connected) else { throw .socketNotConnected }
      return try descriptor.peerAddress()
    }
  }
}
