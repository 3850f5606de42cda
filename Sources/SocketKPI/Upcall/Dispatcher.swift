// SPDX-License-Identifier: Apache-2.0
// The threads on which upcalls run.

import Synchronization
import SystemPackage

/// Something that collects output during a batch of events and sends it in one go after it.
public protocol FlushTarget: AnyObject, Sendable {
  /// Called on the dispatcher's thread, once per request.
  func flush()
}

/// A cancellable deadline of a dispatcher.
public struct DispatcherTimer: Sendable {
  fileprivate let dispatcher: Dispatcher
  fileprivate let identity: UInt64

  /// Keeps the work from starting. False when it has started or was cancelled before.
  @discardableResult
  public func cancel() -> Bool {
    dispatcher.timers.withLock { $0.cancel(identity) }
  }
}

/// One thread with an epoll set: it runs the upcalls of its sockets, timers, and Swift jobs.
///
/// A socket belongs to one dispatcher for its whole life, so its upcalls never overlap; sockets of
/// different dispatchers run in parallel. Work on a dispatcher must not block.
///
/// As a task executor it keeps a task on the thread where its replies arrive:
/// `Task(executorPreference: socket.dispatcher) { … }`.
public final class Dispatcher: Sendable {
  enum Work {
    case block(@Sendable () -> Void)
    case job(UnownedJob)
    case task(UnownedJob)
  }

  /// State that only the dispatcher's own thread touches.
  struct Confined {
    var local: [Work] = []
    var flushes: [any FlushTarget] = []
    /// The socket whose upcall is running.
    var current: KernelSocket?
  }

  let epoll = Epoll()
  let timers = Locked(TimerQueue())
  private let remote = Locked<[Work]>([])
  private let isRung = Atomic<Bool>(false)
  private let confined = ThreadConfined(Confined())
  private let identity = Atomic<UInt>(0)

  /// Rounds of jobs between two looks at the sockets.
  private static let jobRounds = 64

  private init(index: Int) {
    startThread(named: "kpi-dispatch-\(index)") { [self] in
      identity.store(threadNumber(), ordering: .releasing)
      run()
    }
  }

  /// Every dispatcher of the process. Their number is the number of processors, at most 4, or
  /// `KPI_DISPATCHERS` from the environment (1 to 64).
  public static let shared: [Dispatcher] = {
    let wanted = environment("KPI_DISPATCHERS").flatMap { Int($0) } ?? min(processorCount(), 4)
    return (0..<max(1, min(wanted, 64))).map { Dispatcher(index: $0) }
  }()

  private static let turn = Atomic<Int>(0)

  /// The next dispatcher in turn.
  public static func next() -> Dispatcher {
    let index = turn.add(1, ordering: .relaxed).oldValue
    return shared[Int(UInt(bitPattern: index) % UInt(shared.count))]
  }

  /// True on the dispatcher's own thread.
  public var isCurrent: Bool { identity.load(ordering: .acquiring) == threadNumber() }

  /// The socket whose upcall the calling thread is running, if it is this dispatcher's thread.
  var currentSocket: KernelSocket? {
    isCurrent ? confined.access { $0.current } : nil
  }

  func setCurrent(_ socket: KernelSocket?) { confined.access { $0.current = socket } }

  /// Runs work soon on the dispatcher's thread, in the order of the calls. Any thread.
  public func perform(_ work: @escaping @Sendable () -> Void) { submit(.block(work)) }

  /// Runs work on the dispatcher's thread after a delay (rounded up to a millisecond). Any thread.
  @discardableResult
  public func schedule(
    after delay: Duration, _ work: @escaping @Sendable () -> Void
  ) -> DispatcherTimer {
    let deadline = Instant.now.advanced(by: delay)
    let (identity, isEarliest) = timers.withLock { $0.add(at: deadline, work) }
    if isEarliest && !isCurrent { ring() }
    return DispatcherTimer(dispatcher: self, identity: identity)
  }

  /// Asks for one `flush()` after the current batch of events and jobs. Dispatcher's thread only.
  public func requestFlush(_ target: some FlushTarget) {
    precondition(isCurrent, "requestFlush belongs on the dispatcher's own thread")
    confined.access { $0.flushes.append(target) }
  }

  func submit(_ work: Work) {
    if isCurrent {
      confined.access { $0.local.append(work) }
      return
    }
    remote.withLock { $0.append(work) }
    ring()
  }

  private func ring() {
    if !isRung.exchange(true, ordering: .acquiringAndReleasing) { epoll.ring() }
  }

  private func run() {
    while true {
      let isIdle = runWork()
      runTimers()
      flush()
      let mayWait = isIdle && confined.access { $0.local.isEmpty }
      epoll.wait(limit: mayWait ? timeToNextTimer() : .zero) { token, events in
        deliver(token, events)
      }
    }
  }

  /// Runs queued work; false when more was left for the next turn.
  private func runWork() -> Bool {
    for _ in 0..<Dispatcher.jobRounds {
      var batch = confined.access { state in
        let taken = state.local
        state.local = []
        return taken
      }
      if isRung.exchange(false, ordering: .acquiringAndReleasing) {
        batch += remote.withLock { queue in
          let taken = queue
          queue = []
          return taken
        }
      }
      if batch.isEmpty { return true }
      for work in batch { execute(work) }
    }
    return false
  }

  private func execute(_ work: Work) {
    switch work {
    case .block(let body): body()
    case .job(let job):
      unsafe job.runSynchronously(
        isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
    case .task(let job):
      unsafe job.runSynchronously(on: asUnownedTaskExecutor())
    }
  }

  private func runTimers() {
    let now = Instant.now
    while let work = timers.withLock({ $0.takeDue(now) }) { work() }
  }

  private func timeToNextTimer() -> Duration? {
    timers.withLock { $0.next }?.remaining
  }

  private func flush() {
    while true {
      let targets = confined.access { state in
        let taken = state.flushes
        state.flushes = []
        return taken
      }
      if targets.isEmpty { return }
      for target in targets { target.flush() }
    }
  }

  private func deliver(_ token: UInt64, _ events: UInt32) {
    guard let handle = SocketHandle(bits: token), handle.enter() else { return }
    _ = handle.withOwner { $0.deliver(events) }
    handle.leave()
  }
}
