// SPDX-License-Identifier: Apache-2.0
// The pause between two searches: growing, bounded, and not the same for everybody.

/// A delay that doubles, with jitter.
struct Backoff {
  /// Part of the delay that is random: between three quarters and five quarters of the nominal
  /// value.
  static let jitterPercent = 25

  private let first: Duration
  private let limit: Duration
  private var next: Duration = .zero
  private var random: SplitMix

  init(first: Duration, limit: Duration, seed: UInt64) {
    self.first = first
    self.limit = limit
    random = SplitMix(seed: seed)
  }

  /// The next delay. The first after `reset` is zero: a server that restarted is back at once.
  mutating func advance() -> Duration {
    let nominal = next
    next = next == .zero ? first : min(next * 2, limit)
    guard nominal > .zero else { return .zero }
    let percent = 100 - Self.jitterPercent + Int(random.next() % UInt64(2 * Self.jitterPercent + 1))
    return nominal * percent / 100
  }

  /// To be called when the server has answered something.
  mutating func reset() { next = .zero }
}

/// A small generator for jitter, ports and transaction numbers: reproducible with a seed, not for
/// secrets.
struct SplitMix: RandomNumberGenerator, Sendable {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
