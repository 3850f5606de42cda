// SPDX-License-Identifier: Apache-2.0
// The content of a file: read once, into its place in the band, and summed there.

internal import HostFS

extension PushRun {
  private static let zeros = [UInt8](repeating: 0, count: 64 << 10)

  /// Copies a file's content into the archive and the sum.
  ///
  /// - Returns: the failure to read that made the rest zeros; nil if all went well. A file that has
  ///   become shorter is filled up with zeros as well: its change shows in its attributes.
  func copyContent(
    _ file: HostFile, _ size: UInt64, ranges: [Range<UInt64>]?
  ) async throws -> HostError? {
    var done: UInt64 = 0
    for range in ranges ?? [0..<size] {
      try await copyZeros(range.lowerBound - done)
      done = range.lowerBound
      let (end, failure) = try await copyData(file, range, inPlace: ranges == nil)
      done = end
      if end < range.upperBound {
        try await copyZeros(size - done)
        return failure
      }
    }
    try await copyZeros(size - done)
    return nil
  }

  /// Copies one stretch of data.
  ///
  /// - Parameter inPlace: reads into the band itself. Not for sparse files, whose map libarchive
  ///   writes when the first data comes.
  /// - Returns: how far it came, and what stopped it if not the end of the file.
  private func copyData(
    _ file: HostFile, _ range: Range<UInt64>, inPlace: Bool
  ) async throws -> (end: UInt64, failure: HostError?) {
    var offset = range.lowerBound
    while offset < range.upperBound {
      let buffer = inPlace ? filler.prepareRoom() : scratch
      if filler.hasReadyBands { try await submitReady() }
      let wanted = Int(min(range.upperBound - offset, UInt64(BackupLimits.readBytes)))
      let got: Int
      do throws(HostError) {
        got = try buffer.prepare(atMost: wanted) { room throws(HostError) in
          try file.read(into: &room, at: offset)
        }
      } catch {
        return (offset, error)
      }
      if got == 0 { return (offset, nil) }
      buffer.withBytes(buffer.count..<buffer.count + got) { hasher.update($0) }
      try writer.write(prepared: got, in: buffer)
      progress.read(bytes: got)
      offset += UInt64(got)
    }
    return (offset, nil)
  }

  private func copyZeros(_ count: UInt64) async throws {
    var rest = count
    while rest > 0 {
      let part = Int(min(rest, UInt64(Self.zeros.count)))
      Self.zeros.withRawSpan { hasher.update($0.extracting(first: part)) }
      try writer.writeZeros(UInt64(part))
      if filler.hasReadyBands { try await submitReady() }
      rest -= UInt64(part)
    }
  }

  /// The sum of a file's content, without storing it.
  func contentDigest(_ file: HostFile) throws(HostError) -> SHA256Digest {
    let hasher = SHA256()
    var offset: UInt64 = 0
    while true {
      let got = try scratch.prepare(atMost: BackupLimits.readBytes) { room throws(HostError) in
        try file.read(into: &room, at: offset)
      }
      if got == 0 { return hasher.finish() }
      scratch.withBytes(0..<got) { hasher.update($0) }
      progress.read(bytes: got)
      offset += UInt64(got)
    }
  }
}
