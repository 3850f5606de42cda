// SPDX-License-Identifier: Apache-2.0
// A restore: a point, or a part of it, made again in a directory.

internal import HostFS
internal import SystemPackage

/// What and how to restore.
public struct RestoreOptions: Sendable {
  /// Number of the point; nil is the newest.
  public var point: Int?
  /// Paths in the tree, each with all that is below; none means everything.
  public var paths: [TreePath] = []
  /// Leaves alone what is there already with the right size, time, permissions and owner.
  public var isIncremental = false
  /// Removes what is in the destination and not in the point. Not together with `paths`.
  public var deletesOthers = false

  public init() {}
}

/// What a restore came to.
public struct RestoreSummary: Equatable, Sendable {
  public var point: Int
  public var objects: Int
  public var bytes: UInt64
  /// Objects that were right already, and objects that were removed.
  public var keptObjects: Int
  public var removedObjects: Int
  public var problemCount: Int
  public var problems: [String]
  public var damageCount: Int
  public var damage: [BackupDamage]
}

/// Makes a point again. Files are written as they come from the streams, each band is fetched once;
/// then further names of files, then the attributes of directories.
public struct Restore: Sendable {
  public var repository: BackupRepository
  /// A directory; made if its parent exists.
  public var destination: String
  public var options: RestoreOptions
  public var progress: RestoreProgress

  public init(
    from repository: BackupRepository, to destination: String,
    options: RestoreOptions = RestoreOptions(), progress: RestoreProgress = RestoreProgress()
  ) {
    self.repository = repository
    self.destination = destination
    self.options = options
    self.progress = progress
  }

  /// Does it.
  ///
  /// - Throws: `TargetError`, `BackupError`. What is damaged or cannot be made is in the summary.
  public func run() async throws -> RestoreSummary {
    try await withTaskExecutorPreference(WorkerThreads.shared) {
      let point = try await repository.point(options.point)
      let root: HostDirectory
      do {
        root = try DestinationDirectory.openOrMake(destination)
      } catch {
        throw BackupError.destination("\(error)")
      }
      return try await restore(point, to: root)
    }
  }

  private func restore(
    _ point: PointRecord, to root: HostDirectory
  ) async throws -> RestoreSummary {
    let plan = try RestorePlan(options: options, progress: progress)
    if options.deletesOthers, options.paths.isEmpty {
      try await plan.removeOthers(
        than: CatalogueCursor(of: point, on: repository.target), in: root)
    }
    try await plan.collect(CatalogueCursor(of: point, on: repository.target), root)
    let tree = try RestoreTree(root: root, progress: progress, substitutes: plan.substitutes)
    var directories = try plan.directories.cursor()
    while let entry = try await directories.next() {
      do throws(HostError) {
        try tree.makeDirectory(entry.path)
      } catch {
        progress.problem(entry.path, "\(error)")
      }
    }
    for stream in plan.streams.sorted() {
      let fetcher = try await BandFetcher(stream: stream, of: repository)
      try await MemberScan(fetcher: fetcher, consumer: tree).run(plan.members.cursor())
    }
    try await link(plan, in: tree)
    try tree.directories.finish(in: tree, root: root, progress: progress)
    let done = progress.snapshot
    return RestoreSummary(
      point: point.number, objects: done.objects, bytes: done.bytes, keptObjects: plan.kept,
      removedObjects: plan.removed, problemCount: done.problemCount, problems: done.problems,
      damageCount: done.damageCount, damage: done.damage)
  }

  private func link(_ plan: RestorePlan, in tree: RestoreTree) async throws {
    var links = try plan.links.cursor()
    while let entry = try await links.next() {
      guard case .hardLink(let target) = entry.kind else { continue }
      let first = plan.substitutes[target] ?? target
      if first == entry.path { continue }
      progress.restoring(entry.path)
      do throws(HostError) {
        try tree.link(entry.path, to: first)
      } catch {
        progress.problem(entry.path, "\(error)")
      }
    }
  }
}

enum DestinationDirectory {
  static func openOrMake(_ path: String) throws(HostError) -> HostDirectory {
    do throws(HostError) {
      return try HostDirectory(path: path)
    } catch {
      guard error.code == .noSuchFileOrDirectory else { throw error }
    }
    let parts = SourceTree.name(path).split(separator: "/", omittingEmptySubsequences: false)
    let above = parts.dropLast().joined(separator: "/")
    let parent = try HostDirectory(
      path: path.first == "/" && above.isEmpty ? "/" : above.isEmpty ? "." : above)
    guard let name = FileName(String(parts.last ?? "")) else {
      throw HostError(.open, path, .invalidArgument)
    }
    try parent.makeDirectory(name)
    return try parent.openDirectory(name)
  }
}
