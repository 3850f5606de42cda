// SPDX-License-Identifier: Apache-2.0
// The record that makes a point of backup exist.

/// A piece of a catalogue: part of the stream of the point that first had it.
struct CataloguePiece: Hashable, Sendable {
  var stream: Int
  var name: NumberedName
  /// Bytes on the target.
  var storedBytes: Int
  var entryCount: Int

  var path: TargetPath { BackupLayout.piece(stream, name) }
}

/// A complete point of backup.
public struct PointRecord: Equatable, Sendable {
  public var number: Int
  /// The point it was compared with; nil for one that stores everything.
  public var base: Int?
  public var source: String
  public var host: String
  /// Seconds since 1970.
  public var started: Int64
  public var finished: Int64
  /// Objects in the tree.
  public var entryCount: Int
  /// Bytes in all files of the tree.
  public var treeBytes: UInt64
  /// Objects that this point stored, and the bytes they came to on the target.
  public var storedEntries: Int
  public var storedBytes: UInt64
  public var deletedCount: Int
  /// Source objects that could not be read or that changed meanwhile.
  public var problemCount: Int
  public var bandCount: Int
  /// The streams that the catalogue refers to, its own included, in order.
  public var streams: [Int]
  var pieces: [CataloguePiece] = []

  private static let kind = "backup-point"

  var bytes: [UInt8] {
    var record = RecordText(kind: Self.kind)
    record.append("number", "\(number)")
    record.append("base", base.map { "\($0)" } ?? "none")
    record.append("source", text: source)
    record.append("host", text: host)
    record.append("started", "\(started)")
    record.append("finished", "\(finished)")
    record.append("entries", "\(entryCount)")
    record.append("tree-bytes", "\(treeBytes)")
    record.append("stored-entries", "\(storedEntries)")
    record.append("stored-bytes", "\(storedBytes)")
    record.append("deleted", "\(deletedCount)")
    record.append("problems", "\(problemCount)")
    record.append("bands", "\(bandCount)")
    record.append("streams", streams.map { "\($0)" }.joined(separator: ","))
    for piece in pieces {
      record.append(
        "piece", "\(piece.stream)", "\(piece.name.index)", piece.name.digest.hex,
        "\(piece.storedBytes)", "\(piece.entryCount)")
    }
    return record.bytes
  }

  init(bytes: [UInt8]) throws(FormatError) {
    let record = try RecordText(kind: Self.kind, bytes: bytes)
    number = try record.number("number")
    let base = try record.values("base", count: 1)[0]
    self.base = base == "none" ? nil : try record.number("base")
    source = try record.text("source")
    host = try record.text("host")
    started = try record.number("started")
    finished = try record.number("finished")
    entryCount = try record.number("entries")
    treeBytes = try record.number("tree-bytes")
    storedEntries = try record.number("stored-entries")
    storedBytes = try record.number("stored-bytes")
    deletedCount = try record.number("deleted")
    problemCount = try record.number("problems")
    bandCount = try record.number("bands")
    streams = []
    for word in try record.values("streams", count: 1)[0].split(separator: ",") {
      guard let stream = Int(word) else { throw FormatError("a stream is not a number") }
      streams.append(stream)
    }
    for values in record.all("piece") { pieces.append(try Self.piece(values)) }
  }

  private static func piece(_ values: [String]) throws(FormatError) -> CataloguePiece {
    guard values.count == 5, let stream = Int(values[0]), let index = Int(values[1]),
      let digest = SHA256Digest(hex: Array(values[2].utf8)), let stored = Int(values[3]),
      let entries = Int(values[4]), stored >= 0, entries >= 0
    else { throw FormatError("a piece of the catalogue is not described") }
    return CataloguePiece(
      stream: stream, name: NumberedName(index: index, digest: digest), storedBytes: stored,
      entryCount: entries)
  }

  init(
    number: Int, base: Int?, source: String, host: String, started: Int64
  ) {
    self.number = number
    self.base = base
    self.source = source
    self.host = host
    self.started = started
    (finished, entryCount, treeBytes, storedEntries, storedBytes) = (0, 0, 0, 0, 0)
    (deletedCount, problemCount, bandCount, streams) = (0, 0, 0, [])
  }
}
