// SPDX-License-Identifier: Apache-2.0
// The connection state machine: who may change what, exactly once.

import CLinux
import Glibc
import Synchronization
import SystemPackage

/// How an attempt to connect ended.
enum ConnectOutcome {
  case connected
  case failed(Errno)
}

/// Host TCP states that matter here (the values of Linux's TCP_INFO).
private let tcpStateClosed: UInt8 = 7

extension KernelSocket {
  /// Looks whether the attempt under way has ended, and moves the state on if so.
  ///
  /// - Parameters:
  ///   - announcing: tell the callbacks, through the dispatcher.
  /// - Returns: the outcome for the one caller that saw the attempt end; nil otherwise.
  func settleConnect(announcing: Bool = true) -> ConnectOutcome? {
    let ready = readiness(descriptor.raw, of: .writable)
    guard !ready.isEmpty else {
      let isOverdue = settings.withLock { $0.connectDeadline.map { $0 <= .now } ?? false }
      return isOverdue ? endConnect(failing: .timedOut, announcing) : nil
    }
    let code = descriptor.takeError()
    if code != 0 { return endConnect(failing: Errno(rawValue: code), announcing) }
    // A hang-up without an error: the peer was there and is gone again, or the attempt never began.
    if ready.contains(.hangUp), isTCP, descriptor.tcpState() == tcpStateClosed {
      return endConnect(failing: .connectionReset, announcing)
    }
    return endConnectWell(announcing: announcing) ? .connected : nil
  }

  /// The attempt succeeded. True for the caller that moved the state.
  @discardableResult
  func endConnectWell(announcing: Bool) -> Bool {
    guard
      bits.transition(
        requiring: .connecting, removing: [.connecting, .disconnecting], inserting: .connected)
    else { return false }
    let state = settings.withLock { $0 }
    if state.trafficClass.isBackground || !state.managementFlags.isEmpty { updatePacing(state) }
    notifyFilters(.connected)
    if announcing { announce { $0.tellConnected() } }
    return true
  }

  private func endConnect(failing code: Errno, _ announcing: Bool) -> ConnectOutcome? {
    guard
      bits.transition(
        requiring: .connecting, removing: [.connecting, .disconnecting],
        inserting: [.disconnected, .cannotSend, .cannotReceive, .dead])
    else { return nil }
    postError(code.rawValue)
    // The host would go on sending SYNs after our own time limit.
    if code == .timedOut { try? descriptor.shutdown(CInt(SHUT_RDWR)) }
    notifyFilters(.disconnected)
    if announcing { announce { $0.tellDisconnected(code) } }
    return .failed(code)
  }

  /// Notices a connect that completed and a connection that died without anybody calling.
  func refreshConnection() {
    let now = bits.load()
    if now.contains(.connecting) {
      _ = settleConnect()
    } else if now.contains(.connected), needsConnection, isGone {
      collectHostError()
      markDisconnected(announcing: Errno(rawValue: pendingError.load(ordering: .acquiring)))
    }
  }

  private var isGone: Bool {
    if isTCP { return descriptor.tcpState() == tcpStateClosed }
    return readiness(descriptor.raw, of: .peerClosed).contains(.hangUp)
  }

  /// On the dispatcher: tells a dead connection from one that is only half closed.
  ///
  /// - Returns: the error it ended with (zero for an orderly end) for the caller that moved the state.
  func settleDisconnect() -> Errno? {
    collectHostError()
    let code = Errno(rawValue: pendingError.load(ordering: .acquiring))
    guard code.rawValue != 0 || isGone else { return nil }
    return markDisconnected() ? code : nil
  }

  /// Ends the connection's state. True for the caller that did it.
  @discardableResult
  func markDisconnected(announcing code: Errno? = nil) -> Bool {
    guard
      bits.transition(
        requiring: .connected, removing: [.connected, .connecting, .disconnecting],
        inserting: [.disconnected, .cannotSend, .cannotReceive, .dead])
    else { return false }
    notifyFilters(.disconnected)
    if let code { announce { $0.tellDisconnected(code) } }
    return true
  }

  /// What a failed send or receive says about the connection; returns the error for the caller.
  func interpret(_ code: Errno, sending: Bool) -> Errno {
    guard needsConnection, bits.load().contains(.connected) else { return code }
    switch code {
    case .connectionReset, .timedOut, .connectionAbort, .networkUnreachable, .hostIsDown,
      .noRouteToHost, .networkReset:
      // The sender sees a closed pipe; the reason stays for whoever receives next.
      if sending { postError(code.rawValue) }
      markDisconnected(announcing: code)
      return sending ? .brokenPipe : code
    case .brokenPipe:
      markDisconnected(announcing: .connectionReset)
      return code
    default:
      return code
    }
  }
}
