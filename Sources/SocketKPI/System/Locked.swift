// SPDX-License-Identifier: Apache-2.0
// The one lock of the project: a mutex with the state it guards.

#if TSAN
  import Glibc
#else
  import Synchronization
#endif

/// State that is reached only while its lock is held.
///
/// Keep it in a `let` of a final class, or in a global `let`. The lock is not recursive, and calling out
/// to foreign code (an upcall, a free callback) from inside `withLock` is a defect.
///
/// - Note: in builds with `-DTSAN` it is a pthread mutex, because the thread sanitizer does not see
///   the contended path of `Synchronization.Mutex`.
@safe
package struct Locked<State: ~Copyable>: ~Copyable, @unchecked Sendable {
  #if TSAN
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let state: UnsafeMutablePointer<State>

    package init(_ initial: consuming sending State) {
      unsafe mutex = .allocate(capacity: 1)
      unsafe pthread_mutex_init(mutex, nil)
      unsafe state = .allocate(capacity: 1)
      unsafe state.initialize(to: initial)
    }

    deinit {
      unsafe pthread_mutex_destroy(mutex)
      unsafe mutex.deallocate()
      unsafe state.deinitialize(count: 1)
      unsafe state.deallocate()
    }

    /// Runs `body` with the lock held.
    package borrowing func withLock<Result: ~Copyable, Failure: Error>(
      _ body: (inout sending State) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
      unsafe pthread_mutex_lock(mutex)
      defer { unsafe pthread_mutex_unlock(mutex) }
      return try unsafe body(&state.pointee)
    }
  #else
    private let mutex: Mutex<State>

    package init(_ initial: consuming sending State) {
      mutex = Mutex(initial)
    }

    /// Runs `body` with the lock held.
    package borrowing func withLock<Result: ~Copyable, Failure: Error>(
      _ body: (inout sending State) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
      try mutex.withLock(body)
    }
  #endif
}
