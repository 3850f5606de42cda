// SPDX-License-Identifier: Apache-2.0
// Time: deadlines, retransmission of datagrams, silence.

internal import SocketKPI
internal import SystemPackage
internal import Wire

extension RPCConnection {
  /// Between two looks at the health of the connection, while calls are unanswered.
  static let housekeepingInterval: Duration = .milliseconds(500)

  /// Sets when a call is looked at again.
  func setExpiry(_ call: PendingCall, _ time: MonotonicTime) {
    call.expiry = time
    wheel.set(table.slot(of: call.xid), at: time)
    armTimer(for: time)
  }

  /// Slots have moved.
  func rebuildWheel(_ now: MonotonicTime) {
    wheel = TimingWheel(capacity: table.capacity, now: now)
    table.visit { call in
      if call.expiry != .distantFuture {
        wheel.set(table.slot(of: call.xid), at: call.expiry)
      }
    }
  }

  private func armTimer(for time: MonotonicTime) {
    if let armedTimer {
      guard time < armedTimer.at else { return }
      armedTimer.timer.cancel()
    }
    let delay = max(time - MonotonicTime.now(), .zero)
    let timer = dispatcher.schedule(after: delay + .nanoseconds(TimingWheel.tick)) { [self] in
      timerFired()
    }
    armedTimer = (timer, time)
  }

  private func timerFired() {
    armedTimer = nil
    let now = MonotonicTime.now()
    var expired: [Int] = []
    wheel.advance(to: now, expired: &expired)
    // A completion may submit calls, and the table may grow: look the calls up before any of them
    // runs.
    let calls = expired.compactMap { table.at(slot: $0) }
    for call in calls { call.expiry = .distantFuture }
    for call in calls where call.state != .idle { expire(call, now) }
    if let next = wheel.nextAdvance() { armTimer(for: next) }
  }

  private func expire(_ call: PendingCall, _ now: MonotonicTime) {
    if now >= call.deadline { return fail(call, lateness(call, now)) }
    guard !isStream, call.state == .sent else { return setExpiry(call, call.deadline) }
    // A datagram, or its reply, was lost.
    window.lost()
    estimator.timedOut()
    if call.repetition == .never { return setExpiry(call, call.deadline) }
    leaveFlight(call)
    call.state = .queued
    queue.prepend([call])
    if call.deadline != .distantFuture { setExpiry(call, call.deadline) }
    requestFlush()
  }

  /// A call that never left says why: that helps more than the time.
  private func lateness(_ call: PendingCall, _ now: MonotonicTime) -> RPCError.Reason {
    if call.transmissions == 0, phase != .ready, let lastFailure {
      return .unreachable(lastFailure)
    }
    return .timedOut(now - call.submitted)
  }

  // MARK: - Housekeeping

  func beginHousekeeping() {
    isHousekeeping = true
    let interval = min(
      Self.housekeepingInterval,
      configuration.notRespondingAfter > .zero
        ? configuration.notRespondingAfter / 2 : Self.housekeepingInterval)
    dispatcher.schedule(after: max(interval, .milliseconds(10))) { [self] in
      housekeep()
    }
  }

  private func housekeep() {
    isHousekeeping = false
    takeGathered()
    guard table.count > 0, phase != .closed, phase != .dead else { return }
    let now = MonotonicTime.now()
    var oldest = MonotonicTime.distantFuture
    table.visit { oldest = min(oldest, $0.submitted) }
    switch responsiveness.check(waitingSince: oldest, now: now) {
    case .notResponding(let silence): tell(.notResponding(silence))
    case .dead(let silence): return die(silence)
    case .alive, .nothing: break
    }
    giveUpSoftCalls(now)
    poke(now)
    if table.count > 0, !isHousekeeping { beginHousekeeping() }
  }

  /// Soft: calls do not outlive a long reconnect, or a long silence.
  private func giveUpSoftCalls(_ now: MonotonicTime) {
    guard case .soft(let reconnect, let silence) = configuration.recovery else { return }
    let isReconnecting = searchingSince.map { now - $0 >= reconnect } ?? false
    var calls: [PendingCall] = []
    table.visit { call in
      let quiet = now - max(call.submitted, lastReceived)
      if isReconnecting || quiet >= silence { calls.append(call) }
    }
    for call in calls where call.state != .idle { fail(call, lateness(call, now)) }
  }

  /// A send of nothing shows the error of a path that died.
  private func poke(_ now: MonotonicTime) {
    guard isStream, phase == .ready, inFlight > 0, batch.isEmpty, let socket,
      now - lastReceived >= configuration.pokeAfter
    else { return }
    do {
      let nothing: [UInt8] = []
      _ = try socket.send(nothing.rawSpan, flags: .dontWait)
    } catch {
      if error != .wouldBlock { lose(error) }
    }
  }

  private func die(_ silence: Duration) {
    tell(.dead(silence))
    disconnect()
    phase = .dead
    finishWaiters(.dead)
    failAll(.dead)
  }
}
