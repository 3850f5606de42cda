// SPDX-License-Identifier: Apache-2.0
// verify: whether everything is there and is what was backed up.

import ArgumentParser
import BackupStream
import DemoSupport

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Reads a point back and compares all checksums; names what is damaged.",
    discussion: ExitCode.summary)

  @Argument(help: "An afp:// or nfs:// address, or a local directory.") var target: String
  @Option(help: "Number of the point; the newest if not given.") var point: Int?
  @Flag(help: "All points.") var all = false
  @OptionGroup var options: TargetArguments

  func run() async throws {
    try await reporting {
      let target = try await options.open(target)
      do {
        try await verify(target)
        await target.close()
      } catch {
        await target.close()
        throw error
      }
    }
  }

  private func verify(_ target: any BackupTarget) async throws {
    let verify = Verify(try await BackupRepository.open(target))
    let started = ContinuousClock.now
    let watching = RestoreWatcher.start(verify.progress, verb: "checked")
    let result = await Task { [all, point] in
      all ? try await verify.runAll() : try await verify.run(point: point)
    }.cancellableResult
    watching.cancel()
    Console.shared.endProgress()
    let summary = try result.get()
    for damage in summary.damage { Console.shared.complain("damaged: \(damage)") }
    let time = ContinuousClock.now - started
    try Console.shared.print(options.json ? summary.json(time).text : summary.text(time))
    if !summary.isSound { throw ExitCode.incomplete }
  }
}

extension VerifySummary {
  func text(_ time: Duration) -> String {
    let what = points.map(String.init).joined(separator: ", ")
    return "point\(points.count == 1 ? "" : "s") \(what) in \(time.short): "
      + "\(objects.of("object")), \(ByteCount(bytes).long): "
      + (isSound ? "all sound" : "\(damageCount) damaged")
  }

  func json(_ time: Duration) -> JSON {
    .object([
      ("points", .array(points.map { .integer(Int64($0)) })),
      ("objects", .integer(Int64(objects))), ("bytes", .unsigned(bytes)),
      ("seconds", .number(time.inSeconds)), ("sound", .bool(isSound)),
      ("damage_count", .integer(Int64(damageCount))), ("damage", .array(damage.map(\.json))),
    ])
  }
}
