// SPDX-License-Identifier: Apache-2.0
// push: one more point of backup.

import ArgumentParser
import BackupStream
import DemoSupport
import HostFS

struct PushCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "push",
    abstract: "Brings what has changed in SOURCE to TARGET, as a new point.",
    discussion: """
      Interrupted, the same command goes on where it stopped. While it runs, `backup-streamer status` \
      shows it and `backup-streamer status --set-class best-effort` changes its class.

      \(ExitCode.summary)
      """)

  @Argument(help: "A directory or a file.", completion: .file()) var source: String
  @Argument(help: "An afp:// or nfs:// address, or a local directory.") var target: String
  @OptionGroup var options: TargetArguments

  @Flag(help: "Store everything, whatever is there already.") var full = false
  @Flag(help: "Compare the content of files, not only size, times and inode.")
  var checksum = false
  @Option(help: "zstd's level, 1 to 19.") var level = 3
  @Option(help: "Content of a band, 64K to 256M.") var bandSize = ByteCount(8 << 20)
  @Option(help: "A pattern of what to leave out; may be repeated.") var exclude: [String] = []
  @Flag(help: "Stay on the source's file system.") var oneFileSystem = false
  @Flag(help: "Take the lock from somebody who may be at work.") var breakLock = false
  @Flag(name: [.customShort("q"), .long], help: "No progress, no notices.") var quiet = false

  func validate() throws {
    guard (1...19).contains(level) else { throw ValidationError("--level is 1 to 19") }
    guard BackupLimits.bandBytes.contains(Int(clamping: bandSize.bytes)) else {
      throw ValidationError("--band-size is 64K to 256M")
    }
  }

  func run() async throws {
    if quiet { Console.shared.beQuiet() }
    try await reporting {
      let target = try await options.open(target, making: true)
      do {
        try await push(to: target)
        await target.close()
      } catch {
        await target.close()
        throw error
      }
    }
  }

  /// A pattern for the target if it lies in the source: a backup does not hold itself.
  private var ownPlace: [String] {
    guard !target.contains("://") else { return [] }
    let above = HostPath.absolute(source)
    let place = HostPath.absolute(target)
    guard place != above, place.hasPrefix(above == "/" ? above : above + "/") else { return [] }
    Console.shared.note("leaving out \(target), the target")
    let below = place.dropFirst(above == "/" ? 0 : above.count)
    return [String(below.map { $0 == "*" ? "?" : $0 })]
  }

  private func push(to target: any BackupTarget) async throws {
    var pushOptions = PushOptions()
    pushOptions.isFull = full
    pushOptions.comparesContent = checksum
    pushOptions.level = level
    pushOptions.bandBytes = Int(bandSize.bytes)
    pushOptions.excludes = exclude + ownPlace
    pushOptions.staysOnFileSystem = oneFileSystem
    pushOptions.breaksLock = breakLock
    // The points remember the source, and compare with it from wherever the next push is started.
    var push = Push(source: HostPath.absolute(source), target: target, options: pushOptions)
    push.waiting = { Console.shared.note("waiting for signs of life of \($0)") }
    let watcher = PushWatcher(push, trafficClass: options.trafficClass)
    let watching = Task { await watcher.run() }
    let counting = Task { [push] in
      await SourceEstimate.measure(push.source, push.options, for: push.progress)
    }
    let started = ContinuousClock.now
    let result = await Task { [push] in try await push.run() }.cancellableResult
    counting.cancel()
    watching.cancel()
    await watching.value
    Console.shared.endProgress()
    try report(try result.get(), took: ContinuousClock.now - started)
  }

  private func report(_ summary: PushSummary, took time: Duration) throws {
    for problem in summary.problems { Console.shared.note("\(problem)") }
    let hidden = summary.point.problemCount - summary.problems.count
    if hidden > 0 { Console.shared.note("and \(hidden) more") }
    try Console.shared.print(
      options.json ? summary.json(time).text : summary.text(time))
    if summary.point.problemCount > 0 { throw ExitCode.incomplete }
  }
}

extension Task where Failure == any Error {
  /// The result; the waiting task's cancellation is passed on.
  var cancellableResult: Result<Success, any Error> {
    get async {
      await withTaskCancellationHandler {
        await result
      } onCancel: {
        cancel()
      }
    }
  }
}

extension PushSummary {
  func text(_ time: Duration) -> String {
    let stored = point.storedEntries
    var lines = [
      "point \(point.number)\(isResumed ? ", resumed" : "") in \(time.short): "
        + "\(point.entryCount.of("object")), \(ByteCount(point.treeBytes).long)"
    ]
    lines.append(
      "  \(stored) stored, \(point.deletedCount) gone, "
        + "\(ByteCount(sentBytes).long) sent in \(point.bandCount.of("band"))")
    if foundBytes > 0 {
      lines.append("  \(ByteCount(foundBytes).long) were there from an interrupted push")
    }
    if point.problemCount > 0 { lines.append("  \(point.problemCount.of("problem"))") }
    return lines.joined(separator: "\n")
  }

  func json(_ time: Duration) -> JSON {
    .object([
      ("point", .integer(Int64(point.number))),
      ("base", point.base.map { .integer(Int64($0)) } ?? .null),
      ("resumed", .bool(isResumed)), ("seconds", .number(time.inSeconds)),
      ("objects", .integer(Int64(point.entryCount))), ("bytes", .unsigned(point.treeBytes)),
      ("stored_objects", .integer(Int64(point.storedEntries))),
      ("deleted", .integer(Int64(point.deletedCount))),
      ("bands", .integer(Int64(point.bandCount))), ("stored_bytes", .unsigned(point.storedBytes)),
      ("sent_bytes", .unsigned(sentBytes)), ("found_bytes", .unsigned(foundBytes)),
      ("problem_count", .integer(Int64(point.problemCount))),
      (
        "problems",
        .array(
          problems.map {
            .object([
              ("kind", .string($0.kind.rawValue)), ("path", .string($0.path.description)),
              ("detail", .string($0.detail)),
            ])
          })
      ),
    ])
  }
}
