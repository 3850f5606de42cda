// SPDX-License-Identifier: Apache-2.0
// prune: giving up old points.

import ArgumentParser
import BackupStream
import DemoSupport

struct PruneCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Removes points, and whatever only they needed.",
    discussion: """
      A point is kept if any rule keeps it; the newest is always kept. Without rules all points are \
      kept, and only what interrupted commands left behind is removed.

      \(ExitCode.summary)
      """)

  @Argument(help: "An afp:// or nfs:// address, or a local directory.") var target: String
  @Option(help: "Keep the newest so many.") var keepLast = 0
  @Option(help: "Keep the newest of each of so many days.") var keepDaily = 0
  @Option(help: "Keep the newest of each of so many weeks.") var keepWeekly = 0
  @Option(help: "Keep the newest of each of so many months.") var keepMonthly = 0
  @Option(help: "Remove this point; may be repeated.") var point: [Int] = []
  @Flag(help: "Only tell what would be removed.") var dryRun = false
  @Flag(help: "Take the lock from somebody who may be at work.") var breakLock = false
  @OptionGroup var options: TargetArguments

  func validate() throws {
    guard min(keepLast, keepDaily, keepWeekly, keepMonthly) >= 0 else {
      throw ValidationError("a number of points to keep is not negative")
    }
  }

  func run() async throws {
    try await reporting {
      let target = try await options.open(target)
      do {
        try await prune(target)
        await target.close()
      } catch {
        await target.close()
        throw error
      }
    }
  }

  private func prune(_ target: any BackupTarget) async throws {
    var rules = RetentionRules()
    rules.last = keepLast
    rules.daily = keepDaily
    rules.weekly = keepWeekly
    rules.monthly = keepMonthly
    rules.remove = Set(point)
    var prune = Prune(try await BackupRepository.open(target), keeping: rules)
    prune.isDryRun = dryRun
    prune.breaksLock = breakLock
    let summary = try await prune.run()
    if options.json {
      try Console.shared.print(
        JSON.object([
          ("removed", .array(summary.removedPoints.map { .integer(Int64($0)) })),
          ("kept", .array(summary.keptPoints.map { .integer(Int64($0)) })),
          ("files", .integer(Int64(summary.removedFiles))),
          ("bytes", .unsigned(summary.freedBytes)), ("dry_run", .bool(dryRun)),
        ]).text)
    } else {
      let verb = dryRun ? "would remove" : "removed"
      try Console.shared.print(
        "\(verb) \(summary.removedPoints.count.of("point")), \(summary.removedFiles.of("file")), "
          + "\(ByteCount(summary.freedBytes).long); \(summary.keptPoints.count.of("point")) kept")
    }
  }
}
