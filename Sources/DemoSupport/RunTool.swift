// SPDX-License-Identifier: Apache-2.0
// From main to exit: parse, run under cancellation, report, end with a documented status.

public import ArgumentParser
internal import SystemPackage

/// Runs a command-line program and ends the process.
///
/// Ctrl-C cancels the running command, which gets the time it needs to clean up; a second one ends the
/// process at once. An error's `description` becomes the message.
///
/// - Parameters:
///   - patience: how long a command may clean up before the process ends all the same; nil: as long as
///     it takes.
///   - status: what an error of the program's own ends it with.
public func runTool<Command: ParsableCommand>(
  _ type: Command.Type, patience: Duration? = nil,
  status: @escaping @Sendable (any Error) -> ExitStatus = { _ in .failure }
) async -> Never {
  let command: any ParsableCommand
  do {
    command = try type.parseAsRoot()
  } catch {
    type.exit(withError: error)
  }
  let name = type._commandName
  let run = Task { [command] in
    var command = command
    if var asynchronous = command as? any AsyncParsableCommand {
      try await asynchronous.run()
    } else {
      try command.run()
    }
  }
  Interrupts.watch(patience: patience) {
    run.cancel()
  } exhausted: {
    Console.shared.complain("\(name): interrupted; ended without waiting for what does not answer")
  }
  let outcome = await run.result
  Console.shared.endProgress()
  do {
    try outcome.get()
    try Console.shared.flush()
    endProcess(ExitStatus.success.rawValue)
  } catch {
    try? Console.shared.flush()
    if Interrupts.wereReceived {
      let tool = (error as? ToolError).flatMap { $0.status == .interrupted ? $0 : nil }
      Console.shared.complain("\(name): interrupted" + (tool.map { "; \($0.message)" } ?? ""))
      endProcess(ExitStatus.interrupted.rawValue)
    }
    // Nobody reads the output any more, as with `| head`: not worth a word.
    if let code = error as? Errno, code == .brokenPipe { endProcess(ExitStatus.failure.rawValue) }
    if let tool = error as? ToolError {
      if !tool.message.isEmpty { Console.shared.complain("\(name): \(tool.message)") }
      endProcess(tool.status.rawValue)
    }
    // Help, wrong usage, and statuses of the command's own.
    let code = type.exitCode(for: error)
    if code != .failure || error is ExitCode { type.exit(withError: error) }
    Console.shared.complain("\(name): \(error)")
    endProcess(status(error).rawValue)
  }
}
