// SPDX-License-Identifier: Apache-2.0
// A thread that waits.

internal import Glibc

/// Blocks the calling thread.
func pauseThread(_ time: Duration) {
  let (seconds, attoseconds) = time.components
  var wait = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
  _ = unsafe nanosleep(&wait, nil)
}
