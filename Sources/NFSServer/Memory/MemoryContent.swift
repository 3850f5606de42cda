// SPDX-License-Identifier: Apache-2.0
// The bytes of a file in memory, with holes.

internal import Wire

/// Bytes in chunks; a chunk that was never written takes no memory and reads as zeros.
struct MemoryContent: Sendable {
  static let chunkBytes: UInt64 = 65_536
  /// Bytes a file may have, holes included.
  static let maximumSize: UInt64 = 1 << 46

  private static let zeros = [UInt8](repeating: 0, count: Int(chunkBytes))

  private var chunks: [UInt64: [UInt8]] = [:]
  private(set) var size: UInt64 = 0

  var allocatedBytes: UInt64 { UInt64(chunks.count) * Self.chunkBytes }

  /// Fills the bytes from `offset` on, fewer of them near the end.
  func read(into target: inout MutableRawSpan, at offset: UInt64) -> Int {
    guard offset < size else { return 0 }
    let count = min(UInt64(target.byteCount), size - offset)
    var done: UInt64 = 0
    while done < count {
      let (chunk, start) = (offset + done).quotientAndRemainder(dividingBy: Self.chunkBytes)
      let length = min(Self.chunkBytes - start, count - done)
      let bytes = chunks[chunk] ?? Self.zeros
      target.store(bytes.rawSpan.extracting(Int(start)..<Int(start + length)), at: Int(done))
      done += length
    }
    return Int(count)
  }

  /// Memory that writing a range would take, in bytes.
  func missingBytes(at offset: UInt64, count: Int) -> UInt64 {
    guard count > 0 else { return 0 }
    let last = (offset + UInt64(count) - 1) / Self.chunkBytes
    let missing = (offset / Self.chunkBytes...last).count { chunks[$0] == nil }
    return UInt64(missing) * Self.chunkBytes
  }

  mutating func write(_ source: RawSpan, at offset: UInt64) {
    let end = offset + UInt64(source.byteCount)
    var at = offset
    while at < end {
      let (chunk, start) = at.quotientAndRemainder(dividingBy: Self.chunkBytes)
      let length = min(Self.chunkBytes - start, end - at)
      let from = Int(at - offset)
      chunks[chunk, default: Self.zeros].overwrite(
        at: Int(start), with: source.extracting(from..<(from + Int(length))))
      at += length
    }
    size = max(size, end)
  }

  /// Cuts or extends. Bytes cut off read as zeros should the file grow again.
  ///
  /// - Returns: memory given back, in bytes.
  mutating func resize(to newSize: UInt64) -> UInt64 {
    defer { size = newSize }
    guard newSize < size else { return 0 }
    let before = allocatedBytes
    let (last, keep) = newSize.quotientAndRemainder(dividingBy: Self.chunkBytes)
    let firstGone = keep == 0 ? last : last + 1
    chunks = chunks.filter { $0.key < firstGone }
    if keep > 0, var chunk = chunks.removeValue(forKey: last) {
      chunk.replaceSubrange(Int(keep)..., with: repeatElement(0, count: chunk.count - Int(keep)))
      chunks[last] = chunk
    }
    return before - allocatedBytes
  }
}
