// SPDX-License-Identifier: Apache-2.0
// A dispatcher as an executor of Swift concurrency.

extension Dispatcher: SerialExecutor, TaskExecutor {
  public func enqueue(_ job: consuming ExecutorJob) {
    submit(.job(UnownedJob(job)))
  }

  /// Jobs of tasks that prefer this executor. They are not isolated to it: told apart from an
  /// actor's jobs, their calls of nonisolated functions need no switch, which would put the task
  /// into the queue again.
  @_implements(TaskExecutor,enqueue(_:))
  public func enqueueTask(_ job: consuming ExecutorJob) {
    submit(.task(UnownedJob(job)))
  }

  public func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    unsafe UnownedSerialExecutor(ordinary: self)
  }

  /// Lets actors of this dispatcher be entered from its upcalls, timers and jobs
  /// (`assumeIsolated`).
  public func checkIsolated() {
    precondition(isCurrent, "not on the dispatcher's own thread")
  }

  public func asUnownedTaskExecutor() -> UnownedTaskExecutor {
    unsafe UnownedTaskExecutor(ordinary: self)
  }
}
