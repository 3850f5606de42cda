// SPDX-License-Identifier: Apache-2.0
// Writing XDR (RFC 4506) into a buffer that grows and can be used again.

/// Builds XDR bytes.
///
/// The buffer is kept by `removeAll`, so a writer that lives as long as a connection allocates only
/// while it grows.
///
/// - Source: RFC 4506 §4.
public struct XDRWriter: Sendable {
  /// Room that a new writer reserves with its first value: a call header and small arguments fit.
  public static let initialCapacity = 256

  @usableFromInline var storage: [UInt8]  // the first `count` bytes count; the rest is room
  /// Bytes written, always a multiple of four unless `append(raw:)` was used.
  public private(set) var count: Int {
    @inlinable get { used }
    set { used = newValue }
  }
  @usableFromInline var used = 0

  /// An empty writer; allocates nothing.
  @inlinable public init() { storage = [] }

  /// An empty writer with room for `capacity` bytes.
  @inlinable public init(capacity: Int) {
    storage = [UInt8](repeating: 0, count: capacity)
  }

  /// What has been written, as a copy.
  @inlinable public var bytes: [UInt8] { Array(storage[0..<used]) }

  /// What has been written, in place.
  @inlinable public var span: RawSpan {
    @_lifetime(borrow self) get { storage.rawSpan.extracting(first: used) }
  }

  /// Forgets what was written and keeps the room.
  @inlinable public mutating func removeAll() { used = 0 }

  /// Makes room for `count` more bytes, so that the next values append without growing.
  @inlinable public mutating func reserve(_ count: Int) {
    if storage.count &- used < count { grow(by: count) }
  }

  @usableFromInline mutating func grow(by count: Int) {
    let wanted = max(used + count, 2 * storage.count, Self.initialCapacity)
    storage.reserveCapacity(wanted)
    storage.append(contentsOf: repeatElement(0, count: wanted - storage.count))
  }

  /// Makes room and returns where the next `count` bytes go.
  @inlinable @inline(__always)
  mutating func advance(_ count: Int) -> Int {
    let start = used
    if storage.count &- start < count { grow(by: count) }
    used = start &+ count
    return start
  }
}

// MARK: - Integers

extension XDRWriter {
  /// Unsigned integer (RFC 4506 §4.2).
  @inlinable @inline(__always)
  public mutating func append(_ value: UInt32) {
    let at = advance(4)
    storage.bigEndianStore(value, at: at)
  }

  /// Integer or enumeration (RFC 4506 §4.1, §4.3).
  @inlinable @inline(__always)
  public mutating func append(_ value: Int32) { append(UInt32(bitPattern: value)) }

  /// Unsigned hyper integer (RFC 4506 §4.5).
  @inlinable @inline(__always)
  public mutating func append(_ value: UInt64) {
    let at = advance(8)
    storage.bigEndianStore(value, at: at)
  }

  /// Hyper integer (RFC 4506 §4.5).
  @inlinable @inline(__always)
  public mutating func append(_ value: Int64) { append(UInt64(bitPattern: value)) }

  /// Boolean (RFC 4506 §4.4).
  @inlinable @inline(__always)
  public mutating func append(_ value: Bool) { append(UInt32(value ? 1 : 0)) }

  /// Overwrites an unsigned integer that was written before.
  /// - Parameter offset: where it begins; the four bytes have been written.
  @inlinable public mutating func patch(_ value: UInt32, at offset: Int) {
    precondition(offset >= 0 && offset <= used - 4, "a patch outside the bytes written")
    storage.bigEndianStore(value, at: offset)
  }
}

// MARK: - Opaque data

extension XDRWriter {
  /// Fixed-length opaque data with its padding (RFC 4506 §4.9).
  @inlinable public mutating func append(fixedOpaque bytes: RawSpan) {
    let padded = (bytes.byteCount &+ 3) & ~3
    let at = advance(padded)
    if padded != bytes.byteCount { storage.bigEndianStore(UInt32(0), at: at + padded - 4) }
    storage.copyBytes(of: bytes, at: at)
  }

  /// Variable-length opaque data: length, bytes, padding (RFC 4506 §4.10).
  @inlinable public mutating func append(opaque bytes: RawSpan) {
    append(UInt32(bytes.byteCount))
    append(fixedOpaque: bytes)
  }

  /// Fixed-length opaque data with its padding (RFC 4506 §4.9).
  @inlinable public mutating func append(fixedOpaque bytes: [UInt8]) {
    append(fixedOpaque: bytes.rawSpan)
  }

  /// Variable-length opaque data: length, bytes, padding (RFC 4506 §4.10).
  @inlinable public mutating func append(opaque bytes: [UInt8]) {
    append(opaque: bytes.rawSpan)
  }

  /// The length word of an opaque whose bytes travel behind this buffer, as a chain or a vector.
  /// - Returns: the zero bytes, 0 to 3, that must follow those bytes.
  @inlinable @discardableResult
  public mutating func append(opaqueLength count: Int) -> Int {
    append(UInt32(count))
    return ((count &+ 3) & ~3) &- count
  }

  /// A string of text as UTF-8 (RFC 4506 §4.11).
  @inlinable public mutating func append(string text: String) {
    append(opaque: Array(text.utf8))
  }

  /// Bytes as they are: no length, no padding. For values that are XDR already.
  @inlinable public mutating func append(raw bytes: RawSpan) {
    let at = advance(bytes.byteCount)
    storage.copyBytes(of: bytes, at: at)
  }
}
