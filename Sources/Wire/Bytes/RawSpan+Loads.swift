// SPDX-License-Identifier: Apache-2.0
// Loads and stores of big-endian integers. The only unsafe lines of the XDR code are here, each
// behind a bounds check of its caller; a checked load would check a second time.

extension RawSpan {
  /// The big-endian integer at `offset`. The caller has compared `offset` with `byteCount`.
  @inlinable @inline(__always)
  func bigEndianLoad<T: FixedWidthInteger & BitwiseCopyable>(
    at offset: Int, as type: T.Type
  ) -> T {
    assert(offset >= 0 && offset &+ MemoryLayout<T>.size <= byteCount)
    return T(bigEndian: unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: T.self))
  }

  /// A copy of `range`, in one move. The caller has compared the bounds with `byteCount`.
  @inlinable
  func copy(_ range: Range<Int>) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= byteCount)
    let count = range.count
    guard count > 0 else { return [] }
    return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      unsafe self.withUnsafeBytes { source in
        let target = UnsafeMutableRawBufferPointer(buffer)
        unsafe target.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: source[range]))
      }
      initialized = count
    }
  }
}

extension [UInt8] {
  /// The array's bytes in place, for a reader. A byte has no padding, so the view is safe to read.
  @inlinable public var rawSpan: RawSpan {
    @_lifetime(borrow self) get { unsafe span.bytes }
  }

  /// Stores a big-endian integer at `offset`, which lies inside the array.
  @inlinable @inline(__always)
  mutating func bigEndianStore<T: FixedWidthInteger & BitwiseCopyable>(_ value: T, at offset: Int) {
    precondition(offset >= 0 && offset &+ MemoryLayout<T>.size <= count)
    unsafe withUnsafeMutableBytes { bytes in
      unsafe bytes.storeBytes(of: value.bigEndian, toByteOffset: offset, as: T.self)
    }
  }

  /// Copies `source` over the bytes that begin at `offset`; all of it lies inside the array.
  @inlinable
  mutating func copyBytes(of source: RawSpan, at offset: Int) {
    precondition(offset >= 0 && source.byteCount <= count - offset)
    guard source.byteCount > 0 else { return }
    unsafe withUnsafeMutableBytes { bytes in
      unsafe source.withUnsafeBytes { from in
        unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[offset...]).copyMemory(from: from)
      }
    }
  }
}
