// SPDX-License-Identifier: Apache-2.0
// Exclusion that lasts for a whole call: one sender, one stream reader at a time.

import Glibc
import Synchronization

/// The lock of a socket buffer (XNU's sblock): held across a call that may sleep.
@safe struct Gate: ~Copyable, @unchecked Sendable {
  #if TSAN
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    init() {
      unsafe mutex = .allocate(capacity: 1)
      unsafe pthread_mutex_init(mutex, nil)
    }
    deinit {
      unsafe pthread_mutex_destroy(mutex)
      unsafe mutex.deallocate()
    }
    func lock() { unsafe pthread_mutex_lock(mutex) }
    func tryLock() -> Bool { unsafe pthread_mutex_trylock(mutex) == 0 }
    func unlock() { unsafe pthread_mutex_unlock(mutex) }
  #else
    private let mutex = Mutex<Void>(())

    init() {}
    @inline(__always) func lock() { mutex._unsafeLock() }
    @inline(__always) func tryLock() -> Bool { mutex._unsafeTryLock() }
    @inline(__always) func unlock() { mutex._unsafeUnlock() }
  #endif
}
