// SPDX-License-Identifier: Apache-2.0
// The process' user, other processes, and a question on the terminal.

internal import Glibc

public enum ProcessUser {
  /// The user whose rights the process has.
  public static var identifier: UInt32 { geteuid() }

  /// Whether a process with this number runs, whoever's it is.
  public static func isAlive(_ process: Int32) -> Bool {
    process > 0 && (kill(process, 0) == 0 || errno == EPERM)
  }
}

/// Questions on the terminal, whatever standard input and output are.
public enum TerminalPrompt {
  private static let maximumBytes = 1024

  /// How often a question looks whether it is still wanted, in milliseconds.
  private static let patience: CInt = 100

  /// Asks without showing what is typed; nil without a terminal.
  ///
  /// - Throws: when the task is cancelled meanwhile; the terminal is as it was before.
  public static func password(_ question: String) throws(CancellationError) -> String? {
    let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
    guard terminal >= 0 else { return nil }
    defer { close(terminal) }
    var before = termios()
    guard unsafe tcgetattr(terminal, &before) == 0 else { return nil }
    var silent = before
    silent.c_lflag &= ~tcflag_t(ECHO)
    unsafe tcsetattr(terminal, TCSAFLUSH, &silent)
    defer { unsafe tcsetattr(terminal, TCSAFLUSH, &before) }
    say(question, on: terminal)
    var events = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
    while unsafe poll(&events, 1, patience) <= 0 {
      guard !Task.isCancelled else {
        say("\n", on: terminal)
        throw CancellationError()
      }
    }
    let typed = unsafe [UInt8](unsafeUninitializedCapacity: maximumBytes) { buffer, count in
      count = max(0, unsafe read(terminal, buffer.baseAddress, buffer.count))
    }
    say("\n", on: terminal)
    return String(decoding: typed.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  private static func say(_ text: String, on terminal: CInt) {
    let bytes = Array(text.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(terminal, $0.baseAddress, $0.count) }
  }
}
