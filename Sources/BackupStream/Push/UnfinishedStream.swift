// SPDX-License-Identifier: Apache-2.0
// The stream of a push in progress: a new one, or one that another push left.

/// What a push must have in common with the one it continues.
struct PushIdentity: Equatable, Sendable {
  var source: String
  var host: String
  var bandBytes: Int
  var level: Int
  var excludes: [String]
  /// Seconds since 1970; does not count for equality.
  var started: Int64

  private static let kind = "backup-begin"

  init(source: String, options: PushOptions) {
    self.source = source
    host = HostIdentity.current.host
    bandBytes = options.bandBytes
    level = options.level
    excludes = options.excludes
    started = WallClock.now
  }

  var bytes: [UInt8] {
    var record = RecordText(kind: Self.kind)
    record.append("source", text: source)
    record.append("host", text: host)
    record.append("band-bytes", "\(bandBytes)")
    record.append("level", "\(level)")
    record.append("started", "\(started)")
    for pattern in excludes { record.append("exclude", text: pattern) }
    return record.bytes
  }

  init(bytes: [UInt8]) throws(FormatError) {
    let record = try RecordText(kind: Self.kind, bytes: bytes)
    source = try record.text("source")
    host = try record.text("host")
    bandBytes = try record.number("band-bytes")
    level = try record.number("level")
    started = try record.number("started")
    excludes = []
    for line in record.all("exclude") {
      let escaped = Array((line.first ?? "").utf8)
      excludes.append(String(decoding: try MtreeText.name(escaped[...]), as: UTF8.self))
    }
  }

  func isContinuable(as other: PushIdentity) -> Bool {
    var same = other
    same.started = started
    return self == same
  }
}

/// The stream a push writes.
struct UnfinishedStream: Sendable {
  var number: Int
  var identity: PushIdentity
  var leftovers: StreamLeftovers
  var isResumed: Bool

  /// Takes up the unfinished stream of the same push, or starts a new one. An unfinished stream of
  /// the same source that was begun otherwise is removed; those of other sources and hosts stay. The
  /// caller holds the lock.
  static func continueOrStart(
    _ identity: PushIdentity, in repository: BackupRepository
  ) async throws -> UnfinishedStream {
    let target = repository.target
    let points = Set(try await repository.pointNumbers())
    let streams = try await repository.streamNumbers()
    for stream in streams.reversed() where !points.contains(stream) {
      guard let begun = try await begun(stream, on: target) else { continue }
      if let begun, begun.isContinuable(as: identity) {
        return try await resume(stream, begun, on: target)
      }
      if let begun, begun.source != identity.source || begun.host != identity.host { continue }
      try await target.removeTree(BackupLayout.stream(stream))
    }
    let newest = max(points.max() ?? 0, streams.last ?? 0)
    return try await start(newest + 1, identity, on: target)
  }

  /// What the push that began a stream was; nil if none is unfinished, inner nil if it is unreadable.
  private static func begun(
    _ stream: Int, on target: any BackupTarget
  ) async throws -> PushIdentity?? {
    do throws(TargetError) {
      let bytes = try await target.readAll(
        BackupLayout.begin(stream), limit: BackupLimits.maximumRecordBytes)
      return .some(try? PushIdentity(bytes: bytes.array))
    } catch {
      guard error.reason == .notFound else { throw error }
      return nil
    }
  }

  private static func start(
    _ number: Int, _ identity: PushIdentity, on target: any BackupTarget
  ) async throws -> UnfinishedStream {
    try await target.makeDirectory(BackupLayout.stream(number))
    try await target.makeDirectory(BackupLayout.bands(number))
    try await target.makeDirectory(BackupLayout.catalogue(number))
    try await target.sync(directory: BackupLayout.streams)
    try await target.writeDurably(BackupLayout.begin(number), identity.bytes)
    return UnfinishedStream(
      number: number, identity: identity, leftovers: StreamLeftovers(), isResumed: false)
  }

  private static func resume(
    _ number: Int, _ identity: PushIdentity, on target: any BackupTarget
  ) async throws -> UnfinishedStream {
    // A crash may have come between these.
    try await target.makeDirectory(BackupLayout.bands(number))
    try await target.makeDirectory(BackupLayout.catalogue(number))
    let leftovers = try await StreamLeftovers.find(number, on: target)
    let next = leftovers.finished.count
    if next > 0, !leftovers.runs.contains(next) {
      try await target.writeDurably(BackupLayout.resumeMark(number, band: next), [])
    }
    return UnfinishedStream(
      number: number, identity: identity, leftovers: leftovers, isResumed: true)
  }

  /// Removes what only an unfinished stream needs. Called when the point is complete, so a failure
  /// does not matter: `prune` comes by again.
  func clean(
    after point: PointRecord, bands: [StoredBand], on target: any BackupTarget
  ) async {
    try? await target.remove(BackupLayout.begin(number))
    for run in Set(leftovers.runs + (isResumed ? [leftovers.finished.count] : [])) {
      try? await target.removeIfThere(BackupLayout.resumeMark(number, band: run))
    }
    let pieces = Set(point.pieces.filter { $0.stream == number }.map(\.name))
    for piece in leftovers.pieces.subtracting(pieces) {
      try? await target.removeIfThere(BackupLayout.piece(number, piece))
    }
  }

  /// Removes bands that belong to no version of this stream any more. Called before the point is
  /// complete: they would end up in the archive.
  func removeStale(after bands: [StoredBand], on target: any BackupTarget) async throws {
    for (index, names) in leftovers.candidates where index >= bands.count {
      for name in names { try await target.removeIfThere(BackupLayout.band(number, name)) }
    }
    for index in leftovers.unfinished {
      try await target.removeIfThere(BackupLayout.unfinishedBand(number, index))
    }
  }
}
