// SPDX-License-Identifier: Apache-2.0
// Which bands and which pieces of catalogues the kept points refer to.

/// The bands and pieces that points need: a bit per band.
struct BandNeeds {
  private var bands: [Int: [UInt64]] = [:]
  private(set) var pieces: Set<CataloguePiece> = []

  /// Reads the catalogues of the points, a piece that several share once.
  init(of points: [PointRecord], _ repository: BackupRepository) async throws {
    for point in points {
      for piece in point.pieces where pieces.insert(piece).inserted {
        var lines = EntryLines(try await CatalogueCursor.text(of: piece, on: repository.target))
        do {
          while let entry = try lines.next() { need(entry.location) }
        } catch {
          throw BackupError.damaged(piece.path.description, error.message)
        }
      }
    }
  }

  private mutating func need(_ location: StreamLocation) {
    for band in location.bands {
      var bits = bands[location.stream] ?? []
      bands[location.stream] = nil  // keeps the array unshared
      while bits.count <= band / 64 { bits.append(0) }
      bits[band / 64] |= 1 << UInt64(band % 64)
      bands[location.stream] = bits
    }
  }

  func contains(stream: Int, band: Int) -> Bool {
    guard let bits = bands[stream], band / 64 < bits.count else { return false }
    return bits[band / 64] & 1 << UInt64(band % 64) != 0
  }

  func contains(stream: Int) -> Bool {
    bands[stream] != nil || pieces.contains { $0.stream == stream }
  }

  func contains(stream: Int, piece: NumberedName) -> Bool {
    pieces.contains { $0.stream == stream && $0.name == piece }
  }
}
