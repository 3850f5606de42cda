// SPDX-License-Identifier: Apache-2.0
// Which of the scripted faults hits which call.

internal import Synchronization

/// The rules of a server, and how far each has got.
final class FaultPlan: Sendable {
  fileprivate struct Progress: Sendable {
    var rule: FaultRule
    var seen = 0
    var hit = 0
  }

  fileprivate struct State: Sendable {
    var rules: [Progress] = []
    var random: SeededRandom
    var fired = 0
  }

  private let state: Mutex<State>

  init(_ rules: [FaultRule], seed: UInt64) {
    state = Mutex(State(rules: rules.map { Progress(rule: $0) }, random: SeededRandom(seed)))
  }

  /// Whether no rule can hit any more.
  var isIdle: Bool {
    state.withLock { state in
      state.rules.allSatisfy { progress in
        guard let count = progress.rule.count else { return false }
        return progress.hit >= count
      }
    }
  }

  /// Faults injected so far.
  var firedCount: Int { state.withLock(\.fired) }

  func add(_ rule: FaultRule) {
    state.withLock { $0.rules.append(Progress(rule: rule)) }
  }

  func removeAll() {
    state.withLock { $0.rules.removeAll() }
  }

  /// What is to happen to this call, in the order of the rules.
  func actions(for procedure: String) -> [FaultRule.Action] {
    state.withLock { state in
      var actions: [FaultRule.Action] = []
      for index in state.rules.indices where state.rules[index].rule.concerns(procedure) {
        if state.isHit(index) { actions.append(state.rules[index].rule.action) }
      }
      state.fired += actions.count
      return actions
    }
  }
}

extension FaultPlan.State {
  fileprivate mutating func isHit(_ index: Int) -> Bool {
    rules[index].seen += 1
    let progress = rules[index]
    if progress.seen <= progress.rule.skip { return false }
    if let count = progress.rule.count, progress.hit >= count { return false }
    if progress.rule.percent < 100, random.unit() * 100 >= progress.rule.percent { return false }
    rules[index].hit += 1
    return true
  }
}

/// SplitMix64: numbers that the seed decides.
struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(_ seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  /// 0 up to 1.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
