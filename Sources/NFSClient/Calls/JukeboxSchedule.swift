// SPDX-License-Identifier: Apache-2.0
// How long to wait after JUKEBOX, and when to give up.

/// Delays between repetitions of a call the server cannot answer yet (RFC 1813 §2.6).
struct JukeboxSchedule: Sendable {
  private var delay: Duration
  private let maximumDelay: Duration
  private let limit: Int?
  private var answers = 0

  init(_ configuration: NFSConfiguration) {
    delay = configuration.jukeboxDelay
    maximumDelay = configuration.jukeboxMaximumDelay
    limit = configuration.jukeboxLimit
  }

  /// One more JUKEBOX came.
  /// - Returns: how long to wait before a new call, or nil to give up.
  mutating func next() -> Duration? {
    answers += 1
    if let limit, answers >= limit { return nil }
    defer { delay = min(delay * 2, maximumDelay) }
    return delay
  }
}
