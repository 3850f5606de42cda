// SPDX-License-Identifier: Apache-2.0
// From readiness to upcalls: what the dispatcher does with an epoll event.

import Synchronization
import SystemPackage

extension KernelSocket {
  /// Read upcalls in a row before other sockets get their turn.
  static let maximumReadRounds = 64

  /// Handles one edge. Dispatcher's thread, between enter and leave.
  func deliver(_ events: UInt32) {
    if events & Epoll.writable != 0, bits.load().contains(.hasUnsent) { flushUnsent() }
    if bits.load().contains(.connecting) {
      if let outcome = settleConnect(announcing: false) { tellConnectOutcome(outcome) }
      return
    }
    let now = bits.load()
    if now.contains(.listening) {
      if events & Epoll.readable != 0 { runReadUpcalls() }
    } else if needsConnection {
      guard now.contains(.connected) else { return }
      deliverStream(events)
    } else {
      deliverDatagram(events)
    }
  }

  private func deliverStream(_ events: UInt32) {
    if events & (Epoll.hangUp | Epoll.failed) != 0, let end = settleDisconnect() {
      tellDisconnected(end)
      return
    }
    if events & Epoll.peerClosed != 0,
      !bits.insert(.cannotReceive).contains(.cannotReceive)
    {
      runEvent(.cannotReceiveMore)
      notifyFilters(.cannotReceiveMore)
      runReadUpcalls(always: true)
    } else if events & (Epoll.readable | Epoll.urgent) != 0,
      !bits.load().contains(.receiveShut)
    {
      runReadUpcalls()
    }
    runWriteUpcallIfWanted(events)
  }

  private func deliverDatagram(_ events: UInt32) {
    if events & Epoll.failed != 0 {
      collectHostError()
      if bits.load().contains(.hasError) {
        runReadUpcalls(always: true)
        runUpcall(.write)
        return
      }
    }
    if events & Epoll.readable != 0 { runReadUpcalls() }
    runWriteUpcallIfWanted(events)
  }

  private func runWriteUpcallIfWanted(_ events: UInt32) {
    guard events & Epoll.writable != 0, bits.load().contains(.wantsSpace) else { return }
    bits.remove(.wantsSpace)
    runUpcall(.write)
  }

  /// Runs the read upcall, and again while it takes something and more is waiting.
  ///
  /// XNU calls once for every append; an edge of epoll can stand for many. A client that takes one
  /// datagram a call loses nothing this way, and one that takes nothing does not spin.
  ///
  /// - Parameters:
  ///   - always: run at least once, whatever the low-water mark says.
  func runReadUpcalls(always: Bool = false) {
    if bits.load().contains(.hasFilters), !pullOnArrival(), !always { return }
    if !always && !reachesLowWater() { return }
    if bits.load().contains(.hasStagedInput) { _ = staging.takeNews() }
    for _ in 0..<KernelSocket.maximumReadRounds {
      let before = takes.load(ordering: .relaxed)
      bits.remove(.drained)
      runUpcall(.read)
      if takes.load(ordering: .relaxed) == before { return }
      if bits.load().contains(.drained) || !hasInput() { return }
    }
    announce { $0.runReadUpcalls() }
  }

  /// The documented rule: no call before SO_RCVLOWAT bytes, unless the stream ends.
  private func reachesLowWater() -> Bool {
    guard isStream, bits.load().contains(.receiveTuned) else { return true }
    let mark = settings.withLock { $0.receiveLowWater }
    if mark <= 1 || availableBytes() >= mark { return true }
    return !readiness(descriptor.raw, of: .peerClosed).isEmpty
  }

  /// True when a receive or accept would find something.
  func hasInput() -> Bool {
    if bits.load().contains(.hasStagedInput) { return true }
    return readiness(descriptor.raw, of: .readable).rawValue & Readiness.readable.rawValue != 0
  }

  private func tellConnectOutcome(_ outcome: ConnectOutcome) {
    switch outcome {
    case .connected: tellConnected()
    case .failed(let code): tellDisconnected(code)
    }
  }

  /// Read upcall, write upcall, event: the order of the kernel on connect.
  func tellConnected() {
    runReadUpcalls(always: true)
    runUpcall(.write)
    runEvent([.connected, .connectionInfoUpdated])
  }

  /// Event, write upcall, read upcall, and then never again: the order on disconnect.
  func tellDisconnected(_ code: Errno) {
    switch code {
    case .connectionReset, .connectionRefused: runEvent(.connectionReset)
    case .timedOut: runEvent(.timeout)
    default: break
    }
    runEvent([.disconnected, .connectionInfoUpdated])
    runUpcall(.write)
    runReadUpcalls(always: true)
    if isTCP { dropCallbacks() }
  }
}
