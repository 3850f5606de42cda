// SPDX-License-Identifier: Apache-2.0
// The rate rule of background transport: stay at what the path carries, leave when others come.

/// What the controller needs to know at a tick.
struct PathEstimate: Sendable {
  var time: Double
  var base: Double
  var queue: Double
  var latest: Double
  var smoothed: Double
  var noise: Double
  var goodput: Double
  /// Goodput over one or two round trips, the greater.
  var recentGoodput: Double
  var longGoodput: Double
  var losses: UInt32
  var segment: Double
}

/// A rate controller with a queue threshold of about a millisecond. Pure: decides, does nothing.
///
/// It raises its rate until packets queue, steps back at the first sign, and if the queue stands although
/// it stepped back, somebody else is sending: it yields to a floor until the path has been quiet.
struct HushController: Sendable {
  enum Phase: String, Sendable { case ramp, cruise, hold, yield }

  private let parameters: HushParameters
  private(set) var phase = Phase.ramp
  /// Bytes per second that may be sent; 0 before the first estimate.
  private(set) var rate = 0.0
  /// The most that the path has been seen to carry, bytes per second.
  private(set) var capacity = 0.0
  private(set) var threshold = 0.0
  /// Seconds spent yielding.
  private(set) var yielded = 0.0
  /// A new route was recognised; the estimator should take this as its base.
  private(set) var newBase: Double?

  private var capacityTime = 0.0
  private var violations = 0
  private var holdRate = 0.0
  private var stepTime = 0.0
  private var holdStart = 0.0
  private var graceEnd = 0.0
  private var holdEnd = 0.0
  private var quietNeeded: Double
  private var quietSince: Double?
  private var leftYield = -100.0
  private var overSince: Double?
  private var rampGoal = Double.infinity
  private var cruiseStart = 0.0
  private var lastLoss = 0.0
  private var lastTick: Double?
  private var steadyLeast = 0.0
  private var steadyMost = 0.0
  private var steadySince: Double?

  init(_ parameters: HushParameters) {
    self.parameters = parameters
    quietNeeded = parameters.quiet
    threshold = parameters.thresholdLeast
  }

  /// We send next to nothing: delay variation is the path's own.
  func isLightlyLoaded(base: Double, segment: Double) -> Bool {
    phase == .yield || (base > 0 && rate < parameters.rate(of: 12, segment, base: base))
  }

  /// Data comes again after a pause: what is known of the path stays, the rate starts low.
  mutating func restart(at time: Double, base: Double, segment: Double) {
    guard capacity > 0, base > 0 else { return }
    phase = .ramp
    rampGoal = parameters.resume * capacity
    rate = max(capacity / 16, parameters.rate(of: 4, segment, base: base))
    stepTime = time
    overSince = nil
  }

  mutating func tick(_ path: PathEstimate) {
    guard path.smoothed > 0, path.base > 0 else { return }
    newBase = nil
    if let lastTick, phase == .yield { yielded += path.time - lastTick }
    lastTick = path.time
    if rate == 0 {
      rate = rate(of: 10, path)
      stepTime = path.time
    }
    learnCapacity(path)
    setThreshold(path)
    if path.queue > threshold {
      overSince = overSince ?? path.time
    } else {
      overSince = nil
    }
    let isOver =
      overSince.map { path.time - $0 >= max(0.25 * path.base, 0.002) } ?? false
    if reactToLoss(path) { return }
    switch phase {
    case .ramp: ramp(path, isOver)
    case .cruise: cruise(path, isOver)
    case .hold: hold(path, isOver)
    case .yield: yield(path)
    }
    rate = max(rate, floor(path))
  }

  private func rate(of segments: Double, _ path: PathEstimate) -> Double {
    parameters.rate(of: segments, path.segment, base: path.base)
  }

  private func floor(_ path: PathEstimate) -> Double {
    let high = parameters.floorSegments * path.segment / max(path.smoothed, path.base)
    if capacity <= 0 { return min(high, parameters.floorSegments * path.segment / 0.05) }
    let low = parameters.floorSegments * path.segment / 0.1
    return min(max(parameters.floorOfCapacity * capacity, low), max(high, low))
  }

  private mutating func learnCapacity(_ path: PathEstimate) {
    if path.longGoodput > capacity {
      capacity = path.longGoodput
      capacityTime = path.time
    }
    if capacity > 0, phase != .yield, path.time - capacityTime > parameters.capacityMemory {
      capacity *= parameters.capacityDecay
      capacityTime = path.time - parameters.capacityMemory + parameters.capacityDecayInterval
    }
  }

  private mutating func setThreshold(_ path: PathEstimate) {
    threshold = max(parameters.thresholdLeast, parameters.thresholdFraction * path.base)
    if capacity > 0 {
      threshold = max(threshold, parameters.thresholdSegments * path.segment / capacity)
    }
    if path.noise > parameters.jitterLeast {
      threshold = max(
        threshold, parameters.jitterFactor * path.noise + parameters.jitterAllowance)
    }
    threshold = min(threshold, parameters.thresholdMost)
  }

  /// True when a loss decided this tick.
  private mutating func reactToLoss(_ path: PathEstimate) -> Bool {
    guard path.losses > 0, phase != .yield, path.time - lastLoss > 2 * path.smoothed else {
      return false
    }
    lastLoss = path.time
    if phase == .hold, path.time > graceEnd { violations += 1 }
    stepBack(path, by: parameters.decreaseOnLoss)
    if violations >= parameters.violationsToYield { startYield(path) }
    return true
  }

