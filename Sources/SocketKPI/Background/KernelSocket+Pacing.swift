// SPDX-License-Identifier: Apache-2.0
// Background sockets: when one is paced, and what it is told.

import SystemPackage

extension KernelSocket {
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

  /// Bytes that may be given to the host now, and the size of pieces it has to keep apart.
  func room(_ pacer: Pacer) -> BackgroundPath.Allowance {
    var room = pacer.sending.allowance(for: self)
    room.total -= descriptor.unsentBytes()
    return room
  }

  /// After a tick: wakes senders that found no room.
  func offerRoom() {
    guard let pacer else { return }
    pacer.ticks.update { $0 += 1 }
    guard bits.load().contains(.wantsSpace), room(pacer).total > 0 else { return }
    bits.remove(.wantsSpace)
    if dispatcher.isCurrent {
      runUpcall(.write)
    } else {
      announce { $0.runUpcall(.write) }
    }
  }
}
