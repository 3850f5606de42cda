// SPDX-License-Identifier: Apache-2.0
// A limit that holds in every window.

import Testing

@testable import BackupStream

@Suite("Rate limit", .timeLimit(.minutes(1)))
struct RateLimiterTests {
  private static func most(of arrivals: [(moment: Duration, bytes: Int)]) -> Int {
    var (first, total, most) = (0, 0, 0)
    let sorted = arrivals.sorted { $0.moment < $1.moment }
    for (moment, bytes) in sorted {
      total += bytes
      while sorted[first].moment + RateWindow.length < moment {
        total -= sorted[first].bytes
        first += 1
      }
      most = max(most, total)
    }
    return most
  }

  @Test(
    "no window of 100 ms at the receiver has more than its share, whenever what was sent leaves",
    arguments: [32_768, 50_000, 1_000_003, 90_000_000], [0, 1, 20, 150, 400])
  func everyWindow(rate: UInt64, way: Int) {
    var window = RateWindow(rate: rate)
    var now = Duration.zero
    // When nothing leaves or arrives until then.
    var stalledUntil = Duration.zero
    var underWay: [(answer: Duration, bytes: Int)] = []
    var arrivals: [(moment: Duration, bytes: Int)] = []
    var generator = SystemRandomNumberGenerator()
    func deliver(before moment: Duration) {
      underWay.sort { $0.answer < $1.answer }
      while let first = underWay.first, first.answer <= moment {
        window.answer(first.bytes, now: first.answer)
        underWay.removeFirst()
      }
    }
    for _ in 0..<3000 {
      // Idle now and then, so that a bucket would fill up.
      if Int.random(in: 0..<50, using: &generator) == 0 { now += .milliseconds(400) }
      // Woken late, too.
      if Int.random(in: 0..<20, using: &generator) == 0 { now += .milliseconds(30) }
      // The sender's processor is elsewhere, or the receiver's window is shut; then all goes at once.
      if Int.random(in: 0..<30, using: &generator) == 0 {
        stalledUntil = now + .milliseconds(Int.random(in: 1...300, using: &generator))
      }
      let bytes = Int.random(in: 1...window.pieceBytes, using: &generator)
      admission: while true {
        deliver(before: now)
        switch window.admit(bytes, now: now) {
        case .now: break admission
        case .notBefore(let moment): now = moment
        case .afterAnAnswer: now = max(now, underWay.map(\.answer).min() ?? now)
        }
      }
      let leaves = max(
        now + .microseconds(Int.random(in: 0...14_000, using: &generator)), stalledUntil)
      let arrival = leaves + .milliseconds(way) / 2
      let answer =
        arrival + .milliseconds(way) / 2
        + .microseconds(Int.random(in: 0...20_000, using: &generator))
      arrivals.append((arrival, bytes))
      underWay.append((answer, bytes))
    }
    #expect(Self.most(of: arrivals) <= Int(rate / 10))
  }

  /// The share of the rate that somebody gets who always has something to send.
  private static func share(answersAfter way: Duration) -> Double {
    var window = RateWindow(rate: 1_000_000)
    var now = Duration.zero
    var underWay: [Duration] = []
    let bytes = window.pieceBytes
    for _ in 0..<1600 {
      admission: while true {
        while let first = underWay.first, first <= now {
          window.answer(bytes, now: first)
          underWay.removeFirst()
        }
        switch window.admit(bytes, now: now) {
        case .now: break admission
        case .notBefore(let moment): now = moment + .microseconds(200)
        case .afterAnAnswer: now = max(now, underWay.first ?? now)
        }
      }
      underWay.append(now + way)
    }
    return 1600.0 * Double(bytes) / 1_000_000 / (now / .seconds(1))
  }

  @Test("who always has something to send gets the rate, less what an answer takes")
  func fullRate() {
    for (way, least) in [(0, 0.95), (1, 0.95), (20, 0.8), (90, 0.5)] {
      let share = Self.share(answersAfter: .milliseconds(way))
      #expect(share > least && share <= 1.01, "answers after \(way) ms")
    }
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

  @Test("what was written in pieces is read in pieces, also over the end of the file")
  func pieces() async throws {
    let target = LimitedTarget(
      MemoryTarget(), limit: RateLimiter(bytesPerSecond: 50_000, clock: VirtualClock()))
    let content = noise(20_000, seed: 6)
    let file = try await target.create(TargetPath("f"))
    try await file.write(Bytes(content), at: 0)
    let buffer = ByteBuffer(capacity: 30_000)
    #expect(try await file.read(at: 0, count: 30_000, into: buffer) == content.count)
    #expect(buffer.bytes.array == content)
    await file.close()
  }
}
