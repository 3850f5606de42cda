// SPDX-License-Identifier: Apache-2.0
// restore: a point, or a part of it, made again.

import ArgumentParser
import BackupStream
import DemoSupport

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Makes a point, or the given paths of it, again in a directory.",
    discussion: ExitCode.summary)

  @Argument(help: "An afp:// or nfs:// address, or a local directory.") var target: String
  @Argument(help: "Where to; made if it is not there.", completion: .directory)
  var destination: String
  @Argument(help: "Paths in the tree; none means everything.") var paths: [String] = []
  @Option(help: "Number of the point; the newest if not given.") var point: Int?
  @Flag(help: "Leave alone what is there already with the right size, time and permissions.")
  var incremental = false
  @Flag(help: "Remove from the destination what the point does not have.") var delete = false
  @OptionGroup var options: TargetArguments

  func validate() throws {
    if delete, !paths.isEmpty {
      throw ValidationError("--delete is for whole points, not for single paths")
    }
  }

  func run() async throws {
    try await reporting {
      let target = try await options.open(target)
      do {
        try await restore(from: target)
        await target.close()
      } catch {
        await target.close()
        throw error
      }
    }
  }

  private func restore(from target: any BackupTarget) async throws {
    var restoreOptions = RestoreOptions()
    restoreOptions.point = point
    restoreOptions.paths = paths.map { TreePath(relative: $0) }
    restoreOptions.isIncremental = incremental
    restoreOptions.deletesOthers = delete
    let restore = Restore(
      from: try await BackupRepository.open(target), to: destination, options: restoreOptions)
    let started = ContinuousClock.now
    let watching = RestoreWatcher.start(restore.progress, verb: "restored")
    let result = await Task { try await restore.run() }.cancellableResult
    watching.cancel()
    Console.shared.endProgress()
    let summary = try result.get()
    for problem in summary.problems { Console.shared.note("problem: \(problem)") }
    for damage in summary.damage { Console.shared.complain("damaged: \(damage)") }
    let time = ContinuousClock.now - started
    try Console.shared.print(options.json ? summary.json(time).text : summary.text(time))
    if summary.damageCount + summary.problemCount > 0 { throw ExitCode.incomplete }
  }
}

extension RestoreSummary {
  func text(_ time: Duration) -> String {
    var text =
      "point \(point) in \(time.short): \(objects.of("object")) restored, \(ByteCount(bytes).long)"
    if keptObjects > 0 { text += ", \(keptObjects) were right" }
    if removedObjects > 0 { text += ", \(removedObjects) removed" }
    if problemCount > 0 { text += ", \(problemCount.of("problem"))" }
    if damageCount > 0 { text += ", \(damageCount) damaged" }
    return text
  }

  func json(_ time: Duration) -> JSON {
    .object([
      ("point", .integer(Int64(point))), ("objects", .integer(Int64(objects))),
      ("bytes", .unsigned(bytes)), ("kept", .integer(Int64(keptObjects))),
      ("removed", .integer(Int64(removedObjects))), ("seconds", .number(time.inSeconds)),
      ("problem_count", .integer(Int64(problemCount))),
      ("problems", .array(problems.map { .string($0) })),
      ("damage_count", .integer(Int64(damageCount))), ("damage", .array(damage.map(\.json))),
    ])
  }
}

extension BackupDamage {
  var json: JSON {
    .object([
      ("path", path.map { .string($0.description) } ?? .null), ("place", .string(place)),
      ("reason", .string(reason)),
    ])
  }
}
