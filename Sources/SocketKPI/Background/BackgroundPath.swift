// SPDX-License-Identifier: Apache-2.0
// One controller per destination: its connections share what the path carries.

import SystemPackage

/// What may be said about a background connection, for people.
public struct BackgroundState: Sendable, Equatable {
  /// ramp, cruise, hold or yield.
  public var phase: String
  /// Bytes per second this connection may send now.
  public var rate: Double
  /// Bytes per second that the path has been seen to carry.
  public var capacity: Double
  /// Queueing delay now, and the delay of the empty path.
  public var queueingDelay: Duration
  public var baseDelay: Duration
  /// Time spent yielding to others.
  public var timeYielded: Duration
  /// True while it stands back for somebody else.
  public var isYielding: Bool { phase == HushController.Phase.yield.rawValue }
}

/// The controller of a destination and the connections it paces. Its ticks run on one dispatcher.
final class BackgroundPath: Sendable {
  private struct Member {
    var socket: KernelSocket
    var estimator: PathEstimator
    var lastSent: Double
    var share = 0.0
  }

  private struct State {
    var controller: HushController
    var members: [UInt64: Member] = [:]
    var isTicking = false
    var base = 0.0
    var queue = 0.0
    var lastData = 0.0
    var segment = 1448.0
  }

  private let parameters: HushParameters
  private let receiving: Bool
  private let dispatcher: Dispatcher
  private let state: Locked<State>

  init(_ parameters: HushParameters, receiving: Bool, dispatcher: Dispatcher) {
    self.parameters = parameters
    self.receiving = receiving
    self.dispatcher = dispatcher
    state = Locked(State(controller: HushController(parameters)))
  }

  var isEmpty: Bool { state.withLock { $0.members.isEmpty } }

  func add(_ socket: KernelSocket) {
    state.withLock { state in
      state.members[socket.handle.bits] = Member(
        socket: socket, estimator: PathEstimator(parameters, unsmooths: !receiving), lastSent: 0)
    }
    wake()
  }

  func remove(_ socket: KernelSocket) {
    state.withLock { state in state.members[socket.handle.bits] = nil }
  }

  /// Data is about to move: the ticks begin again after a pause.
  func wake() {
    let now = monotonicSeconds()
    let starts: Bool = state.withLock { state in
      if now - state.lastData > parameters.idle {
        state.controller.restart(at: now, base: state.base, segment: state.segment)
      }
      state.lastData = now
      guard !state.isTicking else { return false }
      state.isTicking = true
      return true
    }
    if starts { dispatcher.perform { [self] in tick() } }
  }

  /// What a member may give to its host.
  struct Allowance {
    /// Bytes that the host's queue may hold: what the path takes in a round trip, and a little.
    var total = Int.max
    /// Bytes to be given at once, which the host may not join with the next ones; nil: all of them.
    var piece: Int?
  }

  func allowance(for socket: KernelSocket) -> Allowance {
    state.withLock { state in
      guard let member = state.members[socket.handle.bits] else { return Allowance() }
      guard state.controller.rate > 0 else { return Allowance(total: Int(10 * state.segment)) }
      let rate = member.share > 0 ? member.share : state.controller.rate
      let window =
        state.base + 2 * state.controller.threshold + 2 * parameters.tick + 0.004
      return Allowance(
        total: Int(rate * window + 5 * state.segment),
        piece: parameters.piece(at: rate, base: state.base, segment: state.segment))
    }
  }

  func describe(_ socket: KernelSocket) -> BackgroundState {
    state.withLock { state in
      let share = state.members[socket.handle.bits]?.share ?? 0
      return BackgroundState(
        phase: state.controller.phase.rawValue, rate: share, capacity: state.controller.capacity,
        queueingDelay: .seconds(state.queue), baseDelay: .seconds(state.base),
        timeYielded: .seconds(state.controller.yielded))
    }
  }

