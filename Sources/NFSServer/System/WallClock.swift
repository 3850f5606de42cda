// SPDX-License-Identifier: Apache-2.0
// The time of day.

internal import Glibc

enum WallClock {
  /// Seconds since 1970 and nanoseconds.
  static func now() -> (seconds: Int64, nanoseconds: UInt32) {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
    return (Int64(time.tv_sec), UInt32(time.tv_nsec))
  }
}
