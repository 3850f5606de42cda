// SPDX-License-Identifier: Apache-2.0
// Giving up points, and whatever only they needed.

/// Which points to keep. A point is kept if any of the rules keeps it; the newest always is.
public struct RetentionRules: Equatable, Sendable {
  /// The newest so many.
  public var last = 0
  /// The newest of each of the last so many days, weeks, months that have one (UTC).
  public var daily = 0
  public var weekly = 0
  public var monthly = 0
  /// Points to remove whatever the rules say.
  public var remove: Set<Int> = []

  public init() {}

  /// The points to keep, of all there are.
  func kept(of points: [PointRecord]) -> Set<Int> {
    let newestFirst = points.sorted { $0.number > $1.number }
    let hasRules = last > 0 || daily > 0 || weekly > 0 || monthly > 0
    var kept = Set(newestFirst.prefix(hasRules ? last : .max).map(\.number))
    for (count, group) in [
      (daily, UTCDate.day(of:)), (weekly, UTCDate.week(of:)), (monthly, UTCDate.month(of:)),
    ] {
      var groups: Set<Int64> = []
      for point in newestFirst where groups.count < count {
        if groups.insert(group(point.finished)).inserted { kept.insert(point.number) }
      }
    }
    kept.subtract(remove)
    if let newest = newestFirst.first(where: { !remove.contains($0.number) }) {
      kept.insert(newest.number)
    }
    return kept
  }
}

/// What a prune did, or would do.
public struct PruneSummary: Equatable, Sendable {
  public var removedPoints: [Int]
  public var keptPoints: [Int]
  public var removedFiles: Int
  /// Bytes that became free.
  public var freedBytes: UInt64
}

/// Removes points, then every band and every piece of a catalogue that no kept point refers to.
///
/// Points go first: cut off at any moment, what is left is too much and never too little, and the
/// next prune removes the rest. Nothing is removed while a point cannot be read.
public struct Prune: Sendable {
  public var repository: BackupRepository
  public var rules: RetentionRules
  /// Only tells.
  public var isDryRun = false
  public var breaksLock = false
  public var clock: any BackupClock = HostClock()

  public init(_ repository: BackupRepository, keeping rules: RetentionRules) {
    self.repository = repository
    self.rules = rules
  }

  public func run() async throws -> PruneSummary {
    try await withTaskExecutorPreference(WorkerThreads.shared) {
      let lock = try await BackupLock.acquire(
        on: repository.target, for: "prune", breaking: breaksLock, clock: clock)
      return try await lock.hold { try await prune(holding: lock) }
    }
  }

  private func prune(holding lock: BackupLock) async throws -> PruneSummary {
    let (points, damaged) = try await repository.points()
    // What a damaged point needs is not known, so nothing can be given up.
    if let first = damaged.first { throw first }
    for number in rules.remove where !points.contains(where: { $0.number == number }) {
      throw BackupError.noSuchPoint(number, existing: points.map(\.number))
    }
    let kept = rules.kept(of: points)
    let needs = try await BandNeeds(of: points.filter { kept.contains($0.number) }, repository)
    let removed = points.map(\.number).filter { !kept.contains($0) }
    if !isDryRun {
      // Reading the catalogues may have taken long.
      try await lock.renew()
      for number in removed {
        // Without its point, a stream that still has this would look unfinished.
        try await repository.target.removeIfThere(BackupLayout.begin(number))
        try await repository.target.remove(BackupLayout.point(number))
      }
      if !removed.isEmpty { try await repository.target.sync(directory: BackupLayout.points) }
    }
    var sweep = Sweep(repository: repository, needs: needs, lock: lock, isDryRun: isDryRun)
    try await sweep.run(points: Set(points.map(\.number)))
    return PruneSummary(
      removedPoints: removed, keptPoints: kept.sorted(), removedFiles: sweep.removedFiles,
      freedBytes: sweep.freedBytes)
  }
}
