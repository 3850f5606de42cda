// SPDX-License-Identifier: Apache-2.0
// Retain, release, shutdown, close: who ends a socket, and when.

import CLinux
import Glibc
import SystemPackage

extension KernelSocket {
  /// Unread input that close throws away so that the peer sees an end and no reset.
  private static let maximumDiscardBytes = 64 << 20

  /// Counts a further holder (`sock_retain`).
  ///
  /// The socket is closed once its owner has closed it and every retain was released.
  public func retain() {
    guard handle.enter() else { return reportUseAfterClose() }
    settings.withLock { $0.retainCount += 1 }
    handle.leave()
  }

  /// Gives a retain back (`sock_release`). The last one, after the owner's close, closes.
  public func release() {
    guard handle.enter() else { return reportUseAfterClose() }
    defer { handle.leave() }
    let outcome: (isNegative: Bool, isLast: Bool) = settings.withLock { state in
      guard state.retainCount > 0 else { return (true, false) }
      state.retainCount -= 1
      return (false, state.retainCount == 0 && bits.load().contains(.ownerClosed))
    }
    if outcome.isNegative { return reportNegativeRetain() }
    if outcome.isLast { closeForReal() }
  }

  /// Closes (`sock_close`). With retains outstanding the connection lives until the last release.
  ///
  /// When it returns no new upcall starts; one that is running on another thread has ended too if
  /// SO_UPCALLCLOSEWAIT was set. Called from the socket's own upcall it never waits for that upcall.
  public func close() {
    guard handle.enter() else { return reportUseAfterClose() }
    defer { handle.leave() }
    let isHeld: Bool? = settings.withLock { state in
      if bits.insert(.ownerClosed).contains(.ownerClosed) { return nil }
      return state.retainCount > 0
    }
    guard let isHeld else { return reportUseAfterClose() }
    if !isHeld { closeForReal() }
  }

  private func closeForReal() {
    notifyFilters(.closing)
    reportUnguardedClose()
    let waits = settings.withLock { $0.closeWaits }
    dropCallbacks()
    if waits && !isInsideOwnUpcall {
      callbacksOnDemand.existing?.wait { $0.running == 0 }
    }
    rememberClose()
    guard handle.markClosed() else { return }
    // Whoever sleeps inside must wake and leave; the last to leave finishes.
    if handle.isShared { wakeSleepers() }
  }

  /// Ends the sleep of every call inside. An abort (linger 0) wakes with a reset: a shutdown would tell
  /// the peer of an orderly end first.
  private func wakeSleepers() {
    let linger = settings.withLock { $0.linger }
    let isAbort = isTCP && linger.isOn && linger.ticks == 0 && bits.load().contains(.connected)
    // Some hosts refuse the reset while calls sleep.
    if isAbort && (try? descriptor.disconnect()) != nil { return }
    try? descriptor.shutdown(CInt(SHUT_RDWR))
  }

  /// Nobody is inside any more: gives the descriptor back. Called once, by the handle table.
  func finish() {
    detachFilters()
    stopPacing()
    if isTCP { prepareTCPClose() }
    descriptor.close()
  }

  private func prepareTCPClose() {
    guard bits.load().contains(.connected) else { return }
    let linger = settings.withLock { $0.linger }
    if linger.isOn {
      // The host lingers even on non-blocking sockets; the kernel here did not.
      let seconds = bits.load().contains(.nonBlocking) && linger.ticks > 0 ? -1 : linger.ticks
      let value = Glibc.linger(
        l_onoff: seconds < 0 ? 0 : 1,
        l_linger: CInt((max(seconds, 0) + ticksPerSecond - 1) / ticksPerSecond))
      try? descriptor.setOption(SOL_SOCKET, SO_LINGER, value)
      if linger.ticks == 0 { return }  // an abort, as asked
    }
    if bits.load().contains(.hasUnsent) { _ = finishSendingElsewhere() }
    // The host answers a close with unread input with a reset; here the end is orderly.
    if descriptor.readableBytes() > 0 {
      descriptor.discardInput(limit: KernelSocket.maximumDiscardBytes)
    }
  }

  /// Shuts one direction or both (`sock_shutdown`).
  ///
  /// - Throws: `.socketNotConnected` not connected, or that direction is shut already. With `.both`
  ///   the sending side is shut even when the receiving side was.
  public func shutdown(_ how: ShutdownDirection) throws(Errno) {
    try inside { () throws(Errno) in
      refreshConnection()
      let live: SocketBits = [.connected, .connecting, .disconnecting]
      guard !bits.load().isDisjoint(with: live) else { throw .socketNotConnected }
      notifyFilters(.shutdown(how))
      var failure: Errno?
      if how != .write { failure = shutReceiving() }
      if how != .read {
        if let error = shutSending() { failure = failure ?? error }
      }
      if let failure { throw failure }
    }
  }

  /// True after the peer's FIN, whether or not the dispatcher has told of it.
  var peerHasEnded: Bool { isStream && !readiness(descriptor.raw, of: .peerClosed).isEmpty }

  private func shutReceiving() -> Errno? {
    let peerEnded = peerHasEnded
    let was = bits.insert([.cannotReceive, .receiveShut])
    if was.contains(.receiveShut) || peerEnded {
      return .socketNotConnected
    }
    notifyFilters(.flushRead)
    try? descriptor.shutdown(CInt(SHUT_RD))
    staging.removeAll()
    unmarkStagedInput()
    descriptor.discardInput(limit: KernelSocket.maximumDiscardBytes)
    notifyFilters(.cannotReceiveMore)
    announce { socket in
      socket.runEvent(.cannotReceiveMore)
      socket.runUpcall(.read)
      socket.callbacks.withLock { $0.read = nil }
    }
    return nil
  }

  private func shutSending() -> Errno? {
    guard !bits.insert(.cannotSend).contains(.cannotSend) else { return .socketNotConnected }
    var goesOn = false
    if bits.load().contains(.hasUnsent) {
      sendGate.lock()
      flushUnsentLocked()
      goesOn = finishSendingElsewhere()
      sendGate.unlock()
    }
    if !goesOn {
      do { try descriptor.shutdown(CInt(SHUT_WR)) } catch { return error }
    }
    notifyFilters(.cannotSendMore)
    announce { socket in
      socket.runEvent(.cannotSendMore)
      socket.runUpcall(.write)
    }
    return nil
  }

  /// Takes the socket away from its user (`socket_defunct`).
  ///
  /// Input is discarded, both directions are shut and sleepers wake with EBADF.
  ///
  /// - Throws: `.notSupportedOnSocket` for local sockets, which may not be made defunct.
  public func makeDefunct() throws(Errno) {
    try inside { () throws(Errno) in
      guard domain != .unix else { throw .notSupportedOnSocket }
      guard !bits.insert(.defunct).contains(.defunct) else { return }
      postError(EBADF)
      try? descriptor.shutdown(CInt(SHUT_RDWR))
      staging.removeAll()
      descriptor.discardInput(limit: KernelSocket.maximumDiscardBytes)
      bits.insert([.cannotSend, .cannotReceive])
      announce { socket in
        socket.runEvent([.disconnected, .connectionInfoUpdated])
        socket.runUpcall(.write)
        socket.runUpcall(.read)
      }
    }
  }
}
