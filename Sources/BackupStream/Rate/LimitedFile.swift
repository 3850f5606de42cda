// SPDX-License-Identifier: Apache-2.0
// An open file of a limited target: what is moved goes in small pieces, a few at a time.

final class LimitedFile: TargetFile {
  /// Pieces that wait for their turn or for their answer at once: as many as a window has room for.
  private static let piecesUnderWay = RateWindow.piecesPerWindow

  private let file: any TargetFile
  private let limiter: RateLimiter
  private let path: TargetPath

  init(_ file: any TargetFile, _ limiter: RateLimiter, _ path: TargetPath) {
    self.file = file
    self.limiter = limiter
    self.path = path
  }

  func size() async throws(TargetError) -> UInt64 {
    try await limiter.send("size", path) { try await file.size() }
  }

  func read(
    at offset: UInt64, count: Int, into buffer: ByteBuffer
  ) async throws(TargetError) -> Int {
    let parts = try await inPieces("read", count) { [file] piece in
      let part = ByteBuffer(capacity: piece.count)
      let start = offset + UInt64(piece.lowerBound)
      _ = try await file.read(at: start, count: piece.count, into: part)
      return part
    }
    var total = 0
    for part in parts {
      total += part.withBytes(0..<part.count) { buffer.append($0) }
      // What follows a short one lies behind a gap.
      if part.freeCount > 0 { break }
    }
    return total
  }

  /// Returns when the target has the bytes: until then they may be anywhere on the way.
  func write(_ bytes: Bytes, at offset: UInt64) async throws(TargetError) {
    _ = try await inPieces("write", bytes.count) { [file] piece in
      try await file.write(through: bytes[piece], at: offset + UInt64(piece.lowerBound))
    }
  }

  func write(urgently bytes: Bytes, at offset: UInt64) async throws(TargetError) {
    try await limiter.send("write", path, data: bytes.count) {
      try await file.write(urgently: bytes, at: offset)
    }
  }

  func truncate(to size: UInt64) async throws(TargetError) {
    try await limiter.send("truncate", path) { try await file.truncate(to: size) }
  }

  func sync() async throws(TargetError) {
    try await limiter.send("sync", path) { try await file.sync() }
  }

  func close() async { await file.close() }

  /// Runs `body` for each piece of so many bytes.
  ///
  /// - Returns: what it returned, in the order of the pieces.
  /// - Throws: the first failure, when nothing is under way any more.
  private func inPieces<Result: Sendable>(
    _ operation: String, _ count: Int,
    _ body: @escaping @Sendable (Range<Int>) async throws -> Result
  ) async throws(TargetError) -> [Result] {
    let length = limiter.pieceBytes
    let pieces = stride(from: 0, to: count, by: length).map { $0..<min($0 + length, count) }
    do {
      return try await withThrowingTaskGroup(of: (Int, Result).self) { [limiter, path] group in
        var results = [Result?](repeating: nil, count: pieces.count)
        for (index, piece) in pieces.enumerated() {
          if index >= Self.piecesUnderWay, let (done, result) = try await group.next() {
            results[done] = result
          }
          group.addTask {
            let result = try await limiter.send(operation, path, data: piece.count) {
              try await body(piece)
            }
            return (index, result)
          }
        }
        while let (done, result) = try await group.next() { results[done] = result }
        return results.compactMap(\.self)
      }
    } catch let error as TargetError {
      throw error
    } catch {
      throw TargetError(.other, operation, path.description, detail: "\(error)")
    }
  }
}
