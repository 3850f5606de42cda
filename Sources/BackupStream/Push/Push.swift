// SPDX-License-Identifier: Apache-2.0
// A push: one more point of backup.

internal import HostFS

/// How to push.
public struct PushOptions: Sendable {
  /// Stores everything, whatever is on the target already.
  public var isFull = false
  /// Compares the content of files, not only what the kernel says about them.
  public var comparesContent = false
  /// zstd's level, 1 to 19.
  public var level = 3
  /// Content of a band, in bytes.
  public var bandBytes = BackupLimits.defaultBandBytes
  /// Shell patterns of what to leave out.
  public var excludes: [String] = []
  /// Does not enter directories of other file systems.
  public var staysOnFileSystem = false
  /// Takes the lock from a holder that may be alive.
  public var breaksLock = false

  public init() {}
}

/// What a push came to.
public struct PushSummary: Equatable, Sendable {
  public var point: PointRecord
  /// Bytes brought to the target now, and bytes an interrupted push had brought there.
  public var sentBytes: UInt64
  public var foundBytes: UInt64
  /// Whether it went on where another had stopped.
  public var isResumed: Bool
  /// The first of the problems; the point has their number.
  public var problems: [SourceProblem]
}

/// Brings a tree to a target as one more point.
///
/// If it is cut off, at whatever moment, the points so far stay as they are, and the next push of
/// the same source goes on with the bands that are there.
public struct Push: Sendable {
  public var source: String
  public var target: any BackupTarget
  public var options: PushOptions
  public var progress: PushProgress
  public var clock: any BackupClock = HostClock()
  /// Called once if another host's lock has to be watched for signs of life.
  public var waiting: @Sendable (LockHolder) -> Void = { _ in }

  public init(
    source: String, target: any BackupTarget, options: PushOptions = PushOptions(),
    progress: PushProgress = PushProgress()
  ) {
    self.source = source
    self.target = target
    self.options = options
    self.progress = progress
  }

  /// Does it.
  ///
  /// - Throws: `TargetError`, `BackupError`, `CancellationError`. What concerns single files of the
  ///   source is in the summary instead.
  public func run() async throws -> PushSummary {
    try await withTaskExecutorPreference(WorkerThreads.shared) {
      let tree = try SourceTree(path: source, options: options)
      let repository = try await BackupRepository.openOrCreate(target)
      let lock = try await BackupLock.acquire(
        on: target, for: "push", breaking: options.breaksLock, clock: clock, waiting: waiting)
      return try await lock.hold { try await push(tree, to: repository, holding: lock) }
    }
  }

  private func push(
    _ tree: SourceTree, to repository: BackupRepository, holding lock: BackupLock
  ) async throws -> PushSummary {
    let base = options.isFull ? nil : try await newestReadablePoint(repository)
    let stream = try await UnfinishedStream.continueOrStart(
      PushIdentity(source: tree.path, options: options), in: repository)
    let run = try PushRun(
      tree: tree, target: target, options: options, base: base, stream: stream, holding: lock,
      progress: progress)
    do {
      try await run.walk()
      try await run.finish()
    } catch {
      await run.cancel()
      throw error
    }
    await stream.clean(after: run.record, bands: await run.uploader.stored, on: target)
    let counts = progress.snapshot
    return PushSummary(
      point: run.record, sentBytes: counts.sentBytes, foundBytes: counts.foundBytes,
      isResumed: stream.isResumed, problems: run.problems)
  }

  /// The point to compare with: a damaged one is passed over, which costs more sending, not data.
  private func newestReadablePoint(_ repository: BackupRepository) async throws -> PointRecord? {
    for number in try await repository.pointNumbers().reversed() {
      if let point = try? await repository.point(number), point.source == SourceTree.name(source),
        point.host == HostIdentity.current.host
      {
        return point
      }
    }
    return nil
  }
}
