// SPDX-License-Identifier: Apache-2.0
// When to read ahead, and how far: a decision without input or output.

/// Watches where a file is read, and says which blocks to fetch before they are asked for.
///
/// Two reads in a row make a sequence; then the window doubles with every read up to its maximum. A
/// read elsewhere closes it again.
struct ReadAheadWindow: Sendable {
  /// Blocks of the first window.
  static let firstBlocks = 2

  let blockBytes: UInt64
  let maximumBlocks: Int
  private var expected: UInt64?
  private var window = 0
  private var fetchedTo: UInt64 = 0  // first block not yet asked for

  init(blockBytes: Int, maximumBlocks: Int) {
    self.blockBytes = UInt64(max(1, blockBytes))
    self.maximumBlocks = max(0, maximumBlocks)
  }

  /// Blocks that are read ahead at present.
  var blocks: Int { window }

  /// A read of `range` is being served.
  ///
  /// - Parameter fileBytes: where the file is known to end; nothing is fetched behind it.
  /// - Returns: numbers of the blocks to fetch now, possibly none.
  mutating func noteRead(_ range: Range<UInt64>, fileBytes: UInt64) -> Range<UInt64> {
    let isSequential = expected == range.lowerBound || (expected == nil && range.lowerBound == 0)
    defer { expected = range.upperBound }
    guard isSequential, maximumBlocks > 0 else {
      window = 0
      fetchedTo = 0
      return 0..<0
    }
    // The first read of a file from its beginning only announces a sequence.
    guard expected != nil else { return 0..<0 }
    window = window == 0 ? ReadAheadWindow.firstBlocks : window * 2
    window = min(window, maximumBlocks)
    // The block the reader stands in counts too: small reads are then served from it.
    let next = range.upperBound / blockBytes
    let first = max(next, fetchedTo)
    let last = min(next + UInt64(window), (fileBytes + blockBytes - 1) / blockBytes)
    guard first < last else { return 0..<0 }
    fetchedTo = last
    return first..<last
  }

  /// What was fetched has been thrown away.
  mutating func reset() {
    window = 0
    expected = nil
    fetchedTo = 0
  }
}
