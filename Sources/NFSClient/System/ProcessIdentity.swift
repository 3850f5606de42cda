// SPDX-License-Identifier: Apache-2.0
// The process's user and clocks, from the host.

internal import Glibc

/// Who runs this process.
struct ProcessIdentity {
  var userID: UInt32
  var groupID: UInt32

  static var current: ProcessIdentity { ProcessIdentity(userID: getuid(), groupID: getgid()) }
}

/// Seconds since 1970, to be compared with the times of files.
func wallClockSeconds() -> Int64 { Int64(time(nil)) }

/// Sleeps on the calling thread.
func pauseThread(_ time: Duration) {
  let (seconds, attoseconds) = time.components
  var left = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
  while true {
    // What is left of the time when a signal ends the sleep.
    var rest = timespec()
    guard unsafe nanosleep(&left, &rest) != 0 else { return }
    left = rest
  }
}
