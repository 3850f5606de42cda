// SPDX-License-Identifier: Apache-2.0
// A check that everything a point needs is on the target and is what was backed up.

internal import Synchronization

/// What a check found.
public struct VerifySummary: Equatable, Sendable {
  public var points: [Int]
  /// Objects and bytes of content that were read and compared.
  public var objects: Int
  public var bytes: UInt64
  public var damageCount: Int
  public var damage: [BackupDamage]

  public var isSound: Bool { damageCount == 0 }
}

/// Reads points back, band by band and file by file, and compares all checksums.
public struct Verify: Sendable {
  public var repository: BackupRepository
  public var progress: RestoreProgress

  public init(_ repository: BackupRepository, progress: RestoreProgress = RestoreProgress()) {
    self.repository = repository
    self.progress = progress
  }

  /// Checks a point; nil is the newest.
  public func run(point number: Int?) async throws -> VerifySummary {
    try await withTaskExecutorPreference(WorkerThreads.shared) {
      let point = try await repository.point(number)
      try await check(point)
      return summary([point.number])
    }
  }

  /// Checks all points, a file that several share as often as it is shared.
  public func runAll() async throws -> VerifySummary {
    try await withTaskExecutorPreference(WorkerThreads.shared) {
      let (points, damaged) = try await repository.points()
      if points.isEmpty, damaged.isEmpty { throw BackupError.noPoints }
      for error in damaged { note(error) }
      for point in points { try await check(point) }
      return summary(points.map(\.number))
    }
  }

  private func summary(_ points: [Int]) -> VerifySummary {
    let done = progress.snapshot
    return VerifySummary(
      points: points, objects: done.objects, bytes: done.bytes, damageCount: done.damageCount,
      damage: done.damage)
  }

  private func check(_ point: PointRecord) async throws {
    progress.expect(objects: point.entryCount, bytes: point.treeBytes)
    let spool = try CatalogueSpool()
    for piece in point.pieces {
      do {
        var lines = EntryLines(try await CatalogueCursor.text(of: piece, on: repository.target))
        while let entry = try lines.next() { try spool.append(entry) }
      } catch let error as BackupError {
        note(error)
      } catch let error as FormatError {
        progress.damage(band: piece.path, error.message)
      } catch let error as TargetError where error.reason == .notFound {
        progress.damage(band: piece.path, "a piece of the catalogue is missing")
      }
    }
    for stream in point.streams { try await check(stream, spool) }
    if point.deletedCount > 0 { try await checkDeletions(point) }
  }

  private func checkDeletions(_ point: PointRecord) async throws {
    let path = BackupLayout.deleted(point.number)
    do {
      let bytes = try await repository.target.readAll(path, limit: BackupLimits.maximumRecordBytes)
      let text = try Zstd.decompressAll(bytes.array, limit: BackupLimits.maximumRecordBytes)
      if text.count(where: { $0 == 0 }) != point.deletedCount {
        progress.damage(band: path, "it has another number of names")
      }
    } catch let error as ZstdError {
      progress.damage(band: path, error.message)
    } catch let error as TargetError where error.reason == .notFound {
      progress.damage(band: path, "the list of what is gone is missing")
    }
  }

  private func check(_ stream: Int, _ spool: CatalogueSpool) async throws {
    let consumer = VerifyConsumer(progress: progress)
    do {
      let fetcher = try await BandFetcher(stream: stream, of: repository)
      try await MemberScan(fetcher: fetcher, consumer: consumer).run(spool.cursor())
    } catch let error as BackupError {
      note(error)
    } catch let error as TargetError where error.reason == .notFound {
      progress.damage(band: BackupLayout.bandList(stream), "the list of bands is missing")
    }
  }

  private func note(_ error: BackupError) {
    if case .damaged(let path, let message) = error {
      progress.damage(band: TargetPath(path), message)
    } else {
      progress.damage(band: .root, "\(error)")
    }
  }
}

/// Compares members with the catalogue and keeps nothing.
final class VerifyConsumer: MemberConsumer {
  private let progress: RestoreProgress

  init(progress: RestoreProgress) {
    self.progress = progress
  }

  func consume(_ entry: CatalogueEntry, _ member: PaxMember, _ reader: PaxReader) throws {
    progress.restoring(entry.path)
    guard entry.kind == .file else {
      if !Self.isSame(member, entry) { progress.damage(entry.path, "its header has changed") }
      return
    }
    let wrong = try ContentCheck.read(entry, from: reader) { _, bytes in
      progress.wrote(bytes: bytes.byteCount)
    }
    if let wrong {
      progress.damage(entry.path, wrong)
    } else if !Self.isSame(member, entry) {
      progress.damage(entry.path, "its header has changed")
    }
  }

  func lost(_ entry: CatalogueEntry, _ reason: String) {
    progress.restoring(entry.path)
    progress.damage(entry.path, reason)
  }

  func damaged(band: TargetPath, _ reason: String, isContentSound: Bool) {
    let consequence =
      isContentSound ? "; its content can be read, files below are named if affected" : ""
    progress.damage(band: band, reason + consequence)
  }

  private static func isSame(_ member: PaxMember, _ entry: CatalogueEntry) -> Bool {
    guard member.permissions == entry.permissions, member.owner == entry.owner,
      member.group == entry.group, member.modificationTime == entry.modificationTime
    else { return false }
    switch (member.kind, entry.kind) {
    case (.file, .file), (.directory, .directory), (.fifo, .fifo): return true
    case (.symbolicLink(let one), .symbolicLink(let other)): return one == other
    case (.hardLink(let one), .hardLink(let other)): return TreePath(archivePath: one) == other
    case (.characterDevice(let one), .characterDevice(let other)): return one == other
    case (.blockDevice(let one), .blockDevice(let other)): return one == other
    default: return false
    }
  }
}
