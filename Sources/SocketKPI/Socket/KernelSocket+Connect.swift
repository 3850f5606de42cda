// SPDX-License-Identifier: Apache-2.0
// Binding, connecting, and waiting for a connect in slices.

import CLinux
import Glibc
import SystemPackage

extension KernelSocket {
  /// Longest slice of `waitForConnection`: 32767 ticks of 1/100 s.
  public static let maximumConnectSlice = Duration.seconds(327) + .microseconds(999_999)

  /// Binds to a local address (`sock_bind`). Port 0 picks a free one.
  ///
  /// - Throws: `.invalidArgument` already bound or defunct, `.addressFamilyNotSupported` wrong family
  ///   or multicast on TCP, `.addressNotAvailable`, `.addressInUse`, `.permissionDenied` reserved port.
  public func bind(to address: SocketAddress) throws(Errno) {
    try inside { () throws(Errno) in
      guard !bits.load().contains(.defunct) else { throw .invalidArgument }
      guard try filterBind(address) == .proceed else { return }
      try checkFamily(address)
      if isTCP && address.isMulticast { throw .addressFamilyNotSupported }
      // Without a path the host would make a name up.
      if domain == .unix && address.isWildcard { throw .invalidArgument }
      if address.port == 0, domain != .unix, settings.withLock({ $0.usesReservedPorts }) {
        try bindReserved(address)
      } else {
        try descriptor.bind(address)
      }
      notifyFilters(.bound)
    }
  }

  /// Reserved ports that are tried for port 0, as rresvport and the NFS client do.
  private static let reservedPorts: ClosedRange<UInt16> = 600...1023

  private func bindReserved(_ address: SocketAddress) throws(Errno) {
    let ports = KernelSocket.reservedPorts
    var port = UInt16.random(in: ports)
    for _ in ports {
      do throws(Errno) {
        return try descriptor.bind(address.with(port: port))
      } catch {
        guard error == .addressInUse else { throw error }
        port = port == ports.upperBound ? ports.lowerBound : port + 1
      }
    }
    throw .addressNotAvailable
  }

  /// Starts listening (`sock_listen`).
  ///
  /// - Parameters:
  ///   - backlog: connections that may wait; 0 or less, or above 128, becomes 128.
  /// - Throws: `.notSupportedOnSocket` on datagrams, `.invalidArgument` connected or connecting.
  public func listen(backlog: Int) throws(Errno) {
    try inside { () throws(Errno) in
      guard needsConnection else { throw .notSupportedOnSocket }
      let busy: SocketBits = [.connected, .connecting, .disconnecting, .defunct, .dead]
      guard bits.load().isDisjoint(with: busy) else { throw .invalidArgument }
      guard try filterListen() == .proceed else { return }
      let limit = backlog <= 0 || backlog > maximumBacklog ? maximumBacklog : backlog
      try keepHostAwake()
      bits.insert(.listening)
      do throws(Errno) {
        try descriptor.listen(limit)
      } catch {
        bits.remove(.listening)
        throw error
      }
      settings.withLock { $0.backlog = limit }
    }
  }

  /// Connects, or associates a datagram socket with a peer (`sock_connect`).
  ///
  /// Without `.dontWait`, and in blocking mode, it waits for the outcome; a signal ends the wait with
  /// `.interrupted` while the attempt goes on.
  ///
  /// - Throws: `.nowInProgress` started, wait with `waitForConnection`; `.alreadyInProcess` an attempt
  ///   is under way; `.socketIsConnected`; `.notSupportedOnSocket` listening or defunct;
  ///   `.invalidArgument` an earlier attempt failed; `.addressNotAvailable` port 0; or the failure.
  /// - Source: C ABI `sock_connect`, kpi_socket.h; deviations "second connect" and "connected at once".
  public func connect(to address: SocketAddress, flags: MessageFlags = []) throws(Errno) {
    try inside { () throws(Errno) -> Void in
      var address = address
      guard try beginConnect(to: &address) else { return }
      let wait = !flags.contains(.dontWait) && !bits.load().contains(.nonBlocking)
      if needsConnection {
        try startStreamConnect(address, wait: wait)
        if bits.load().contains(.connecting) { _ = settleConnect() }
        if wait { try sleepUntilConnected() }
        if bits.load().contains(.connecting) { throw .nowInProgress }
        if let error = takePendingError() { throw error }
      } else {
        try connectDatagram(address)
      }
    }
  }

