// SPDX-License-Identifier: Apache-2.0
// Background sockets: when one is paced, and how its sends wait.

import SystemPackage

extension KernelSocket {
  /// How often a sleeping sender looks again, in case a tick was missed.
  private static let longestNap = Duration.milliseconds(50)

  /// Where the background controller stands with this socket; nil when it is not paced.
  public var backgroundState: BackgroundState? { pacer.map { $0.sending.describe(self) } }

  /// Starts or stops pacing after a change of class or state.
  func updatePacing(_ state: SocketSettings) {
    let isBackground = TrafficAccount.effective(state.trafficClass, state.managementFlags)
      .isBackground
    if isBackground && bits.load().contains(.connected) {
      startPacing()
    } else if !isBackground {
      stopPacing()
    }
  }

  private func startPacing() {
    guard BackgroundTransport.isEnabled, isTCP, pacer == nil,
      let peer = try? descriptor.peerAddress(), !LocalDestination.isThisHost(peer)
    else { return }
    let former = descriptor.congestionControl()
    // The rule works over cubic or reno; over BBR the host's own model gets in the way.
    if !descriptor.setCongestionControl("cubic") { _ = descriptor.setCongestionControl("reno") }
    descriptor.setUnsentLowWater(HushParameters.unsentLowWater)
    let fresh = Pacer(
      sending: BackgroundTransport.path(to: peer, receiving: false, dispatcher: dispatcher),
      receiving: BackgroundTransport.path(to: peer, receiving: true, dispatcher: dispatcher),
      formerControl: former)
    let isFirst: Bool = settings.withLock { state in
      guard state.pacer == nil else { return false }
      state.pacer = fresh
      return true
    }
    guard isFirst else { return }
    bits.insert(.paced)
    fresh.sending.add(self)
    fresh.receiving.add(self)
  }

  func stopPacing() {
    let former: Pacer? = settings.withLock { state in
      defer { state.pacer = nil }
      return state.pacer
    }
    guard let former else { return }
    bits.remove(.paced)
    former.sending.remove(self)
    former.receiving.remove(self)
    descriptor.setPacing(nil)
    descriptor.setUnsentLowWater(.max)
    if let control = former.formerControl { _ = descriptor.setCongestionControl(control) }
    former.ticks.update { $0 += 1 }
  }

  var pacer: Pacer? { settings.withLock { $0.pacer } }

  /// True while the peer owes acknowledgements.
  var hasUnacknowledgedData: Bool { descriptor.unsentBytes() > 0 }

  /// Bytes that may be given to the host now.
  private func room(_ pacer: Pacer) -> Int {
    pacer.sending.allowance(for: self) - descriptor.unsentBytes()
  }

  /// After a tick: wakes senders that found no room.
  func offerRoom() {
    guard let pacer else { return }
    pacer.ticks.update { $0 += 1 }
    guard bits.load().contains(.wantsSpace), room(pacer) > 0 else { return }
    bits.remove(.wantsSpace)
    if dispatcher.isCurrent {
      runUpcall(.write)
    } else {
      announce { $0.runUpcall(.write) }
    }
  }

  /// A send that waits until the controller has room, then goes the usual way.
  ///
  /// A stream's bytes go in portions of the room there is; a record goes whole once there is any.
  func sendPaced(
    _ transfer: Transfer, _ host: CInt, mayWait: Bool, atomic: Bool, deadline: Instant?
  ) throws(Errno) -> Int {
    guard let pacer else {
      return try unsafe plainSend(
        transfer, host, mayWait: mayWait, atomic: atomic, deadline: deadline)
    }
    pacer.sending.wake()
    var done = 0
    while true {
      let room = try awaitRoom(pacer, mayWait: mayWait, deadline: deadline, done: done)
      guard room > 0 else { return done }
      if unsafe atomic || room >= transfer.total - done {
        return try unsafe done
          + sendPart(
            transfer, from: done, count: transfer.total - done, host, mayWait: mayWait,
            atomic: atomic, deadline: deadline)
      }
      let count = try unsafe sendPart(
        transfer, from: done, count: room, host, mayWait: mayWait, atomic: false,
        deadline: deadline)
      done += count
      if !mayWait {
        bits.insert(.wantsSpace)
        return done
      }
    }
  }

  /// Waits for room. 0 when waiting is over and something was sent already.
  private func awaitRoom(
    _ pacer: Pacer, mayWait: Bool, deadline: Instant?, done: Int
  ) throws(Errno) -> Int {
    while true {
      let available = room(pacer)
      if available > 0 { return available }
      if !bits.load().contains(.paced) { return .max }
      bits.insert(.wantsSpace)
      if bits.load().contains(.cannotSend) || handle.isClosed { throw .brokenPipe }
      if bits.load().contains(.defunct) { throw .badFileDescriptor }
      if !mayWait || deadline.map({ $0 <= .now }) ?? false {
        if done > 0 { return 0 }
        throw .wouldBlock
      }
      let seen = pacer.ticks.withLock { $0 }
      let nap = Instant.now.advanced(by: KernelSocket.longestNap)
      pacer.ticks.wait(until: deadline.map { min($0, nap) } ?? nap) { $0 != seen }
      refreshConnection()
    }
  }
}
