// SPDX-License-Identifier: Apache-2.0
// Writing a catalogue in pieces, and sharing those that have not changed.

/// Writes the catalogue of a point.
///
/// Where a piece ends depends on the names in it, not on how many came before: a change in the tree
/// changes the pieces around it, and all others are found in the base point and not sent again.
struct CatalogueWriter {
  private let target: any BackupTarget
  private let stream: Int
  private let compressor: ZstdCompressor
  /// Pieces that are on the target already, by checksum.
  private var known: [SHA256Digest: CataloguePiece] = [:]
  private let leftovers: Set<NumberedName>
  private var text: [UInt8] = []
  private var entriesInPiece = 0
  private var shelves: Set<Int> = []
  /// Pieces on their way to the target.
  private var sending: [Task<Void, any Error>] = []

  private(set) var pieces: [CataloguePiece] = []
  private(set) var entryCount = 0
  private(set) var treeBytes: UInt64 = 0
  /// Streams that entries refer to.
  private(set) var streams: Set<Int> = []

  private static let header = Array("#mtree\n".utf8)
  /// Pieces that are sent at once.
  private static let piecesInFlight = 3
  /// One name in this many ends a piece, once the piece is long enough.
  private static let cutOneIn: UInt64 = 2048

  init(
    target: any BackupTarget, stream: Int, level: Int, base: PointRecord?,
    leftovers: Set<NumberedName>
  ) {
    self.target = target
    self.stream = stream
    self.leftovers = leftovers
    compressor = ZstdCompressor(level: level)
    for piece in base?.pieces ?? [] { known[piece.name.digest] = piece }
  }

  /// - Parameter line: of the entry, if it is known already.
  mutating func append(_ entry: CatalogueEntry, line: [UInt8]? = nil) async throws {
    if text.isEmpty { text = Self.header }
    if let line { text.append(contentsOf: line) } else { entry.append(to: &text) }
    entriesInPiece += 1
    entryCount += 1
    treeBytes += entry.size
    streams.insert(entry.location.stream)
    let isLongEnough = entriesInPiece >= BackupLimits.pieceEntries.lowerBound
    if entriesInPiece >= BackupLimits.pieceEntries.upperBound
      || text.count >= BackupLimits.pieceTextBytes
      || isLongEnough && Self.hash(entry.path) % Self.cutOneIn == 0
    {
      try await endPiece()
    }
  }

  mutating func finish() async throws {
    if entriesInPiece > 0 { try await endPiece() }
    for task in sending { try await task.valueOrCancelled }
    for shelf in shelves {
      let index = shelf * BackupLimits.bandsPerDirectory
      try await target.sync(
        directory: BackupLayout.shelf(BackupLayout.catalogue(stream), index))
    }
  }

  private mutating func endPiece() async throws {
    let compressed = try compressor.compress(text)
    let digest = SHA256Digest(of: compressed)
    let piece =
      known[digest]
      ?? CataloguePiece(
        stream: stream, name: NumberedName(index: pieces.count, digest: digest),
        storedBytes: compressed.count, entryCount: entriesInPiece)
    if known[digest] == nil, !leftovers.contains(piece.name) {
      try await store(piece, compressed)
    }
    pieces.append(piece)
    text = []
    entriesInPiece = 0
  }

  private mutating func store(_ piece: CataloguePiece, _ bytes: [UInt8]) async throws {
    let shelf = piece.name.index / BackupLimits.bandsPerDirectory
    if shelves.insert(shelf).inserted {
      try await target.makeDirectory(piece.path.parent)
    }
    if sending.count >= Self.piecesInFlight { try await sending.removeFirst().valueOrCancelled }
    sending.append(
      Task(executorPreference: WorkerThreads.shared) { [target] in
        try await target.writeAside(piece.path, bytes)
      })
  }

  /// Waits until nothing is on its way any more, for a push that has failed.
  func cancel() async {
    for task in sending {
      task.cancel()
      _ = await task.result
    }
  }

  /// FNV-1a, mixed: the same on every machine and in every version.
  private static func hash(_ path: TreePath) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in path.bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash ^ hash >> 29
  }
}
