// SPDX-License-Identifier: Apache-2.0
// The background rate rule against a modelled bottleneck, in virtual time.

import Testing

@testable import SocketKPI

/// A bottleneck with one queue, shared with a foreground of a given rate.
private struct Bottleneck {
  let capacity: Double  // bytes per second
  let base: Double  // seconds, both ways
  private(set) var queue = 0.0  // bytes
  private(set) var delivered = 0.0  // of ours, bytes per second, smoothed over a round trip
  private(set) var time = 0.0

  init(megabits: Double, base: Double) {
    capacity = megabits * 125_000
    self.base = base
  }

  /// One tick: what both sides send goes in, what the line carries comes out.
  mutating func pass(_ mine: Double, foreground: Double, tick: Double) -> PathEstimate {
    let offered = mine + foreground
    let share = offered > 0 ? mine / offered : 0
    let carried = queue > 0 || offered > capacity ? capacity : offered
    queue = max(0, queue + (offered - carried) * tick)
    delivered += (carried * share - delivered) * min(1, tick / base)
    time += tick
    let delay = queue / capacity
    return PathEstimate(
      time: time, base: base, queue: delay, latest: base + delay, smoothed: base + delay,
      noise: 0, goodput: delivered, recentGoodput: delivered, longGoodput: delivered, losses: 0,
      segment: 1448)
  }
}

@Suite("background controller")
struct HushControllerTests {
  private let parameters = HushParameters()

  /// Runs for a time; returns the mean rate delivered, as a share of the line, and the worst delay.
  private func run(
    _ controller: inout HushController, _ line: inout Bottleneck, seconds: Double,
    foreground: Double = 0
  ) -> (share: Double, worstDelay: Double) {
    var (sum, worst, ticks) = (0.0, 0.0, 0.0)
    let end = line.time + seconds
    while line.time < end {
      let estimate = line.pass(
        controller.rate, foreground: foreground * line.capacity, tick: parameters.tick)
      controller.tick(estimate)
      sum += estimate.goodput
      worst = max(worst, estimate.queue)
      ticks += 1
    }
    return (sum / ticks / line.capacity, worst)
  }

  /// Seconds of a wide-area path, and of one from container to container.
  private static let bases = [0.020, 0.00003]

  @Test(
    "alone, it fills the line and keeps the queue short", arguments: [10.0, 50, 200],
    HushControllerTests.bases)
  func alone(megabits: Double, base: Double) {
    var controller = HushController(parameters)
    var line = Bottleneck(megabits: megabits, base: base)
    _ = run(&controller, &line, seconds: 5)
    let (share, worst) = run(&controller, &line, seconds: 10)
    #expect(share > 0.93)
    #expect(worst < 0.005)
  }

  @Test("a flow that fills the line makes it yield within half a second, to about the floor")
  func yields() {
    var controller = HushController(parameters)
    var line = Bottleneck(megabits: 50, base: 0.020)
    _ = run(&controller, &line, seconds: 8)
    _ = run(&controller, &line, seconds: 0.5, foreground: 1)
    #expect(controller.phase == .yield)
    let (share, _) = run(&controller, &line, seconds: 3, foreground: 0.99)
    #expect(share < 0.05)
  }

  @Test("it is back within two seconds after the line fell quiet", arguments: bases)
  func returns(base: Double) {
    var controller = HushController(parameters)
    var line = Bottleneck(megabits: 50, base: base)
    _ = run(&controller, &line, seconds: 8)
    _ = run(&controller, &line, seconds: 4, foreground: 1)
    // The foreground's queue drains first.
    _ = run(&controller, &line, seconds: 2)
    let (share, worst) = run(&controller, &line, seconds: 2)
    #expect(controller.phase != .yield)
    #expect(share > 0.75)
    #expect(worst < 0.005)
    #expect(controller.yielded > 3)
  }

  @Test("loss steps the rate back by the share the parameters say")
  func loss() {
    var controller = HushController(parameters)
    var line = Bottleneck(megabits: 50, base: 0.020)
    _ = run(&controller, &line, seconds: 8)
    let before = controller.rate
    var estimate = line.pass(controller.rate, foreground: 0, tick: parameters.tick)
    estimate.losses = 1
    controller.tick(estimate)
    #expect(controller.phase == .hold)
    #expect(controller.rate < before * 0.8)
  }

  @Test("on a short path data goes in half a millisecond's pieces of whole segments, two at least")
  func pieces() {
    func piece(megabits: Double, base: Double) -> Int? {
      parameters.piece(at: megabits * 125_000, base: base, segment: 1448)
    }
    #expect(piece(megabits: 50, base: 0.0002) == 2 * 1448)
    #expect(piece(megabits: 200, base: 0.0002) == 9 * 1448)
    #expect(piece(megabits: 0.5, base: 0.0002) == 2 * 1448)
    #expect(piece(megabits: 50, base: 0.020) == nil)
    #expect(piece(megabits: 10_000, base: 0.0002) == nil)
  }

  @Test("the rate does not run away from what is sent")
  func tether() {
    var controller = HushController(parameters)
    var line = Bottleneck(megabits: 50, base: 0.020)
    _ = run(&controller, &line, seconds: 5)
    // The sender has only a tenth of the line's worth of data.
    for _ in 0..<5000 {
      let offered = min(controller.rate, 0.1 * line.capacity)
      controller.tick(line.pass(offered, foreground: 0, tick: parameters.tick))
    }
    #expect(controller.rate < 0.5 * line.capacity)
  }
}

@Suite("path estimator")
struct PathEstimatorTests {
  @Test("the smoothing of the host is taken back out")
  func unsmooths() {
    var estimator = PathEstimator(HushParameters(), unsmooths: true)
    var smoothed = 0.020
    var (bytes, segments) = (UInt64(0), UInt32(0))
    func reading(_ time: Double) -> PathReading {
      PathReading(
        time: time, smoothed: smoothed, least: 0.020, segmentsIn: segments, bytes: bytes,
        retransmissions: 0, segment: 1448)
    }
    for tick in 0..<100 {
      estimator.take(reading(Double(tick) * 0.002), isLightlyLoaded: false)
      (bytes, segments) = (bytes + 2896, segments + 1)
    }
    #expect(estimator.base == 0.020)
    #expect(estimator.queue < 0.0001)
    // Three samples of 30 ms go into the average of one eighth.
    for _ in 0..<3 { smoothed += (0.030 - smoothed) / 8 }
    segments += 3
    estimator.take(reading(0.202), isLightlyLoaded: false)
    // Segments since the last reading: three of 30 ms, and the one already counted.
    #expect(abs(estimator.latest - 0.030) < 0.004)
  }

  @Test("goodput is what was acknowledged over the window")
  func goodput() {
    var estimator = PathEstimator(HushParameters(), unsmooths: true)
    for tick in 0..<200 {
      estimator.take(
        PathReading(
          time: Double(tick) * 0.002, smoothed: 0.02, least: 0.02, segmentsIn: UInt32(tick),
          bytes: UInt64(tick) * 12_500, retransmissions: 0, segment: 1448),
        isLightlyLoaded: false)
    }
    #expect(abs(estimator.goodput - 6_250_000) < 100_000)  // 50 Mbit/s
  }
}
