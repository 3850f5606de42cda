// SPDX-License-Identifier: Apache-2.0
// A band fetched from the target, checked and decompressed.

/// The content of a band, as much of it as could be had.
struct BandContent: Sendable {
  var bytes: Bytes
  /// What is wrong with the band; nil if its checksum is right.
  var damage: String?
  /// Whether the table of contents reads as it should; if it does not, and the content's own
  /// checksum is right, no file is affected.
  var isContentSound: Bool
}

/// Fetches bands of one stream.
struct BandFetcher: Sendable {
  let target: any BackupTarget
  let stream: Int
  let list: BandList

  init(stream: Int, of repository: BackupRepository) async throws {
    target = repository.target
    self.stream = stream
    list = try await repository.bandList(stream)
  }

  /// Fetches a band.
  ///
  /// - Throws: `TargetError`, but for a band that is missing: that is damage.
  func fetch(_ index: Int) async throws -> BandContent {
    guard index < list.bands.count else {
      return BandContent(bytes: Bytes([]), damage: "no such band", isContentSound: false)
    }
    let band = list.bands[index]
    let path = BackupLayout.band(stream, band.name)
    let stored: Bytes
    do throws(TargetError) {
      stored = try await target.readAll(path, limit: Self.maximumStoredBytes)
    } catch {
      guard error.reason == .notFound else { throw error }
      return BandContent(bytes: Bytes([]), damage: "the band is missing", isContentSound: false)
    }
    let hasher = SHA256()
    stored.withSpan { hasher.update($0) }
    let isRight = hasher.finish() == band.name.digest
    let announced = Zstd.contentBytes(of: stored) ?? BackupLimits.bandBytes.upperBound
    let limit = min(announced, BackupLimits.bandBytes.upperBound)
    let outcome = Zstd.decompress(stored, limit: limit)
    return BandContent(
      bytes: outcome.content.bytes, damage: isRight ? nil : "its checksum is wrong",
      isContentSound: outcome.error == nil)
  }

  private static let maximumStoredBytes =
    2 * BackupLimits.bandBytes.upperBound + BackupLimits.maximumTailBytes
}
