// SPDX-License-Identifier: Apache-2.0
// Finding the members that catalogue entries speak of, and handing them on.

/// Gets the members that were asked for. Called on one thread after the other, never on two.
protocol MemberConsumer: AnyObject, Sendable {
  /// A member, with the reader at its content.
  func consume(_ entry: CatalogueEntry, _ member: PaxMember, _ reader: PaxReader) throws

  /// A member that is not where it should be.
  func lost(_ entry: CatalogueEntry, _ reason: String)

  /// A band with a wrong checksum, and whether all of its content could be had.
  func damaged(band: TargetPath, _ reason: String, isContentSound: Bool)
}

/// Reads wanted members of one stream, band after band, each band once.
struct MemberScan {
  let fetcher: BandFetcher
  let consumer: any MemberConsumer

  /// Entries whose members lie in one band; or a single one that runs through several.
  private struct Group: Sendable {
    var entries: [CatalogueEntry]
    var band: Int { entries[0].location.band }
    var isLong: Bool { entries[0].location.bandCount > 1 }

    func takesAlso(_ entry: CatalogueEntry) -> Bool {
      guard let last = entries.last else { return true }
      return !isLong && entry.location.bandCount == 1 && entry.location.band == band
        && entry.location.offset > last.location.offset
    }
  }

  /// Hands all members to the consumer for which `cursor` has entries of this stream.
  func run(_ cursor: some EntryCursor) async throws {
    var cursor = cursor
    var group: Group?
    var running: Task<Void, any Error>?
    do {
      while let entry = try await cursor.next() {
        guard entry.location.stream == fetcher.stream else { continue }
        if var open = group, open.takesAlso(entry) {
          open.entries.append(entry)
          group = open
          continue
        }
        if let full = group { running = try await start(full, after: running) }
        group = Group(entries: [entry])
      }
      if let full = group { running = try await start(full, after: running) }
      try await running?.valueOrCancelled
    } catch {
      running?.cancel()
      _ = await running?.result
      throw error
    }
  }

  /// Fetches a group's first band while the group before is still being consumed.
  private func start(
    _ group: Group, after running: Task<Void, any Error>?
  ) async throws -> Task<Void, any Error> {
    try Task.checkCancellation()
    let first = try await fetch(group.band)
    try await running?.valueOrCancelled
    return Task(executorPreference: WorkerThreads.shared) {
      if group.isLong {
        try await self.readLong(group.entries[0], first)
      } else {
        try self.readShort(group.entries, first)
      }
    }
  }

  private func fetch(_ index: Int) async throws -> BandContent {
    let content = try await fetcher.fetch(index)
    if let damage = content.damage {
      let path =
        index < fetcher.list.bands.count
        ? BackupLayout.band(fetcher.stream, fetcher.list.bands[index].name)
        : BackupLayout.bands(fetcher.stream)
      consumer.damaged(band: path, damage, isContentSound: content.isContentSound)
    }
    return content
  }

  /// Members of one band. What cannot be read is skipped: the next one's place is known.
  private func readShort(_ entries: [CatalogueEntry], _ content: BandContent) throws {
    var next = 0
    while next < entries.count {
      next = try readRun(entries, from: next, content.bytes)
    }
  }

  /// Reads members until one is not as it should be.
  ///
  /// - Returns: the entry to go on with.
  private func readRun(
    _ entries: [CatalogueEntry], from start: Int, _ bytes: Bytes
  ) throws -> Int {
    let offset = entries[start].location.offset
    guard offset < bytes.count else {
      consumer.lost(entries[start], "its part of the band cannot be decompressed")
      return start + 1
    }
    var next = start
    do {
      let reader = try PaxReader(from: OnePiece(bytes[offset..<bytes.count]))
      while next < entries.count {
        guard let member = try reader.next() else { break }
        let path = TreePath(archivePath: member.path)
        if path == entries[next].path {
          try consumer.consume(entries[next], member, reader)
          next += 1
        } else if next == start {
          break
        } else if entries[next].path < path {
          return next
        }
      }
      if next == entries.count { return next }
      if next > start { return next }
      consumer.lost(entries[next], "another member is in its place")
    } catch let error as ArchiveError {
      consumer.lost(entries[next], error.message)
    }
    return next + 1
  }

  private func readLong(_ entry: CatalogueEntry, _ first: BandContent) async throws {
    let handoff = Handoff()
    let consumer = consumer
    async let consumed: Void = OwnThread.run {
      defer { handoff.abandon() }
      do {
        let reader = try PaxReader(from: handoff)
        guard let member = try reader.next(), TreePath(archivePath: member.path) == entry.path
        else { return consumer.lost(entry, "another member is in its place") }
        try consumer.consume(entry, member, reader)
      } catch let error as ArchiveError {
        consumer.lost(entry, error.message)
      }
    }
    do {
      try await feed(handoff, entry.location, first)
    } catch {
      handoff.cut()
      _ = try? await consumed
      throw error
    }
    handoff.finish()
    try await consumed
  }

  private func feed(
    _ handoff: Handoff, _ location: StreamLocation, _ first: BandContent
  ) async throws {
    let start = min(location.offset, first.bytes.count)
    guard await handoff.give(first.bytes[start..<first.bytes.count]) else { return }
    for index in location.bands.dropFirst() {
      try Task.checkCancellation()
      let content = try await fetch(index)
      guard await handoff.give(content.bytes) else { return }
    }
  }
}

/// A source that has everything at once.
final class OnePiece: PaxSource {
  private var piece: Bytes?

  init(_ piece: Bytes) {
    self.piece = piece
  }

  func next() -> Bytes? {
    defer { piece = nil }
    return piece
  }
}
