// SPDX-License-Identifier: Apache-2.0
// Reading XDR (RFC 4506) from contiguous bytes.

/// A cursor over XDR bytes that somebody else owns.
///
/// Lengths are compared with their maximum and with what is left before anything is allocated. The
/// bytes that pad an opaque value to four may have any value: RFC 4506 §4.9 asks senders for zeros,
/// and some do not.
///
/// - Note: the reader cannot outlive its bytes; the compiler checks that.
/// - Source: RFC 4506 §4.
public struct XDRReader: ~Escapable {
  @usableFromInline let span: RawSpan

  /// Bytes consumed so far.
  public private(set) var offset: Int {
    @inlinable get { position }
    set { position = newValue }
  }
  @usableFromInline var position = 0

  /// Starts at the first byte of `span`.
  @inlinable @inline(__always)
  @_lifetime(copy span)
  public init(_ span: RawSpan) {
    self.span = span
  }

  /// Bytes that are left.
  @inlinable public var remaining: Int { span.byteCount &- position }

  /// Whether every byte has been read.
  @inlinable public var isAtEnd: Bool { position == span.byteCount }

  /// Refuses bytes behind the last value.
  /// - Throws: `.trailingBytes`.
  @inlinable public func finish() throws(XDRError) {
    guard isAtEnd else { throw .trailingBytes(at: position, count: remaining) }
  }

  /// Reserves `count` bytes and returns where they begin.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  mutating func take(_ count: Int) throws(XDRError) -> Int {
    let start = position
    guard count <= span.byteCount &- start else { throw .truncated(at: start, need: count) }
    position = start &+ count
    return start
  }
}

// MARK: - Integers

extension XDRReader {
  /// Unsigned integer (RFC 4506 §4.2).
  /// - Throws: `.truncated`.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func uint32() throws(XDRError) -> UInt32 {
    span.bigEndianLoad(at: try take(4), as: UInt32.self)
  }

  /// Integer, or an enumeration before its check (RFC 4506 §4.1, §4.3).
  /// - Throws: `.truncated`.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func int32() throws(XDRError) -> Int32 {
    Int32(bitPattern: try uint32())
  }

  /// Unsigned hyper integer (RFC 4506 §4.5).
  /// - Throws: `.truncated`.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func uint64() throws(XDRError) -> UInt64 {
    span.bigEndianLoad(at: try take(8), as: UInt64.self)
  }

  /// Hyper integer (RFC 4506 §4.5).
  /// - Throws: `.truncated`.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func int64() throws(XDRError) -> Int64 {
    Int64(bitPattern: try uint64())
  }

  /// Boolean (RFC 4506 §4.4).
  /// - Throws: `.truncated`; `.invalidValue` for anything but 0 and 1.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func bool() throws(XDRError) -> Bool {
    let at = position
    let value = try uint32()
    guard value <= 1 else { throw .invalidValue(at: at, value: value) }
    return value == 1
  }
}

// MARK: - Opaque data

extension XDRReader {
  /// Where `count` bytes of fixed-length opaque data lie; the reader moves behind their padding
  /// (RFC 4506 §4.9). Nothing is copied.
  /// - Parameter count: bytes, 0 or more.
  /// - Throws: `.truncated`.
  @inlinable
  @_lifetime(self: copy self)
  public mutating func fixedOpaqueRange(count: Int) throws(XDRError) -> Range<Int> {
    precondition(count >= 0, "a negative opaque length")
    let start = position
    guard count <= remaining else { throw .truncated(at: start, need: count) }
    _ = try take((count &+ 3) & ~3)
    return start..<(start &+ count)
  }

  /// Where a variable-length opaque lies, as offsets like `offset`; the reader moves behind its
  /// padding (RFC 4506 §4.10). The payload of a READ is found this way and never copied.
  /// - Parameter maximum: bytes; a longer announcement is refused before anything else is looked
  ///   at.
  /// - Throws: `.truncated`, `.tooLong`.
  @inlinable
  @_lifetime(self: copy self)
  public mutating func opaqueRange(maximum: Int) throws(XDRError) -> Range<Int> {
    try fixedOpaqueRange(count: try length(maximum: maximum))
  }

  /// A length or an element count, compared with its maximum.
  ///
  /// Also the way to read the length of an opaque whose bytes lie elsewhere.
  /// - Throws: `.truncated`, `.tooLong`.
  @inlinable
  @_lifetime(self: copy self)
  public mutating func length(maximum: Int) throws(XDRError) -> Int {
    let at = position
    let value = Int(try uint32())
    guard value <= maximum else { throw .tooLong(at: at, length: value, maximum: maximum) }
    return value
  }

  /// A copy of a variable-length opaque (RFC 4506 §4.10).
  /// - Parameter maximum: bytes.
  /// - Throws: `.truncated`, `.tooLong`.
  @inlinable
  @_lifetime(self: copy self)
  public mutating func opaque(maximum: Int) throws(XDRError) -> [UInt8] {
    span.copy(try opaqueRange(maximum: maximum))
  }

  /// A copy of a fixed-length opaque (RFC 4506 §4.9).
  /// - Throws: `.truncated`.
  @inlinable
  @_lifetime(self: copy self)
  public mutating func fixedOpaque(count: Int) throws(XDRError) -> [UInt8] {
    span.copy(try fixedOpaqueRange(count: count))
  }

  /// A string of text (RFC 4506 §4.11). File names are bytes, not text: read those with `opaque`.
  /// - Parameter maximum: bytes of UTF-8.
  /// - Throws: `.truncated`, `.tooLong`, `.invalidText`.
  @inlinable
  @_lifetime(self: copy self)
  public mutating func string(maximum: Int) throws(XDRError) -> String {
    let at = position
    let bytes = try opaque(maximum: maximum)
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .invalidText(at: at) }
    return text
  }

  /// The bytes of a range that `opaqueRange` returned, without a copy.
  @inlinable
  @_lifetime(copy self)
  public func bytes(_ range: Range<Int>) -> RawSpan {
    span.extracting(range)
  }

  /// A copy of a range that has been read.
  @inlinable
  func copy(_ range: Range<Int>) -> [UInt8] { span.copy(range) }

  /// The word at an offset of what has been read.
  @inlinable
  func word(at offset: Int) -> UInt32 {
    precondition(offset >= 0 && offset &+ 4 <= position)
    return span.bigEndianLoad(at: offset, as: UInt32.self)
  }

  /// The hyper integer at an offset of what has been read.
  @inlinable
  func wide(at offset: Int) -> UInt64 {
    precondition(offset >= 0 && offset &+ 8 <= position)
    return span.bigEndianLoad(at: offset, as: UInt64.self)
  }

  /// Moves over `count` bytes and their padding.
  /// - Throws: `.truncated`.
  @inlinable
  @_lifetime(self: copy self)
  public mutating func skip(_ count: Int) throws(XDRError) {
    _ = try fixedOpaqueRange(count: count)
  }
}
