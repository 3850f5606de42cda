// SPDX-License-Identifier: Apache-2.0
// What a program prints: results to standard output, everything else to standard error.

import Synchronization

/// Output of a program, shared by its tasks.
///
/// Progress is one line on standard error that is written over, and only on a terminal. Notices are
/// whole lines on standard error. Results go to standard output through a buffer.
public final class Console: Sendable {
  public static let shared = Console()

  private struct State {
    var buffer: [UInt8] = []
    var progress = ""
    var isQuiet = false
    var lastProgress: ContinuousClock.Instant?
  }

  /// Bytes of results that are gathered before they are written.
  static let bufferBytes = 64 << 10
  /// Between two changes of the progress line.
  static let progressInterval: Duration = .milliseconds(100)

  private let state = Mutex(State())
  public let showsProgress = StandardStream.error.isTerminal

  /// Silences notices and progress.
  public func beQuiet() { state.withLock { $0.isQuiet = true } }

  /// A line of results.
  public func print(_ line: String) throws { try write(Array((line + "\n").utf8)) }

  /// Bytes of results.
  public func write(_ bytes: [UInt8]) throws {
    let full: [UInt8]? = state.withLock { state in
      state.buffer += bytes
      guard state.buffer.count >= Console.bufferBytes || StandardStream.output.isTerminal else {
        return nil
      }
      defer { state.buffer.removeAll(keepingCapacity: true) }
      return state.buffer
    }
    if let full { try StandardStream.output.write(full) }
  }

  /// Many bytes of results, written at once and not copied.
  public func write(_ bytes: RawSpan) throws {
    try flush()
    try StandardStream.output.write(bytes)
  }

  /// Writes out what is buffered.
  public func flush() throws {
    let rest = state.withLock { state in
      defer { state.buffer.removeAll(keepingCapacity: true) }
      return state.buffer
    }
    if !rest.isEmpty { try StandardStream.output.write(rest) }
  }

  /// A line for people.
  public func note(_ line: String) {
    state.withLock { state in
      guard !state.isQuiet else { return }
      try? StandardStream.error.write(Array((clear(&state) + line + "\n").utf8))
    }
  }

  /// A line for people that is shown even when quiet.
  public func complain(_ line: String) {
    state.withLock { state in
      try? StandardStream.error.write(Array((clear(&state) + line + "\n").utf8))
    }
  }

  /// Replaces the progress line, unless it was replaced a moment ago.
  public func progress(_ line: @autoclosure () -> String) {
    guard showsProgress else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      guard !state.isQuiet, state.lastProgress.map({ now - $0 >= Console.progressInterval }) ?? true
      else { return }
      state.lastProgress = now
      state.progress = line()
      try? StandardStream.error.write(Array(("\r" + state.progress + "\u{1B}[K").utf8))
    }
  }

  /// Takes the progress line away.
  public func endProgress() {
    state.withLock { state in
      let text = clear(&state)
      if !text.isEmpty { try? StandardStream.error.write(Array(text.utf8)) }
    }
  }

  private func clear(_ state: inout State) -> String {
    guard !state.progress.isEmpty else { return "" }
    state.progress = ""
    state.lastProgress = nil
    return "\r\u{1B}[K"
  }
}
