// SPDX-License-Identifier: Apache-2.0
// backup-streamer: a backup that nobody feels, on an AFP volume, an NFS server or a local directory.

import ArgumentParser
import BackupStream
import DemoSupport

struct BackupStreamerTool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup-streamer",
    abstract: "Streams a tree to a target as points of backup that tar can read.",
    discussion: """
      Targets: afp://[user@]host[:port]/Volume/path, nfs://host/export/path, or a local directory.

      A password is asked for on the terminal, or taken from --password-file or from the environment \
      variable BACKUP_STREAMER_PASSWORD; never from the command line.

      \(ExitCode.summary)
      """,
    subcommands: [
      PushCommand.self, ListCommand.self, RestoreCommand.self, VerifyCommand.self,
      PruneCommand.self, StatusCommand.self,
    ])
}

@main
enum Program {
  /// From Ctrl-C or SIGTERM to the end, whatever the target does: giving the lock back and closing a
  /// connection that does not answer take less.
  private static let patience = Duration.seconds(5)

  static func main() async {
    await runTool(BackupStreamerTool.self, patience: patience)
  }
}

extension ExitCode {
  /// Done, but not all of it: source files that could not be read or changed, damage that was found.
  static let incomplete = ExitCode(2)
  /// Somebody else is at work on the target (EX_TEMPFAIL).
  static let locked = ExitCode(75)
  /// Wrong user or password (EX_NOPERM).
  static let refused = ExitCode(77)

  static let summary = """
    Exit status: 0 done; 1 failed; 2 done with problems: files of the source that could not be read \
    or changed meanwhile, damage found by verify or restore; 64 wrong usage; 69 the target cannot be \
    reached; 75 the target is in use; 77 wrong user name or password; 130 interrupted.
    """
}

/// Runs a command's work; errors become a message and a documented status.
func reporting(_ body: () async throws -> Void) async throws {
  do {
    try await body()
  } catch let error as TargetError {
    switch error.reason {
    case .unreachable, .timedOut, .connectionLost:
      throw ToolError("\(error)", status: .unreachable)
    case .badAddress: throw ToolError("\(error)", status: .usage)
    case .authentication: try fail("\(error)", .refused)
    default: throw ToolError("\(error)")
    }
  } catch let error as BackupError {
    switch error {
    case .locked: try fail("\(error)", .locked)
    case .lockLeft: throw ToolError("\(error)", status: .interrupted)
    default: throw ToolError("\(error)")
    }
  }
}

private func fail(_ message: String, _ code: ExitCode) throws {
  Console.shared.complain("backup-streamer: \(message)")
  throw code
}
