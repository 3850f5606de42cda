// SPDX-License-Identifier: Apache-2.0
// A limit of bytes per time that holds in every window, not only on average.

/// Decides when bytes may be sent so that no window of `length` has more than its share, wherever on
/// the way they are counted.
///
/// Nobody knows when bytes that were handed over really leave and arrive: a thread is late, a receiver
/// stalls and then takes all at once. But it is between handing them over and the answer. So they count
/// from the one until a window after the other, and what is admitted meanwhile fits beside them.
/// Besides, pieces keep the distance that the rate gives them: no bursts.
struct RateWindow {
  /// The window in which the limit holds.
  static let length = Duration.milliseconds(100)
  /// Pieces that fit into a window, if it has room for that many.
  static let piecesPerWindow = 16
  /// Smaller pieces would be mostly headers.
  static let leastPieceBytes = 1500

  enum Verdict: Equatable {
    /// Counted as handed over now.
    case now
    /// To be asked again then.
    case notBefore(Duration)
    /// To be asked again when something that is under way has been answered.
    case afterAnAnswer
  }

  /// Bytes per second.
  let rate: UInt64
  private var answered: [(moment: Duration, bytes: Int)] = []
  private var underWayBytes = 0
  private var earliest = Duration.zero

  init(rate: UInt64) {
    precondition(rate >= RateLimiter.minimumRate, "a rate below the least one")
    self.rate = rate
  }

  /// Bytes that a window may have.
  var allowance: Int { Int(clamping: rate / 10) }
  /// Bytes to send at once, at most.
  var pieceBytes: Int {
    min(allowance, max(allowance / Self.piecesPerWindow, Self.leastPieceBytes))
  }

  /// Counts `bytes` as handed over now, if they may be.
  ///
  /// - Parameter bytes: `allowance` at most.
  mutating func admit(_ bytes: Int, now: Duration) -> Verdict {
    precondition(bytes <= allowance, "a piece larger than a window's share")
    forget(before: now)
    guard earliest <= now else { return .notBefore(earliest) }
    var total = underWayBytes + answered.reduce(0) { $0 + $1.bytes }
    var moment = now
    for entry in answered where total + bytes > allowance {
      // Just outside the window, whose both ends count.
      moment = max(moment, entry.moment + Self.length + .nanoseconds(1))
      total -= entry.bytes
    }
    guard total + bytes <= allowance else { return .afterAnAnswer }
    guard moment <= now else { return .notBefore(moment) }
    underWayBytes += bytes
    let distance = Self.length * (Double(bytes) / Double(allowance))
    // Being woken late by less than a distance does not make the next ones late.
    earliest = max(earliest, now - distance) + distance
    return .now
  }

  /// Notes that bytes that were admitted have been answered, or will never be.
  mutating func answer(_ bytes: Int, now: Duration) {
    underWayBytes -= bytes
    answered.append((now, bytes))
  }

  private mutating func forget(before now: Duration) {
    answered.removeAll { $0.moment + Self.length < now }
  }
}
