// SPDX-License-Identifier: Apache-2.0
// The clock of the engine: nanoseconds that no clock step moves.

internal import CLinux
internal import Glibc

/// A point of CLOCK_MONOTONIC.
struct MonotonicTime: Comparable, Hashable, Sendable {
  /// Since an arbitrary start.
  var nanoseconds: Int64

  static func now() -> MonotonicTime {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return MonotonicTime(nanoseconds: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
  }

  /// The time of the last timer interrupt: up to 4 ms old, and a fifth of the price of `now`.
  static func coarse() -> MonotonicTime {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
    return MonotonicTime(nanoseconds: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
  }

  static let distantFuture = MonotonicTime(nanoseconds: .max)

  static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// Saturates instead of overflowing, so that a deadline of years is simply far away.
  static func + (time: MonotonicTime, duration: Duration) -> MonotonicTime {
    time.advanced(nanoseconds: duration.wholeNanoseconds)
  }

  /// The cheap form of `+`: a `Duration` counts in 128 bits.
  func advanced(nanoseconds: Int64) -> MonotonicTime {
    let (sum, overflow) = self.nanoseconds.addingReportingOverflow(nanoseconds)
    return overflow ? .distantFuture : MonotonicTime(nanoseconds: sum)
  }

  static func - (left: MonotonicTime, right: MonotonicTime) -> Duration {
    .nanoseconds(left.nanoseconds - right.nanoseconds)
  }
}

extension Duration {
  /// Nanoseconds, clamped to what 64 bits hold.
  var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { return seconds > 0 ? .max : .min }
    let (sum, carried) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
    return carried ? (seconds > 0 ? .max : .min) : sum
  }
}
