// SPDX-License-Identifier: Apache-2.0
// Where backup-streamer takes a password from. That it is the right one is tested with real servers.

import Foundation
import Testing

/// `script` gives a program a terminal of its own, `setsid` takes it away.
private let script = "/usr/bin/script"
private let setsid = "/usr/bin/setsid"

@Suite(
  "backup-streamer, passwords", .timeLimit(.minutes(1)),
  .enabled(
    if: [script, setsid].allSatisfy(FileManager.default.isExecutableFile(atPath:)),
    "script and setsid of util-linux are not here"))
struct BackupStreamerPasswordTests {
  /// Nobody listens there: a command that has its password ends with 69.
  private static let target = "afp://ann@127.0.0.1:1/Volume"
  private static let program = Tool.programs.appendingPathComponent("backup-streamer").path

  /// The command with a terminal, once it has asked.
  private func asked() async throws -> Tool {
    let tool = try Tool(
      script, ["-qefc", "\(Self.program) list \(Self.target)", "/dev/null"], types: true)
    #expect(try await tool.wait { tool.text.contains("Password: ") }, "\(tool.text)")
    return tool
  }

  @Test("asks on the terminal, without showing what is typed")
  func prompt() async throws {
    let tool = try await asked()
    tool.type("hush-hush\n")
    let outcome = try await tool.finish()
    #expect(outcome.status == 69, "\(outcome)")
    #expect(!outcome.text.contains("hush-hush"))
  }

  @Test("Ctrl-C at the question ends with 130")
  func interruptedPrompt() async throws {
    let tool = try await asked()
    tool.type("\u{3}")
    #expect(try await tool.finish().status == 130)
  }

  @Test("takes it from a file, or from the environment, and then asks nothing")
  func given() async throws {
    let scratch = try Scratch()
    try scratch.write("password", Array("secret\n".utf8))
    let arguments = ["-w", Self.program, "list", Self.target]
    let file = try await Tool(
      setsid, arguments + ["--password-file", scratch.path("password")]
    ).finish()
    #expect(file.status == 69, "\(file)")
    let environment = try await Tool(
      setsid, arguments, environment: ["BACKUP_STREAMER_PASSWORD": "secret"]
    ).finish()
    #expect(environment.status == 69, "\(environment)")
    let absent = try await Tool(
      setsid, arguments + ["--password-file", scratch.path("absent")]
    ).finish()
    #expect(absent.status == 1 && absent.errors.contains("absent"), "\(absent)")
  }

  @Test("without a terminal to ask on it says what else there is")
  func nowhere() async throws {
    let outcome = try await Tool(setsid, ["-w", Self.program, "list", Self.target]).finish()
    #expect(outcome.status == 1 && outcome.errors.contains("--password-file"), "\(outcome)")
  }
}
