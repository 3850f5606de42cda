// SPDX-License-Identifier: Apache-2.0
// When to tell a person that a server is silent, and that it is back.

/// Decides about "not responding", "alive again" and "dead". Told once per client, not once per
/// call.
struct Responsiveness {
  enum Verdict: Equatable {
    case nothing
    /// Silent for this long, with calls waiting.
    case notResponding(Duration)
    case alive
    case dead(Duration)
  }

  /// Silence before the first message; zero disables messages.
  let initialDelay: Duration
  /// Time between two messages.
  let repeatDelay: Duration
  /// Silence after which the server is dead for good; nil: never.
  let deadTimeout: Duration?

  private var lastReply: MonotonicTime
  private var lastMessage: MonotonicTime?
  private var isDead = false

  init(
    initialDelay: Duration, repeatDelay: Duration, deadTimeout: Duration?, now: MonotonicTime
  ) {
    self.initialDelay = initialDelay
    self.repeatDelay = repeatDelay
    self.deadTimeout = deadTimeout
    lastReply = now
  }

  /// Whether a message was given that "alive again" has not followed yet.
  var isSilent: Bool { lastMessage != nil }

  /// Any reply arrived.
  mutating func replied(now: MonotonicTime) -> Verdict {
    lastReply = now
    guard lastMessage != nil, !isDead else { return .nothing }
    lastMessage = nil
    return .alive
  }

  /// A look at the clock.
  ///
  /// - Parameter waitingSince: when the oldest call that waits for the server was submitted; nil
  ///   when none waits.
  mutating func check(waitingSince: MonotonicTime?, now: MonotonicTime) -> Verdict {
    guard let waitingSince, !isDead else { return .nothing }
    let silence = now - max(waitingSince, lastReply)
    if let deadTimeout, silence >= deadTimeout {
      isDead = true
      return .dead(silence)
    }
    guard initialDelay > .zero, silence >= initialDelay else { return .nothing }
    if let lastMessage, now - lastMessage < repeatDelay { return .nothing }
    lastMessage = now
    return .notResponding(silence)
  }
}
