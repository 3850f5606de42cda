// SPDX-License-Identifier: Apache-2.0
// What is on a target, and who is at work on it.

/// The state of a target, at a glance.
public struct RepositoryStatus: Sendable {
  public var points: [PointRecord] = []
  /// The number that an interrupted or running push will have, and the bands it has stored.
  public var unfinishedPoint: Int?
  public var unfinishedBands = 0
  public var lockHolder: LockHolder?
  /// Nil if that cannot be known from here.
  public var isLockStale: Bool?
  public var space: TargetSpace?

  /// Reads it; takes no lock.
  public static func read(_ target: any BackupTarget) async throws -> RepositoryStatus {
    let repository = try await BackupRepository.open(target)
    var status = RepositoryStatus()
    status.points = try await repository.points().points
    status.space = try await target.space()
    if let bytes = try? await target.readAll(BackupLayout.lock, limit: 4096) {
      status.lockHolder = try? LockHolder(bytes: bytes.array)
      status.isLockStale = status.lockHolder?.identity.isAlive.map { !$0 }
    }
    let points = Set(try await repository.pointNumbers())
    for newest in try await repository.streamNumbers().reversed()
    where status.unfinishedPoint == nil && !points.contains(newest) {
      guard try await target.entry(BackupLayout.begin(newest)) != nil else { continue }
      status.unfinishedPoint = newest
      for shelf in try await target.listIfThere(BackupLayout.bands(newest)) {
        status.unfinishedBands += try await target.list(
          BackupLayout.bands(newest) / shelf.name
        ).filter { $0.name.hasSuffix(BackupLayout.bandSuffix) }.count
      }
    }
    return status
  }
}

/// The objects of a point, one by one.
public struct PointEntries: AsyncSequence {
  public typealias Element = CatalogueEntry
  let target: any BackupTarget
  let point: PointRecord

  public struct Iterator: AsyncIteratorProtocol {
    var cursor: CatalogueCursor

    public mutating func next() async throws -> CatalogueEntry? {
      try await cursor.next()
    }
  }

  public func makeAsyncIterator() -> Iterator {
    Iterator(cursor: CatalogueCursor(of: point, on: target))
  }
}

extension BackupRepository {
  /// The objects of a point, in the order of the walk.
  public func entries(of point: PointRecord) -> PointEntries {
    PointEntries(target: target, point: point)
  }
}