  /// Reads every connection's counters, decides, acts, and comes again while data moves.
  ///
  /// Sockets are held open meanwhile, and let go outside the lock: the last to let go closes.
  private func tick() {
    let sockets = state.withLock { state in state.members.values.map(\.socket) }
      .filter { $0.handle.enter() }
    defer { for socket in sockets { socket.handle.leave() } }
    let readings = sockets.compactMap { socket -> Sample? in
      guard let reading = socket.descriptor.pathReading(receiving: receiving) else { return nil }
      return (socket, reading, socket.hasUnacknowledgedData)
    }
    let (commands, goesOn) = state.withLock { state in step(&state, readings) }
    for (socket, rate, changed) in commands {
      if changed { apply(rate, to: socket) }
      socket.offerRoom()
    }
    if goesOn {
      dispatcher.schedule(after: .seconds(parameters.tick)) { [self] in tick() }
    }
  }

  private func apply(_ rate: Double, to socket: KernelSocket) {
    guard receiving else { return socket.descriptor.setPacing(rate) }
    let (base, segment) = state.withLock { ($0.base, $0.segment) }
    socket.descriptor.setWindowClamp(Int(max(rate * (base + 0.002), 2 * segment)))
  }

  private typealias Sample = (socket: KernelSocket, reading: PathReading, isOwed: Bool)
  private typealias Command = (KernelSocket, Double, Bool)

  private func step(
    _ state: inout State, _ readings: [Sample]
  ) -> (commands: [Command], goesOn: Bool) {
    take(readings, &state)
    let now = monotonicSeconds()
    let estimates = state.members.values.map(\.estimator).filter { $0.base > 0 }
    if !estimates.isEmpty {
      state.base = estimates.map(\.base).min() ?? 0
      state.queue = estimates.map(\.queue).min() ?? 0
      state.segment = estimates.map(\.segment).max() ?? state.segment
      state.controller.tick(combined(estimates, at: now, state))
      if let base = state.controller.newBase {
        for key in state.members.keys { state.members[key]?.estimator.rebase(to: base, at: now) }
      }
    }
    let active = state.members.values.count { now - $0.lastSent < 1 }
    let share = state.controller.rate / Double(max(active, 1))
    var commands: [Command] = []
    for (socket, _, _) in readings {
      let key = socket.handle.bits
      guard let member = state.members[key] else { continue }
      let changed =
        state.controller.rate > 0
        && abs(share - member.share) > HushParameters.rateStep * member.share
      if changed { state.members[key]?.share = share }
      commands.append((member.socket, share, changed))
    }
    let goesOn = !state.members.isEmpty && now - state.lastData < parameters.idle
    if !goesOn { state.isTicking = false }
    return (commands, goesOn)
  }

  private func take(_ readings: [Sample], _ state: inout State) {
    let light = state.controller.isLightlyLoaded(base: state.base, segment: state.segment)
    for (socket, reading, isOwed) in readings {
      guard var member = state.members[socket.handle.bits] else { continue }
      let before = member.estimator.bytes
      member.estimator.take(reading, isLightlyLoaded: light)
      if reading.bytes != before || isOwed {
        member.lastSent = reading.time
        state.lastData = reading.time
      }
      state.members[socket.handle.bits] = member
    }
  }

  private func combined(
    _ estimates: [PathEstimator], at now: Double, _ state: State
  ) -> PathEstimate {
    let smoothed = estimates.map(\.smoothed).min() ?? 0
    let window = max(2 * smoothed, 0.04)
    let recent = estimates.reduce(0) { $0 + max($1.goodput, $1.rate(over: window)) }
    return PathEstimate(
      time: now, base: state.base, queue: state.queue,
      latest: estimates.map(\.latest).min() ?? 0, smoothed: smoothed,
      noise: estimates.map(\.noise).min() ?? 0,
      goodput: estimates.reduce(0) { $0 + $1.goodput }, recentGoodput: recent,
      longGoodput: estimates.reduce(0) { $0 + $1.longGoodput },
      losses: estimates.reduce(0) { $0 &+ $1.losses }, segment: state.segment)
  }
}

/// Seconds on the monotonic clock.
func monotonicSeconds() -> Double { Double(Instant.now.nanoseconds) * 1e-9 }