  private mutating func ramp(_ path: PathEstimate, _ isOver: Bool) {
    if isOver, path.queue > parameters.yieldQueue * threshold { return startYield(path) }
    if isOver {
      violations = 0
      return stepBack(path, by: parameters.decreaseInRamp)
    }
    if rate >= rampGoal {
      rate = rampGoal
      phase = .cruise
      (stepTime, cruiseStart) = (path.time, path.time)
      return
    }
    guard path.time - stepTime >= max(path.smoothed, 0.01) else { return }
    stepTime = path.time
    if path.queue > 0.5 * threshold { return }
    if path.goodput > 0.6 * rate || rate <= rate(of: 10.5, path) {
      rate *= parameters.rampFactor
    } else {
      tether(path)
    }
  }

  private mutating func cruise(_ path: PathEstimate, _ isOver: Bool) {
    if isOver, path.queue > parameters.yieldQueue * threshold { return startYield(path) }
    if isOver {
      stepBack(path, by: decrease(path, least: parameters.decreaseLeast))
      violations = 0
      return
    }
    guard path.time - stepTime >= max(path.smoothed, 0.01) else { return }
    let reference = max(path.base, parameters.referenceTrip)
    var gain = parameters.additiveSegments
    if rate < parameters.farBelowCapacity * capacity {
      gain *= min(parameters.additiveMost, 1 + (path.time - cruiseStart) / (8 * reference))
    }
    if rate < 1.25 * path.goodput + 10 * path.segment / reference {
      rate += gain * path.segment / reference * min(1, (path.time - stepTime) / reference)
    } else {
      tether(path)
    }
    stepTime = path.time
  }

  private mutating func hold(_ path: PathEstimate, _ isOver: Bool) {
    if rate < holdRate, path.time - holdStart > parameters.drain * path.base { rate = holdRate }
    if path.time > graceEnd, isOver {
      if path.queue > parameters.yieldQueue * threshold { return startYield(path) }
      violations += 1
      if violations >= parameters.violationsToYield { return startYield(path) }
      let least = 2 * parameters.decreaseLeast
      return stepBack(path, by: violations >= 2 ? 0.5 : decrease(path, least: least))
    }
    if path.time >= holdEnd {
      violations = 0
      (stepTime, cruiseStart) = (path.time, path.time)
      phase = .cruise
    }
  }

  private mutating func yield(_ path: PathEstimate) {
    rate = floor(path)
    if path.queue > threshold || path.losses > 0 {
      quietSince = nil
    } else if quietSince == nil {
      quietSince = path.time
    }
    if let quietSince, path.time - quietSince >= max(quietNeeded, 8 * path.base) {
      phase = .ramp
      rampGoal = parameters.resume * capacity
      if rampGoal < rate(of: 20, path) { rampGoal = .infinity }
      rate = max(rate, capacity / 16, rate(of: 4, path))
      (stepTime, leftYield) = (path.time, path.time)
      return
    }
    watchForNewRoute(path)
  }

  /// The delay stays the same for long while we send next to nothing: the route has changed.
  private mutating func watchForNewRoute(_ path: PathEstimate) {
    if steadySince == nil {
      (steadyLeast, steadyMost, steadySince) = (path.smoothed, path.smoothed, path.time)
    }
    steadyLeast = min(steadyLeast, path.smoothed)
    steadyMost = max(steadyMost, path.smoothed)
    if steadyMost - steadyLeast > threshold {
      steadySince = nil
    } else if let since = steadySince, path.time - since > parameters.rebase,
      steadyLeast > path.base + threshold
    {
      newBase = steadyLeast
      steadySince = nil
      quietNeeded = parameters.quiet
    }
  }

  private func decrease(_ path: PathEstimate, least: Double) -> Double {
    let wanted = parameters.decreaseSlope * (path.queue / threshold - 1)
    return min(parameters.decreaseMost, max(least, wanted))
  }

  /// Somebody may be there: drain what stands in the queue, then hold a little below.
  private mutating func stepBack(_ path: PathEstimate, by decrease: Double) {
    let least = floor(path)
    let carried = min(rate, max(path.recentGoodput, least))
    holdRate = max(least, carried * (1 - decrease))
    let standing = max(path.latest - path.base, path.queue)
    let draining = 1 - decrease - standing / (parameters.drain * path.base)
    rate = max(least, min(holdRate, carried * max(parameters.drainLeast, draining)))
    phase = .hold
    holdStart = path.time
    graceEnd =
      path.time + (1 + parameters.drain) * max(path.smoothed, path.latest) + 0.004
    holdEnd = graceEnd + max(parameters.hold * path.base, parameters.holdLeast)
  }

  private mutating func startYield(_ path: PathEstimate) {
    quietNeeded =
      path.time - leftYield < 5
      ? min(quietNeeded * 2, parameters.quietMost) : parameters.quiet
    phase = .yield
    rate = floor(path)
    quietSince = nil
    violations = 0
    steadySince = nil
  }

  /// The rate may not run away from what is sent: no data, or somebody else's limit.
  private mutating func tether(_ path: PathEstimate) {
    guard path.longGoodput > 0, path.longGoodput < 0.5 * rate else { return }
    rate = max(
      2 * path.longGoodput, floor(path), rate(of: 10, path))
  }
}
