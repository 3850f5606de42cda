// SPDX-License-Identifier: Apache-2.0
// What an interrupted push left on the target, and where to go on.

/// The state of an unfinished stream.
struct StreamLeftovers: Sendable {
  /// Bands up to the last section that is complete: they stay as they are.
  var finished: [StoredBand] = []
  /// Bands behind those, which are made anew and compared.
  var candidates: [Int: [NumberedName]] = [:]
  /// Bands that were being written.
  var unfinished: Set<Int> = []
  /// The first bands of the runs so far: entries are in order within a run.
  var runs: [Int] = []
  /// Pieces of the catalogue, to be found again by their names.
  var pieces: Set<NumberedName> = []

  func names(of index: Int) -> [NumberedName] { candidates[index] ?? [] }

  /// Looks at an unfinished stream.
  static func find(_ stream: Int, on target: any BackupTarget) async throws -> StreamLeftovers {
    var found = StreamLeftovers()
    var bands: [StoredBand] = []
    for (name, size) in try await files(in: BackupLayout.bands(stream), on: target) {
      if let band = NumberedName(name, suffix: BackupLayout.bandSuffix) {
        bands.append(StoredBand(name: band, storedBytes: Int(clamping: size)))
      } else if let index = BackupLayout.number(
        of: name, digits: 7, suffix: BackupLayout.temporarySuffix)
      {
        found.unfinished.insert(index)
      }
    }
    for (name, _) in try await files(in: BackupLayout.catalogue(stream), on: target) {
      if let piece = NumberedName(name, suffix: BackupLayout.pieceSuffix) {
        found.pieces.insert(piece)
      }
    }
    found.runs = try await target.listIfThere(BackupLayout.stream(stream)).compactMap {
      BackupLayout.resumedBand($0.name)
    }.sorted()
    try await found.sort(bands, stream, target)
    return found
  }

  private static func files(
    in directory: TargetPath, on target: any BackupTarget
  ) async throws -> [(String, UInt64)] {
    var files: [(String, UInt64)] = []
    for shelf in try await target.listIfThere(directory) where shelf.isDirectory {
      files += try await target.list(directory / shelf.name).map { ($0.name, $0.size) }
    }
    return files
  }

  private mutating func sort(
    _ bands: [StoredBand], _ stream: Int, _ target: any BackupTarget
  ) async throws {
    var inOrder: [StoredBand] = []
    for band in bands.sorted(by: { $0.index < $1.index }) {
      candidates[band.index, default: []].append(band.name)
      if band.index == inOrder.count { inOrder.append(band) }
    }
    // Two bands of one number are a change that was cut off: the streams is sound up to there.
    if let twice = candidates.filter({ $0.value.count > 1 }).keys.min() {
      inOrder.removeLast(max(0, inOrder.count - twice))
    }
    while let last = inOrder.last {
      if let tail = try? await BandTail.read(of: last, in: stream, on: target), tail.endsSection,
        !tail.endsStream
      {
        break
      }
      inOrder.removeLast()
    }
    finished = inOrder
    for band in finished { candidates[band.index] = nil }
  }
}

extension BandTail {
  /// Most of the tails are shorter; longer ones take a second read.
  private static let firstRead = 32 << 10

  /// Reads the tail of a band that is on the target.
  static func read(
    of band: StoredBand, in stream: Int, on target: any BackupTarget
  ) async throws -> BandTail {
    let file = try await target.open(BackupLayout.band(stream, band.name), forWriting: false)
    do {
      let tail = try await read(from: file, size: band.storedBytes)
      await file.close()
      return tail
    } catch {
      await file.close()
      throw error
    }
  }

  private static func read(from file: any TargetFile, size: Int) async throws -> BandTail {
    var bytes = try await lastBytes(min(size, firstRead), of: file, size)
    guard let count = tailBytes(footer: bytes.suffix(footerBytes)), count <= size else {
      throw FormatError("a band has no table of contents")
    }
    if count > bytes.count { bytes = try await lastBytes(count, of: file, size) }
    return try BandTail(bytes: Array(bytes.suffix(count)))
  }

  private static func lastBytes(
    _ count: Int, of file: any TargetFile, _ size: Int
  ) async throws -> [UInt8] {
    let buffer = ByteBuffer(capacity: max(1, count))
    try await file.read(at: UInt64(size - count), count: count, appendingTo: buffer)
    return buffer.bytes.array
  }
}
