// SPDX-License-Identifier: Apache-2.0
// The timing wheel, the estimators, the window, and the patience of the messages.

import Testing

@testable import ONCRPC

private func at(_ milliseconds: Int64) -> MonotonicTime {
  MonotonicTime(nanoseconds: 1_000_000_000 + milliseconds * 1_000_000)
}

@Suite("Timing wheel")
struct TimingWheelTests {
  @Test("a slot expires after its time and not before", arguments: [1, 8, 100, 2047, 2049, 60_000])
  func expiry(milliseconds: Int64) {
    var wheel = TimingWheel(capacity: 4, now: at(0))
    wheel.set(2, at: at(milliseconds))
    var expired: [Int] = []
    wheel.advance(to: at(milliseconds - 1), expired: &expired)
    #expect(expired.isEmpty)
    wheel.advance(to: at(milliseconds + 8), expired: &expired)
    #expect(expired == [2])
    #expect(wheel.count == 0)
  }

  @Test("a slot that was set again or removed does not expire at its old time")
  func changes() {
    var wheel = TimingWheel(capacity: 8, now: at(0))
    for slot in 0..<4 { wheel.set(slot, at: at(16)) }
    wheel.remove(1)
    wheel.remove(1)
    wheel.set(2, at: at(500))
    var expired: [Int] = []
    wheel.advance(to: at(40), expired: &expired)
    #expect(Set(expired) == [0, 3])
    wheel.advance(to: at(600), expired: &expired)
    #expect(Set(expired) == [0, 2, 3])
  }

  @Test("against a plain list, with random times and removals")
  func model() {
    var random = SplitMix(seed: 7)
    var wheel = TimingWheel(capacity: 200, now: at(0))
    var model: [Int: Int64] = [:]
    var now: Int64 = 0
    for _ in 0..<5000 {
      let slot = Int(random.next() % 200)
      switch random.next() % 3 {
      case 0:
        let time = now + Int64(random.next() % 5000) + 9
        wheel.set(slot, at: at(time))
        model[slot] = time
      case 1:
        wheel.remove(slot)
        model[slot] = nil
      default:
        now += Int64(random.next() % 300)
        var expired: [Int] = []
        wheel.advance(to: at(now), expired: &expired)
        for slot in expired {
          let time = model.removeValue(forKey: slot)
          #expect(time.map { $0 <= now } == true)
        }
        #expect(model.values.allSatisfy { $0 > now - 8 })
      }
      #expect(wheel.count == model.count)
    }
  }

  @Test("the next look is not later than the next expiry")
  func nextAdvance() {
    var wheel = TimingWheel(capacity: 4, now: at(0))
    #expect(wheel.nextAdvance() == nil)
    wheel.set(0, at: at(100))
    wheel.set(1, at: at(900))
    #expect(wheel.nextAdvance().map { $0 >= at(100) && $0 <= at(108) } == true)
  }
}

@Suite("Round-trip estimator")
struct RoundTripEstimatorTests {
  @Test("time-outs follow the samples, and never fall below the floor")
  func samples() {
    var estimator = RoundTripEstimator(initial: .seconds(1))
    #expect(estimator.timeout(.read) == .seconds(1))
    for _ in 0..<100 { estimator.replied(.read, sample: .milliseconds(1)) }
    #expect(estimator.timeout(.read) == RoundTripEstimator.floor)
    #expect(estimator.timeout(.write) == .seconds(1))
    #expect(estimator.timeout(.other) == .seconds(1))
  }

  @Test("each time-out doubles the next ones, up to a ceiling, until a reply")
  func backoff() {
    var estimator = RoundTripEstimator(initial: .milliseconds(100))
    var timeouts: [Duration] = []
    for _ in 0..<12 {
      estimator.timedOut()
      timeouts.append(estimator.timeout(.other))
    }
    #expect(timeouts.prefix(3) == [.milliseconds(200), .milliseconds(400), .milliseconds(800)])
    #expect(timeouts.last == .milliseconds(25_600))
    estimator.replied(.other, sample: nil)
    #expect(estimator.timeout(.other) == .milliseconds(100))
  }
}

@Suite("Congestion window")
struct CongestionWindowTests {
  @Test("it opens by one call per window of replies, and halves down to one")
  func changes() {
    var window = CongestionWindow()
    #expect(window.calls == 16)
    for _ in 0..<16 { window.replied() }
    #expect(window.calls == 17 || window.calls == 16)
    for _ in 0..<2000 { window.replied() }
    #expect(window.calls == 32)
    window.lost()
    #expect(window.calls == 16)
    for _ in 0..<10 { window.lost() }
    #expect(window.calls == 1)
  }
}

@Suite("Backoff")
struct BackoffTests {
  @Test("the first try is at once, then the pause doubles within its jitter, up to the limit")
  func growth() {
    var backoff = Backoff(first: .milliseconds(100), limit: .seconds(1), seed: 3)
    #expect(backoff.advance() == .zero)
    for nominal in [100, 200, 400, 800, 1000, 1000] {
      let delay = backoff.advance()
      #expect(delay >= .milliseconds(nominal) * 3 / 4 && delay <= .milliseconds(nominal) * 5 / 4)
    }
    backoff.reset()
    #expect(backoff.advance() == .zero)
  }

  @Test("two clients do not pause alike")
  func jitter() {
    var one = Backoff(first: .seconds(1), limit: .seconds(9), seed: 1)
    var two = Backoff(first: .seconds(1), limit: .seconds(9), seed: 2)
    let pauses = (0..<5).map { _ in (one.advance(), two.advance()) }
    #expect(pauses.contains { $0.0 != $0.1 })
  }
}

@Suite("Responsiveness")
struct ResponsivenessTests {
  private func monitor(dead: Duration? = nil) -> Responsiveness {
    Responsiveness(
      initialDelay: .seconds(12), repeatDelay: .seconds(30), deadTimeout: dead, now: at(0))
  }

  @Test("the first message comes after the initial delay, the next after the repeat delay")
  func messages() {
    var monitor = monitor()
    #expect(monitor.check(waitingSince: at(0), now: at(11_900)) == .nothing)
    #expect(monitor.check(waitingSince: at(0), now: at(12_000)) == .notResponding(.seconds(12)))
    #expect(monitor.check(waitingSince: at(0), now: at(41_000)) == .nothing)
    #expect(monitor.check(waitingSince: at(0), now: at(42_000)) == .notResponding(.seconds(42)))
    #expect(monitor.replied(now: at(43_000)) == .alive)
    #expect(monitor.replied(now: at(44_000)) == .nothing)
  }

  @Test("a server that answers others is not silent, nor is one that nobody asks")
  func otherReplies() {
    var monitor = monitor()
    _ = monitor.replied(now: at(10_000))
    #expect(monitor.check(waitingSince: at(0), now: at(13_000)) == .nothing)
    #expect(monitor.check(waitingSince: nil, now: at(100_000)) == .nothing)
  }

  @Test("death is told once")
  func death() {
    var monitor = monitor(dead: .seconds(60))
    #expect(monitor.check(waitingSince: at(0), now: at(60_000)) == .dead(.seconds(60)))
    #expect(monitor.check(waitingSince: at(0), now: at(99_000)) == .nothing)
  }
}
