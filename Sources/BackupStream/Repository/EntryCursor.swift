// SPDX-License-Identifier: Apache-2.0
// Reading catalogues entry by entry, in constant memory.

/// Gives catalogue entries in the order of the walk.
protocol EntryCursor {
  mutating func next() async throws -> CatalogueEntry?
}

/// No entries.
struct EmptyCursor: EntryCursor {
  mutating func next() async throws -> CatalogueEntry? { nil }
}

/// The lines of a catalogue text.
struct EntryLines {
  private let text: [UInt8]
  private var position = 0

  init(_ text: [UInt8]) {
    self.text = text
  }

  mutating func next() throws(FormatError) -> CatalogueEntry? {
    while position < text.count {
      let end = text[position...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
      let line = text[position..<end]
      position = end + 1
      if !line.isEmpty, line.first != UInt8(ascii: "#") {
        return try CatalogueEntry(line: line)
      }
    }
    return nil
  }
}

/// The catalogue of a point, piece after piece.
struct CatalogueCursor: EntryCursor {
  private let target: any BackupTarget
  private let pieces: [CataloguePiece]
  private var nextPiece = 0
  private var lines = EntryLines([])
  private var last: TreePath?

  init(of point: PointRecord, on target: any BackupTarget) {
    self.target = target
    pieces = point.pieces
  }

  mutating func next() async throws -> CatalogueEntry? {
    while true {
      do {
        if let entry = try lines.next() {
          if let last, !(last < entry.path) { throw FormatError("\(entry.path) is out of order") }
          last = entry.path
          return entry
        }
      } catch let error as FormatError {
        throw BackupError.damaged(pieces[nextPiece - 1].path.description, error.message)
      }
      guard nextPiece < pieces.count else { return nil }
      lines = EntryLines(try await Self.text(of: pieces[nextPiece], on: target))
      nextPiece += 1
    }
  }

  /// Reads a piece and checks it.
  ///
  /// - Throws: `BackupError.damaged`; `TargetError.notFound` among others.
  static func text(of piece: CataloguePiece, on target: any BackupTarget) async throws -> [UInt8] {
    let limit = BackupLimits.pieceTextBytes + BackupLimits.maximumTailBytes
    let bytes = try await target.readAll(piece.path, limit: limit).array
    guard SHA256Digest(of: bytes) == piece.name.digest else {
      throw BackupError.damaged(piece.path.description, "its checksum is wrong")
    }
    do {
      return try Zstd.decompressAll(bytes, limit: limit)
    } catch {
      throw BackupError.damaged(piece.path.description, error.message)
    }
  }
}

/// A cursor that can be looked at without moving it.
struct PeekingCursor {
  private var cursor: any EntryCursor
  private(set) var current: CatalogueEntry?
  private var isStarted = false

  init(_ cursor: any EntryCursor) {
    self.cursor = cursor
  }

  /// The entry in front, without taking it.
  mutating func peek() async throws -> CatalogueEntry? {
    if !isStarted {
      isStarted = true
      current = try await cursor.next()
    }
    return current
  }

  /// Takes the entry in front.
  mutating func take() async throws -> CatalogueEntry? {
    let taken = try await peek()
    if taken != nil { current = try await cursor.next() }
    return taken
  }
}
