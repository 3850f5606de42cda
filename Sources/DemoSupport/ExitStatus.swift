// SPDX-License-Identifier: Apache-2.0
// Exit statuses of every program here, and errors that carry one.

/// What a program ends with. `--help` shows `summary`.
public enum ExitStatus: Int32, Sendable {
  case success = 0
  /// Something that was asked for could not be done, in whole or in part.
  case failure = 1
  /// The command line is wrong (EX_USAGE).
  case usage = 64
  /// The server could not be reached, or its name has no address (EX_UNAVAILABLE).
  case unreachable = 69
  /// Ended by Ctrl-C or SIGTERM.
  case interrupted = 130

  /// A paragraph for `--help`.
  public static let summary = """
    Exit status: 0 done; 1 something could not be done; 64 wrong usage; 69 the server could not be \
    reached; 130 interrupted.
    """
}

/// An error that ends a program with a message and a status.
public struct ToolError: Error, Sendable, CustomStringConvertible {
  public var message: String
  public var status: ExitStatus

  public init(_ message: String, status: ExitStatus = .failure) {
    self.message = message
    self.status = status
  }

  public var description: String { message }
}
