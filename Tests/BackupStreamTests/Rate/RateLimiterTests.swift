// SPDX-License-Identifier: Apache-2.0
// A limit that holds in every window.

import Testing

@testable import BackupStream

@Suite("Rate limit")
struct RateLimiterTests {
  @Test(
    "no window of 100 ms at the receiver has more than its share",
    arguments: [4096, 50_000, 1_000_003, 90_000_000])
  func everyWindow(rate: UInt64) {
    var window = RateWindow(rate: rate)
    var now = Duration.zero
    var sent: [(Duration, Int)] = []
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<3000 {
      // Idle now and then, so that a bucket would fill up.
      if Int.random(in: 0..<50, using: &generator) == 0 { now += .milliseconds(400) }
      let bytes = Int.random(in: 1...window.pieceBytes, using: &generator)
      // Woken late, too.
      if Int.random(in: 0..<20, using: &generator) == 0 { now += .milliseconds(30) }
      while let moment = window.admit(bytes, now: now) { now = moment }
      let delay = Duration.microseconds(Int.random(in: 0...14_000, using: &generator))
      sent.append((now + delay, bytes))
    }
    var (first, total, most) = (0, 0, 0)
    sent.sort { $0.0 < $1.0 }
    for (moment, bytes) in sent {
      total += bytes
      while sent[first].0 + RateWindow.length < moment {
        total -= sent[first].1
        first += 1
      }
      most = max(most, total)
    }
    #expect(most <= Int(rate / 10))
  }

  @Test("somebody who always has something to send gets the rate, less what jitter costs")
  func fullRate() {
    var window = RateWindow(rate: 1_000_000)
    var now = Duration.zero
    for _ in 0..<800 {
      while let moment = window.admit(window.pieceBytes, now: now) {
        now = moment + .microseconds(200)
      }
    }
    let share =
      800.0 * Double(window.pieceBytes) / 1_000_000
      / (Double(now.components.attoseconds) / 1e18 + Double(now.components.seconds))
    #expect(share > 0.84 && share < 0.88)
  }

  @Test("a push over a limited target takes the time that its bytes need")
  func limitedPush() async throws {
    let source = try TemporaryTree()
    try source.write("f", noise(300_000, seed: 5))
    let clock = VirtualClock()
    let target = LimitedTarget(
      MemoryTarget(), limit: RateLimiter(bytesPerSecond: 100_000, clock: clock))
    _ = try await Push(source: source.path, target: target).run()
    #expect(clock.now > .seconds(3))
    #expect(clock.now < .seconds(12))
  }
}
