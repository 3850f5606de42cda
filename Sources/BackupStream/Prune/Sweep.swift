// SPDX-License-Identifier: Apache-2.0
// Removing what nobody needs.

/// Goes through all streams and removes what the kept points do not refer to.
struct Sweep {
  let repository: BackupRepository
  let needs: BandNeeds
  let lock: BackupLock
  let isDryRun: Bool
  private(set) var removedFiles = 0
  private(set) var freedBytes: UInt64 = 0

  private var target: any BackupTarget { repository.target }

  init(repository: BackupRepository, needs: BandNeeds, lock: BackupLock, isDryRun: Bool) {
    self.repository = repository
    self.needs = needs
    self.lock = lock
    self.isDryRun = isDryRun
  }

  /// - Parameter points: all points there were before; the stream of a push in progress has none.
  mutating func run(points: Set<Int>) async throws {
    let streams = try await repository.streamNumbers()
    for stream in streams {
      try lock.check()
      if !points.contains(stream), try await target.entry(BackupLayout.begin(stream)) != nil {
        continue  // a push in progress, or one that will be taken up
      }
      if needs.contains(stream: stream) {
        try await sweep(stream)
      } else {
        try await removeAll(BackupLayout.stream(stream))
      }
    }
    for entry in try await target.list(.root) where entry.name.hasPrefix("lock-") {
      try await remove(TargetPath.root / entry.name, entry.size)
    }
    for entry in try await target.list(BackupLayout.points)
    where entry.name.hasSuffix(BackupLayout.temporarySuffix) {
      try await remove(BackupLayout.points / entry.name, entry.size)
    }
  }

  private mutating func sweep(_ stream: Int) async throws {
    for shelf in try await target.listIfThere(BackupLayout.bands(stream)) where shelf.isDirectory {
      let directory = BackupLayout.bands(stream) / shelf.name
      for entry in try await target.list(directory) {
        let name = NumberedName(entry.name, suffix: BackupLayout.bandSuffix)
        if let name, needs.contains(stream: stream, band: name.index) { continue }
        try await remove(directory / entry.name, entry.size)
      }
    }
    for shelf in try await target.listIfThere(BackupLayout.catalogue(stream))
    where shelf.isDirectory {
      let directory = BackupLayout.catalogue(stream) / shelf.name
      for entry in try await target.list(directory) {
        let name = NumberedName(entry.name, suffix: BackupLayout.pieceSuffix)
        if let name, needs.contains(stream: stream, piece: name) { continue }
        try await remove(directory / entry.name, entry.size)
      }
    }
    for entry in try await target.list(BackupLayout.stream(stream)) where !entry.isDirectory {
      let keeps = [BackupLayout.bandList(stream).name, BackupLayout.deleted(stream).name]
      if keeps.contains(entry.name) { continue }
      try await remove(BackupLayout.stream(stream) / entry.name, entry.size)
    }
  }

  private mutating func remove(_ path: TargetPath, _ size: UInt64) async throws {
    if !isDryRun { try await target.removeIfThere(path) }
    removedFiles += 1
    freedBytes += size
  }

  private mutating func removeAll(_ directory: TargetPath) async throws {
    for entry in try await target.listIfThere(directory) {
      if entry.isDirectory {
        try await removeAll(directory / entry.name)
      } else {
        try await remove(directory / entry.name, entry.size)
      }
    }
    if !isDryRun { try? await target.removeDirectory(directory) }
  }
}
