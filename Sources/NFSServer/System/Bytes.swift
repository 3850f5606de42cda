// SPDX-License-Identifier: Apache-2.0
// Bytes from one place to another.

extension MutableRawSpan {
  /// Overwrites the bytes from `offset` on, which lie inside.
  mutating func store(_ source: RawSpan, at offset: Int) {
    precondition(offset >= 0 && source.byteCount <= byteCount - offset, "outside the span")
    unsafe withUnsafeMutableBytes { target in
      unsafe source.withUnsafeBytes { bytes in
        unsafe UnsafeMutableRawBufferPointer(rebasing: target[offset...]).copyMemory(from: bytes)
      }
    }
  }
}

extension [UInt8] {
  /// Overwrites the bytes from `offset` on, which lie inside.
  mutating func overwrite(at offset: Int, with source: RawSpan) {
    var span = mutableSpan
    var bytes = unsafe span.mutableBytes
    bytes.store(source, at: offset)
  }
}
