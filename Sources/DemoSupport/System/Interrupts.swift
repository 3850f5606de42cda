// SPDX-License-Identifier: Apache-2.0
// Ctrl-C: the first one cancels the program's task, the second one ends the process.

internal import Glibc
internal import Synchronization

// A signal handler may only read this.
private let writeEnd = Atomic<CInt>(-1)
private let count = Atomic<Int>(0)

/// SIGINT and SIGTERM as cancellation of a task.
public enum Interrupts {
  /// Whether a signal has arrived.
  public static var wereReceived: Bool { count.load(ordering: .relaxed) > 0 }

  /// From now on `action` runs when the first SIGINT or SIGTERM arrives; SIGPIPE becomes an error of
  /// write. A second signal ends the process with status 130.
  public static func watch(_ action: @escaping @Sendable () -> Void) {
    var ends: [CInt] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { return }
    writeEnd.store(ends[1], ordering: .releasing)
    _ = signal(SIGPIPE, SIG_IGN)
    let handler: @convention(c) (CInt) -> Void = { _ in
      var byte: UInt8 = 1
      let saved = errno
      _ = unsafe write(writeEnd.load(ordering: .acquiring), &byte, 1)
      errno = saved
    }
    _ = signal(SIGINT, handler)
    _ = signal(SIGTERM, handler)
    startThread(reading: ends[0], action)
  }

  private static func startThread(
    reading end: CInt, _ action: @escaping @Sendable () -> Void
  ) {
    final class Work: Sendable {
      let end: CInt
      let action: @Sendable () -> Void
      init(end: CInt, action: @escaping @Sendable () -> Void) {
        self.end = end
        self.action = action
      }
    }
    let work = unsafe Unmanaged.passRetained(Work(end: end, action: action)).toOpaque()
    var thread = pthread_t()
    let code = unsafe pthread_create(
      &thread, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        let work = unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
        var byte: UInt8 = 0
        while unsafe read(work.end, &byte, 1) != 0 {
          if count.add(1, ordering: .relaxed).oldValue == 0 {
            work.action()
          } else {
            _exit(ExitStatus.interrupted.rawValue)
          }
        }
        return nil
      }, work)
    if code == 0 { _ = pthread_detach(thread) }
  }
}

/// Ends the process.
func endProcess(_ status: Int32) -> Never { exit(status) }
