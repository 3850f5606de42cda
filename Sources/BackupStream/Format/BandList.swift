// SPDX-License-Identifier: Apache-2.0
// The bands of a stream and their checksums.

/// A band as it is on the target.
struct StoredBand: Hashable, Sendable {
  var name: NumberedName
  /// Bytes on the target.
  var storedBytes: Int

  var index: Int { name.index }
}

/// All bands of a stream, in order; on the target a compressed record.
struct BandList: Equatable, Sendable {
  private static let kind = "backup-bands"
  var bands: [StoredBand] = []

  var record: [UInt8] {
    var record = RecordText(kind: Self.kind)
    for band in bands {
      record.append(
        "band", "\(band.index)", band.name.digest.hex, "\(band.storedBytes)")
    }
    return record.bytes
  }

  init(bands: [StoredBand]) {
    self.bands = bands
  }

  init(record bytes: [UInt8]) throws(FormatError) {
    let record = try RecordText(kind: Self.kind, bytes: bytes)
    for values in record.all("band") {
      guard values.count == 3, let index = Int(values[0]), index == bands.count,
        let digest = SHA256Digest(hex: Array(values[1].utf8)), let stored = Int(values[2]),
        stored >= 0
      else { throw FormatError("band \(bands.count) is not described") }
      bands.append(
        StoredBand(name: NumberedName(index: index, digest: digest), storedBytes: stored))
    }
  }
}
