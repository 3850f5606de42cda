// SPDX-License-Identifier: Apache-2.0
// One band on its way to the target: written aside, synced, renamed; or found there already.

/// Stores a band so that its name appears only when its content is durable.
struct BandStore {
  let target: any BackupTarget
  let stream: Int
  let leftovers: StreamLeftovers
  let progress: PushProgress

  func store(_ band: StoredBand, frame: Bytes, tail: Bytes) async throws {
    let path = BackupLayout.band(stream, band.name)
    let earlier = leftovers.names(of: band.index)
    if earlier.contains(band.name) {
      progress.found(bytes: band.storedBytes)
      try await removeOthers(earlier, than: band.name)
      return
    }
    try await removeOthers(earlier, than: band.name)
    let aside = BackupLayout.unfinishedBand(stream, band.index)
    let isLeftover = leftovers.unfinished.contains(band.index)
    let file =
      isLeftover
      ? try await target.open(aside, forWriting: true) : try await target.create(aside)
    do {
      let known = isLeftover ? try await commonPrefix(file, frame, tail) : 0
      progress.found(bytes: known)
      try await write(frame, after: known, at: 0, to: file)
      try await write(tail, after: max(0, known - frame.count), at: frame.count, to: file)
      try await file.sync()
    } catch {
      await file.close()
      throw error
    }
    await file.close()
    try await target.rename(aside, to: path)
    try await target.sync(directory: path.parent)
  }

  private func write(
    _ bytes: Bytes, after known: Int, at start: Int, to file: any TargetFile
  ) async throws {
    var done = known
    while done < bytes.count {
      try Task.checkCancellation()
      let part = min(bytes.count - done, BackupLimits.requestBytes)
      try await file.write(bytes[done..<done + part], at: UInt64(start + done))
      progress.sent(bytes: part)
      done += part
    }
  }

  /// How much of an unfinished band is there already, compared byte by byte: a connection that broke
  /// may have torn a write. What differs is cut off.
  private func commonPrefix(
    _ file: any TargetFile, _ frame: Bytes, _ tail: Bytes
  ) async throws -> Int {
    let size = Int(clamping: try await file.size())
    var known = 0
    for part in [frame, tail] {
      var done = 0
      while done < part.count, known < size {
        let count = min(part.count - done, size - known, Self.compareBytes)
        let buffer = ByteBuffer(capacity: count)
        try await file.read(at: UInt64(known), count: count, appendingTo: buffer)
        guard buffer.bytes == part[done..<done + count] else { return try await cut(file, known) }
        done += count
        known += count
      }
    }
    return size > known ? try await cut(file, known) : known
  }

  /// Bytes that are compared, and found equal or sent again, together.
  private static let compareBytes = 64 << 10

  private func cut(_ file: any TargetFile, _ size: Int) async throws -> Int {
    try await file.truncate(to: UInt64(size))
    return size
  }

  /// A band that was stored before its source changed would make the stream a muddle.
  private func removeOthers(_ names: [NumberedName], than name: NumberedName) async throws {
    for other in names where other != name {
      try await target.removeIfThere(BackupLayout.band(stream, other))
    }
  }
}
