// SPDX-License-Identifier: Apache-2.0
// A limit of bytes per time that holds in every window, not only on average.

internal import Synchronization

/// Decides when bytes may be sent so that no window of `RateWindow.length` has more than its share.
///
/// A token bucket allows its whole size on top of the rate; here what was sent in the last window is
/// counted exactly. Besides, pieces keep the distance that the rate gives them: no bursts.
struct RateWindow {
  /// The window in which the limit holds, at the receiver.
  static let length = Duration.milliseconds(100)
  /// What may be between sending and arriving, more for one piece than for another. The share of a
  /// window is sent in so much more time than a window.
  static let jitter = Duration.milliseconds(15)
  /// Pieces that fit into a window.
  static let piecesPerWindow = 16

  private static let span = length + jitter

  /// Bytes per second.
  let rate: UInt64
  private var sent: [(moment: Duration, bytes: Int)] = []
  private var earliest = Duration.zero

  init(rate: UInt64) {
    precondition(rate >= RateLimiter.minimumRate, "a rate below the least one")
    self.rate = rate
  }

  /// Bytes that a window may have.
  var allowance: Int { Int(clamping: rate / 10) }
  /// Bytes to send at once, at most.
  var pieceBytes: Int { max(1, allowance / Self.piecesPerWindow) }

  /// Counts `bytes` as sent now, if they may be; otherwise tells when to ask again.
  ///
  /// What is late, because nobody woke in time, counts when it is really sent: two pieces that were
  /// due in different windows may not meet in one.
  ///
  /// - Parameter bytes: `pieceBytes` at most.
  mutating func admit(_ bytes: Int, now: Duration) -> Duration? {
    precondition(bytes <= allowance, "a piece larger than a window's share")
    forget(before: now)
    var moment = max(now, earliest)
    var total = sent.reduce(0) { $0 + $1.bytes }
    for entry in sent where total + bytes > allowance {
      // Just outside the window, whose both ends count.
      moment = max(moment, entry.moment + Self.span + .nanoseconds(1))
      total -= entry.bytes
    }
    guard moment <= now else { return moment }
    sent.append((now, bytes))
    let distance = Self.span * (Double(bytes) / Double(allowance))
    // Being woken late by less than a distance does not make the next ones late. Catching up on
    // more would send them in a burst.
    earliest = max(earliest, now - distance) + distance
    return nil
  }

  private mutating func forget(before moment: Duration) {
    sent.removeAll { $0.moment + Self.span < moment }
  }
}

/// A limit shared by everything that is sent to, or read from, a target.
public final class RateLimiter: Sendable {
  /// The least rate, in bytes per second.
  public static let minimumRate: UInt64 = 4096
  /// What a request weighs besides its data: headers of the protocol, TCP and IP.
  static let requestOverheadBytes = 300
  /// What an operation without data weighs: a path is looked up name by name.
  static let operationBytes = 1500

  private let clock: any BackupClock
  private let window: Mutex<RateWindow>
  public let rate: UInt64

  /// - Parameter bytesPerSecond: raised to `minimumRate` if it is less.
  public init(bytesPerSecond: UInt64, clock: any BackupClock = HostClock()) {
    rate = max(bytesPerSecond, Self.minimumRate)
    window = Mutex(RateWindow(rate: rate))
    self.clock = clock
  }

  /// Bytes of data to send in one request, and for a target to give to the network at once.
  public var pieceBytes: Int {
    let piece = window.withLock(\.pieceBytes)
    return max(1, piece - min(Self.requestOverheadBytes, piece / 2))
  }

  /// Waits until a request with so much data, or an operation without, may be sent.
  func wait(toSend bytes: Int) async throws {
    while true {
      let moment = window.withLock { window in
        let weight = bytes > 0 ? bytes + Self.requestOverheadBytes : Self.operationBytes
        return window.admit(min(weight, window.allowance), now: clock.now)
      }
      guard let moment else { return }
      try await clock.sleep(until: moment)
    }
  }
}
