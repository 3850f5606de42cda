// SPDX-License-Identifier: Apache-2.0
// Threads for work that blocks: reading disks, compressing, waiting for a local fsync.

internal import CLinux
internal import Glibc

/// A handful of threads that tasks may block. Swift's own pool has one thread per core and must
/// not be blocked.
@safe
public final class WorkerThreads: TaskExecutor, @unchecked Sendable {
  /// Threads of the shared instance: more than there is work for at once, since some of them wait.
  public static let sharedThreads = 8

  public static let shared = WorkerThreads(count: sharedThreads)

  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>
  private var jobs: [UnownedJob] = []
  private var head = 0

  /// - Note: the threads live as long as the process.
  init(count: Int) {
    unsafe mutex = .allocate(capacity: 1)
    unsafe condition = .allocate(capacity: 1)
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(condition, nil)
    for _ in 0..<count { OwnThread.start { self.work() } }
  }

  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    unsafe pthread_mutex_lock(mutex)
    jobs.append(job)
    unsafe pthread_cond_signal(condition)
    unsafe pthread_mutex_unlock(mutex)
  }

  private func work() {
    while true {
      unsafe take().runSynchronously(on: asUnownedTaskExecutor())
    }
  }

  private func take() -> UnownedJob {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    while head == jobs.count { unsafe pthread_cond_wait(condition, mutex) }
    let job = jobs[head]
    head += 1
    if head == jobs.count {
      jobs.removeAll(keepingCapacity: true)
      head = 0
    }
    return job
  }
}

/// A thread of its own for one piece of work that blocks for long.
enum OwnThread {
  private final class Work {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Starts a detached thread.
  static func start(_ body: @escaping @Sendable () -> Void) {
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    unsafe pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
    var thread = pthread_t()
    let work = unsafe Unmanaged.passRetained(Work(body)).toOpaque()
    let code = unsafe pthread_create(
      &thread, &attributes,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      }, work)
    precondition(code == 0, "no thread, error \(code)")
    unsafe pthread_attr_destroy(&attributes)
  }

  /// Runs `body` on a thread of its own; the caller suspends meanwhile.
  static func run<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
  ) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      start { continuation.resume(with: Swift.Result { try body() }) }
    }
  }
}
