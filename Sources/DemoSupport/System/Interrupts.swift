// SPDX-License-Identifier: Apache-2.0
// Ctrl-C: the first one cancels the program's task, the second one ends the process.

internal import Glibc
internal import Synchronization

// A signal handler may touch nothing but these.
private let writeEnd = Atomic<CInt>(-1)
private let count = Atomic<Int>(0)

/// SIGINT and SIGTERM as cancellation of a task.
public enum Interrupts {
  /// Whether a signal has arrived.
  public static var wereReceived: Bool { count.load(ordering: .relaxed) > 0 }

  /// From now on `action` runs when the first SIGINT or SIGTERM arrives; SIGPIPE becomes an error of
  /// write. A second signal ends the process with status 130, and so does the end of `patience`, if it
  /// has one, after `exhausted` has run.
  public static func watch(
    patience: Duration? = nil, _ action: @escaping @Sendable () -> Void,
    exhausted: @escaping @Sendable () -> Void = {}
  ) {
    var ends: [CInt] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { return }
    writeEnd.store(ends[1], ordering: .releasing)
    _ = signal(SIGPIPE, SIG_IGN)
    let handler: @convention(c) (CInt) -> Void = { _ in
      var byte: UInt8 = 1
      let saved = errno
      count.add(1, ordering: .relaxed)
      _ = unsafe write(writeEnd.load(ordering: .acquiring), &byte, 1)
      errno = saved
    }
    _ = signal(SIGINT, handler)
    _ = signal(SIGTERM, handler)
    let limit = patience.map { CInt(clamping: $0.components.seconds * 1000) } ?? -1
    startThread(Work(end: ends[0], patience: limit, action: action, exhausted: exhausted))
  }

  private final class Work: Sendable {
    let end: CInt
    /// In milliseconds; -1 is without end.
    let patience: CInt
    let action: @Sendable () -> Void
    let exhausted: @Sendable () -> Void

    init(
      end: CInt, patience: CInt, action: @escaping @Sendable () -> Void,
      exhausted: @escaping @Sendable () -> Void
    ) {
      self.end = end
      self.patience = patience
      self.action = action
      self.exhausted = exhausted
    }

    func run() {
      awaitSignal(atMost: -1)
      action()
      if !awaitSignal(atMost: patience) { exhausted() }
      _exit(ExitStatus.interrupted.rawValue)
    }

    /// False if none came in time, in milliseconds.
    @discardableResult
    private func awaitSignal(atMost limit: CInt) -> Bool {
      var descriptor = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
      while true {
        let ready = unsafe poll(&descriptor, 1, limit)
        if ready == 0 { return false }
        var byte: UInt8 = 0
        if ready > 0, unsafe read(end, &byte, 1) == 1 { return true }
      }
    }
  }

  private static func startThread(_ work: Work) {
    let argument = unsafe Unmanaged.passRetained(work).toOpaque()
    var thread = pthread_t()
    let code = unsafe pthread_create(
      &thread, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, argument)
    if code == 0 { _ = pthread_detach(thread) }
  }
}

/// Ends the process.
func endProcess(_ status: Int32) -> Never { exit(status) }
