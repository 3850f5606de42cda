// SPDX-License-Identifier: Apache-2.0
// A backup on a target: its points, its catalogues, its bands.

/// A backup on a target, for reading; writers hold a `BackupLock` besides.
public struct BackupRepository: Sendable {
  public let target: any BackupTarget

  private static let markKind = "backup"

  /// Opens the backup in a directory of a target.
  ///
  /// - Throws: `BackupError.notABackup`.
  public static func open(_ target: any BackupTarget) async throws -> BackupRepository {
    let mark: Bytes
    do throws(TargetError) {
      mark = try await target.readAll(BackupLayout.mark, limit: BackupLimits.maximumRecordBytes)
    } catch {
      guard error.reason == .notFound else { throw error }
      throw BackupError.notABackup(target.name)
    }
    do {
      _ = try RecordText(kind: markKind, bytes: mark.array)
    } catch {
      throw BackupError.damaged("backup", error.message)
    }
    return BackupRepository(target: target)
  }

  /// Opens the backup, or makes one in an empty directory.
  ///
  /// - Throws: `BackupError.notABackup` if the directory holds something else.
  public static func openOrCreate(_ target: any BackupTarget) async throws -> BackupRepository {
    do {
      return try await open(target)
    } catch BackupError.notABackup {
      // What an interrupted creation, or a lock, may have left behind does not count.
      let ours = [BackupLayout.mark.name, "points", "streams"]
      let foreign = try await target.list(.root).filter { entry in
        !ours.contains { entry.name.hasPrefix($0) } && !entry.name.hasPrefix("lock")
          && entry.name != "lost+found" && !entry.name.hasPrefix(".")
      }
      guard foreign.isEmpty else { throw BackupError.notABackup(target.name) }
    }
    try await target.makeDirectory(BackupLayout.points)
    try await target.makeDirectory(BackupLayout.streams)
    try await target.sync(directory: .root)
    var record = RecordText(kind: markKind)
    record.append("created", "\(WallClock.now)")
    try await target.writeDurably(BackupLayout.mark, record.bytes)
    return BackupRepository(target: target)
  }

  /// The numbers of all complete points, in order.
  public func pointNumbers() async throws -> [Int] {
    try await target.list(BackupLayout.points).compactMap {
      BackupLayout.pointNumber($0.name)
    }.sorted()
  }

  /// Reads a point.
  ///
  /// - Throws: `BackupError.noSuchPoint`, `.damaged`.
  public func point(_ number: Int) async throws -> PointRecord {
    let path = BackupLayout.point(number)
    let bytes: Bytes
    do throws(TargetError) {
      bytes = try await target.readAll(path, limit: BackupLimits.maximumRecordBytes)
    } catch {
      guard error.reason == .notFound else { throw error }
      throw BackupError.noSuchPoint(number, existing: try await pointNumbers())
    }
    do {
      return try PointRecord(bytes: bytes.array)
    } catch {
      throw BackupError.damaged(path.description, error.message)
    }
  }

  /// The newest point, or the one asked for.
  ///
  /// - Throws: `BackupError.noPoints`, `.noSuchPoint`.
  public func point(_ number: Int?) async throws -> PointRecord {
    if let number { return try await point(number) }
    guard let newest = try await pointNumbers().last else { throw BackupError.noPoints }
    return try await point(newest)
  }

  /// All complete points that can be read, in order, and the trouble with those that cannot.
  public func points() async throws -> (points: [PointRecord], damaged: [BackupError]) {
    var points: [PointRecord] = []
    var damaged: [BackupError] = []
    for number in try await pointNumbers() {
      do {
        points.append(try await point(number))
      } catch let error as BackupError {
        damaged.append(error)
      }
    }
    return (points, damaged)
  }

  /// The numbers of all streams on the target, complete or not, in order.
  func streamNumbers() async throws -> [Int] {
    try await target.list(BackupLayout.streams).compactMap {
      $0.isDirectory ? BackupLayout.streamNumber($0.name) : nil
    }.sorted()
  }

  /// The bands of a complete stream.
  func bandList(_ stream: Int) async throws -> BandList {
    let path = BackupLayout.bandList(stream)
    let bytes = try await target.readAll(path, limit: BackupLimits.maximumRecordBytes).array
    do {
      return try BandList(
        record: Zstd.decompressAll(bytes, limit: BackupLimits.maximumRecordBytes))
    } catch {
      throw BackupError.damaged(path.description, Self.message(error))
    }
  }

  static func message(_ error: any Error) -> String {
    switch error {
    case let error as FormatError: error.message
    case let error as ZstdError: error.message
    case let error as ArchiveError: error.message
    default: "\(error)"
    }
  }
}
