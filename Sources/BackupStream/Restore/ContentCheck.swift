// SPDX-License-Identifier: Apache-2.0
// Summing the content of a member as it comes.

/// Reads the content of a member and compares it with the catalogue.
struct ContentCheck {
  private static let zeros = [UInt8](repeating: 0, count: 64 << 10)
  private let hasher = SHA256()
  private var end: UInt64 = 0

  /// Goes through the content; holes are summed as zeros.
  ///
  /// - Parameter block: gets each stretch of data and its offset in the file.
  /// - Returns: what is wrong with the content; nil if it is what was backed up.
  static func read(
    _ entry: CatalogueEntry, from reader: PaxReader,
    block: (UInt64, RawSpan) throws -> Void = { _, _ in }
  ) throws -> String? {
    var check = ContentCheck()
    let failure = try reader.forEachBlock { offset, bytes in
      guard offset >= check.end else { return }
      check.skip(to: offset)
      check.hasher.update(bytes)
      check.end += UInt64(bytes.byteCount)
      try block(offset, bytes)
    }
    if let failure { return failure.message }
    guard check.end <= entry.size else { return "it is longer than it should be" }
    check.skip(to: entry.size)
    guard check.hasher.finish() == entry.digest else { return "its content has changed" }
    return nil
  }

  private mutating func skip(to offset: UInt64) {
    while end < offset {
      let part = Int(min(offset - end, UInt64(Self.zeros.count)))
      Self.zeros.withRawSpan { hasher.update($0.extracting(first: part)) }
      end += UInt64(part)
    }
  }
}
