// SPDX-License-Identifier: Apache-2.0
// A few threads for calls that wait for a disk.

internal import Glibc

/// Threads with a bounded queue. They end when the pool goes.
@safe
final class WorkerPool: Sendable {
  /// Threads that wait for disks at once.
  static let threadCount = 4
  /// Calls that may wait for a thread; more are told to come again.
  static let maximumQueued = 1024

  private let queue = Queue()

  init() {
    for _ in 0..<Self.threadCount { Self.startThread(queue) }
  }

  deinit { queue.close() }

  /// Runs the work soon, in order of arrival.
  ///
  /// - Returns: false if too many calls wait already.
  func perform(_ work: @escaping @Sendable () -> Void) -> Bool {
    queue.append(work)
  }

  private static func startThread(_ queue: Queue) {
    var thread = pthread_t()
    let argument = unsafe Unmanaged.passRetained(queue).toOpaque()
    let code = unsafe pthread_create(
      &thread, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        let queue = unsafe Unmanaged<Queue>.fromOpaque(argument).takeRetainedValue()
        while let work = queue.next() { work() }
        return nil
      }, argument)
    precondition(code == 0, "no thread for a worker")
    pthread_detach(thread)
  }

  /// Work, and threads that wait for some.
  @safe
  private final class Queue: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var work: [@Sendable () -> Void] = []
    private var first = 0
    private var isClosed = false

    init() {
      unsafe pthread_mutex_init(mutex, nil)
      unsafe pthread_cond_init(condition, nil)
    }

    deinit {
      unsafe pthread_mutex_destroy(mutex)
      unsafe pthread_cond_destroy(condition)
      unsafe mutex.deallocate()
      unsafe condition.deallocate()
    }

    func append(_ item: @escaping @Sendable () -> Void) -> Bool {
      unsafe pthread_mutex_lock(mutex)
      defer { unsafe pthread_mutex_unlock(mutex) }
      guard !isClosed, work.count - first < WorkerPool.maximumQueued else { return false }
      work.append(item)
      unsafe pthread_cond_signal(condition)
      return true
    }

    /// The next piece of work; nil when the pool is gone and everything is done.
    func next() -> (@Sendable () -> Void)? {
      unsafe pthread_mutex_lock(mutex)
      defer { unsafe pthread_mutex_unlock(mutex) }
      while first == work.count {
        if isClosed { return nil }
        unsafe pthread_cond_wait(condition, mutex)
      }
      let item = work[first]
      first += 1
      if first == work.count {
        work.removeAll(keepingCapacity: true)
        first = 0
      }
      return item
    }

    func close() {
      unsafe pthread_mutex_lock(mutex)
      isClosed = true
      unsafe pthread_cond_broadcast(condition)
      unsafe pthread_mutex_unlock(mutex)
    }
  }
}
