// SPDX-License-Identifier: Apache-2.0
// When to send a tickle, and when to take the server for dead.

/// The tickle discipline of a connection: decides from times, does nothing itself.
///
/// A server ticks every 30 s and drops a client after four silent ticks. So the client sends a tickle
/// after 30 s of its own silence, takes any packet for a sign of life, and gives up after 60 s without
/// one while a request is unanswered, or 120 s when idle.
struct Liveness: Equatable {
  typealias Instant = ContinuousClock.Instant

  enum Action: Equatable {
    case wait(until: Instant)
    case sendTickle
    case declareLost(silentFor: Duration)
  }

  var tickleInterval: Duration
  var activeTimeout: Duration
  var idleTimeout: Duration
  var requestTimeout: Duration

  private var lastSent: Instant
  private var lastSignOfLife: Instant
  /// Since when requests have been unanswered without a gap.
  private var busySince: Instant?

  init(_ configuration: AFPConfiguration, now: Instant) {
    tickleInterval = configuration.tickleInterval
    activeTimeout = configuration.activeTimeout
    idleTimeout = configuration.idleTimeout
    requestTimeout = configuration.requestTimeout
    lastSent = now
    lastSignOfLife = now
  }

  mutating func sent(at now: Instant) { lastSent = now }
  /// A packet arrived, or the peer took bytes.
  mutating func heard(at now: Instant) { lastSignOfLife = now }

  mutating func setBusy(_ isBusy: Bool, at now: Instant) {
    if !isBusy { busySince = nil } else if busySince == nil { busySince = now }
  }

  /// What to do now.
  ///
  /// - Parameters:
  ///   - oldestRequest: when the oldest unanswered request was sent.
  func action(at now: Instant, oldestRequest: Instant?) -> Action {
    var deadline = lastSignOfLife.advanced(by: idleTimeout)
    if let busySince {
      deadline = min(deadline, max(lastSignOfLife, busySince).advanced(by: activeTimeout))
    }
    if let oldestRequest { deadline = min(deadline, oldestRequest.advanced(by: requestTimeout)) }
    if now >= deadline { return .declareLost(silentFor: lastSignOfLife.duration(to: now)) }
    let tickle = lastSent.advanced(by: tickleInterval)
    if now >= tickle { return .sendTickle }
    return .wait(until: min(deadline, tickle))
  }
}
