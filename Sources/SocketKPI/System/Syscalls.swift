// SPDX-License-Identifier: Apache-2.0
// One door to the kernel: every system call of this module goes through `system`.

import Glibc
import SystemPackage

/// Runs a system call, again while a signal interrupts it, and turns −1 into the error number.
@inline(__always)
func system<Result: FixedWidthInteger>(_ call: () -> Result) throws(Errno) -> Result {
  while true {
    let result = call()
    if result != -1 { return result }
    let code = errno
    if code != EINTR { throw Errno(rawValue: code) }
  }
}

/// Runs a system call once; a signal shows as `.interrupted`.
@inline(__always)
func systemOnce<Result: FixedWidthInteger>(_ call: () -> Result) throws(Errno) -> Result {
  let result = call()
  if result != -1 { return result }
  throw Errno(rawValue: errno)
}

/// A point in time on the monotonic clock, in nanoseconds.
struct Instant: Comparable, Sendable {
  var nanoseconds: Int64

  static var now: Instant {
    var value = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &value)
    return Instant(nanoseconds: Int64(value.tv_sec) * 1_000_000_000 + Int64(value.tv_nsec))
  }

  static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

  func advanced(by duration: Duration) -> Instant {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(duration.nanoseconds)
    return Instant(nanoseconds: overflow ? .max : sum)
  }

  /// Time left until this point; never negative.
  var remaining: Duration {
    let left = nanoseconds - Instant.now.nanoseconds
    return .nanoseconds(left > 0 ? left : 0)
  }
}

extension Duration {
  /// Whole nanoseconds, clamped to what 64 bits hold (about 292 years).
  package var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return seconds < 0 ? .min : .max }
    let (sum, carried) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
    return carried ? .max : sum
  }

  init(_ time: timeval) {
    self = .seconds(Int64(time.tv_sec)) + .microseconds(Int64(time.tv_usec))
  }

  var timeval: timeval {
    let total = nanoseconds
    return Glibc.timeval(
      tv_sec: Int(total / 1_000_000_000), tv_usec: Int(total % 1_000_000_000) / 1000)
  }
}
