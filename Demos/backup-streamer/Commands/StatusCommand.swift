// SPDX-License-Identifier: Apache-2.0
// status: what is running here, and what is on a target.

import ArgumentParser
import BackupStream
import DemoSupport

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows running pushes of this user, or the state of a target.",
    discussion: """
      Without TARGET: the pushes that run on this host, each with its class, rate and time left; \
      --set-class puts them, or the one of --process, into another class.

      \(ExitCode.summary)
      """)

  @Argument(help: "An afp:// or nfs:// address, or a local directory.") var target: String?
  @Option(help: "Puts running pushes into this class.") var setClass: BackupClass?
  @Option(help: "Only the push of this process.") var process: Int32?
  @OptionGroup var options: TargetArguments

  func run() async throws {
    guard let target else { return try running() }
    try await reporting {
      let opened = try await options.open(target)
      do {
        try await show(opened)
        await opened.close()
      } catch {
        await opened.close()
        throw error
      }
    }
  }

  private func running() throws {
    let directory = try ControlDirectory.open()
    let pushes = try directory.runningPushes().filter { process == nil || $0.process == process }
    if pushes.isEmpty { Console.shared.note("no push is running") }
    for push in pushes {
      if let setClass {
        try directory.request(setClass, of: push.process)
        Console.shared.note("process \(push.process): \(setClass.rawValue) from now on")
      } else {
        try Console.shared.print(options.json ? push.json : push.text)
      }
    }
    if pushes.isEmpty, process != nil { throw ExitCode.failure }
  }

  private func show(_ target: any BackupTarget) async throws {
    let state = try await RepositoryStatus.read(target)
    if options.json { return try Console.shared.print(state.json.text) }
    try Console.shared.print("target:     \(target.name)")
    try Console.shared.print("points:     \(state.points.count)")
    if let newest = state.points.last {
      try Console.shared.print(
        "newest:     \(newest.number), \(UTCDate(newest.finished)), \(newest.entryCount.of("object")), "
          + ByteCount(newest.treeBytes).long)
    }
    if let unfinished = state.unfinishedPoint {
      try Console.shared.print(
        "unfinished: point \(unfinished), \(state.unfinishedBands.of("band")); push again to go on")
    }
    if let holder = state.lockHolder {
      let life = state.isLockStale == true ? " (gone)" : ""
      try Console.shared.print("in use:     \(holder)\(life)")
    }
    if let space = state.space {
      try Console.shared.print(
        "space:      \(ByteCount(space.available).long) of \(ByteCount(space.total).long)")
    }
  }
}

extension RepositoryStatus {
  var json: JSON {
    .object([
      ("points", .array(points.map(\.json))),
      ("unfinished_point", unfinishedPoint.map { .integer(Int64($0)) } ?? .null),
      ("unfinished_bands", .integer(Int64(unfinishedBands))),
      ("lock", lockHolder.map { .string("\($0)") } ?? .null),
      ("lock_is_stale", isLockStale.map { .bool($0) } ?? .null),
      ("available_bytes", space.map { .unsigned($0.available) } ?? .null),
      ("total_bytes", space.map { .unsigned($0.total) } ?? .null),
    ])
  }
}