  /// Checks in the kernel's order; a filter may redirect. False when one has dealt with the connect.
  private func beginConnect(to address: inout SocketAddress) throws(Errno) -> Bool {
    refreshConnection()
    let now = bits.load()
    if now.contains(.connecting) { throw .alreadyInProcess }
    if !now.isDisjoint(with: [.listening, .defunct]) { throw .notSupportedOnSocket }
    if needsConnection {
      if now.contains(.connected) { throw .socketIsConnected }
      if now.contains(.dead) { throw takePendingError() ?? .invalidArgument }
    } else if now.contains(.connected) {
      try descriptor.disconnect()
      bits.remove(.connected)
    }
    guard try filterConnectOut(&address) == .proceed else { return false }
    try checkFamily(address)
    if domain != .unix {
      if address.port == 0 && type != .raw { throw .addressNotAvailable }
      if isTCP && address.isMulticast { throw .addressFamilyNotSupported }
    }
    return true
  }

  func checkFamily(_ address: SocketAddress) throws(Errno) {
    if address.domain != domain { throw .addressFamilyNotSupported }
  }

  private func startStreamConnect(_ address: SocketAddress, wait: Bool) throws(Errno) {
    let limit = settings.withLock { state in
      state.connectDeadline = state.connectLimit.map { Instant.now.advanced(by: $0) }
      return state.connectLimit
    }
    if wait && limit == nil && bits.load().contains(.hostBlocks) {
      try descriptor.limitSleep(receiving: false)
    } else {
      try keepHostAwake()
    }
    bits.insert(.connecting)
    notifyFilters(.connecting)
    do throws(Errno) {
      try descriptor.connect(address)
      endConnectWell(announcing: true)
    } catch {
      if error == .interrupted { throw error }  // the attempt goes on
      if error == .nowInProgress {
        if let limit, bits.load().contains(.watched) { scheduleConnectLimit(limit) }
        return
      }
      // Somebody else may have seen the attempt end first, and taken its error.
      guard bits.remove(.connecting).contains(.connecting) else {
        // A watcher that finds the error taken by this call can only say "reset".
        let pending = takePendingError()
        throw error == .connectionRefused ? error : pending ?? error
      }
      // A refusal that was known at once is a failed attempt all the same.
      if isTCP && [.connectionRefused, .timedOut, .connectionReset].contains(error) {
        bits.insert([.disconnected, .dead, .cannotSend, .cannotReceive])
      }
      // A full queue of a local listener: the kernel here says "again", Darwin refuses.
      throw error == .wouldBlock ? .connectionRefused : error
    }
  }

  private func scheduleConnectLimit(_ limit: Duration) {
    let handle = handle
    dispatcher.schedule(after: limit) {
      guard handle.enter() else { return }
      _ = handle.withOwner { socket in
        if socket.bits.load().contains(.connecting) { _ = socket.settleConnect() }
      }
      handle.leave()
    }
  }

  private func connectDatagram(_ address: SocketAddress) throws(Errno) {
    try descriptor.connect(address)
    bits.insert(.connected)
    notifyFilters(.connected)
    announce { $0.tellConnected() }
    if let error = takePendingError() { throw error }
  }

  private func sleepUntilConnected() throws(Errno) {
    while bits.load().contains(.connecting) {
      let deadline = settings.withLock { $0.connectDeadline }
      _ = try waitReady(descriptor.raw, for: .writable, until: deadline, interruptible: true)
      _ = settleConnect()
      if bits.load().contains(.defunct) { throw .badFileDescriptor }
    }
  }

  /// Waits for a connect that is under way, at most for one slice (`sock_connectwait`).
  ///
  /// The attempt goes on when the slice has passed; look whether to give up, and call again. Zero
  /// looks once. Signals do not end the wait.
  ///
  /// - Parameters:
  ///   - timeout: zero to 327.999999 s.
  /// - Throws: `.nowInProgress` the slice passed; `.invalidArgument` no attempt is under way and none
  ///   has an outcome to report; EDOM a time out of range; otherwise the failure, to one caller.
  /// - Source: C ABI `sock_connectwait`, kpi_socket.h.
  public func waitForConnection(timeout: Duration) throws(Errno) {
    try inside { () throws(Errno) in
      refreshConnection()
      if let error = takePendingError() { throw error }
      if !bits.load().contains(.connecting) {
        guard bits.load().contains(.connected) else { throw .invalidArgument }
        return
      }
      guard timeout >= .zero, timeout <= KernelSocket.maximumConnectSlice else {
        throw Errno(rawValue: EDOM)
      }
      try sleepOneSlice(until: Instant.now.advanced(by: timeout))
    }
  }

  private func sleepOneSlice(until end: Instant) throws(Errno) {
    while bits.load().contains(.connecting), Instant.now < end {
      let limit = settings.withLock { $0.connectDeadline }
      let wake = limit.map { min($0, end) } ?? end
      _ = try waitReady(descriptor.raw, for: .writable, until: wake, interruptible: false)
      _ = settleConnect()
    }
    if let error = takePendingError() { throw error }
    let now = bits.load()
    if now.contains(.connecting) { throw .nowInProgress }
    guard now.contains(.connected) else { throw .invalidArgument }
  }
}
