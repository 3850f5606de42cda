// SPDX-License-Identifier: Apache-2.0
// A clock that goes as far as somebody waits.

import BackupStream
import Synchronization

/// Time that passes only by waiting for it.
final class VirtualClock: BackupClock {
  private let time = Mutex(Duration.zero)

  var now: Duration { time.withLock { $0 } }

  func sleep(until moment: Duration) async throws {
    try Task.checkCancellation()
    time.withLock { $0 = max($0, moment) }
    await Task.yield()
  }
}
