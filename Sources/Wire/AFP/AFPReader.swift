// SPDX-License-Identifier: Apache-2.0
// Reading and writing big-endian AFP and DSI fields.

/// Why bytes could not be decoded as AFP or DSI. Offsets count from the start of the buffer.
public enum AFPWireError: Error, Equatable, Sendable {
  /// The buffer ends before a field does.
  case truncated(at: Int, need: Int)
  /// A length or offset field that contradicts its surroundings.
  case badLength(Int, at: Int)
  /// A value outside the set that the field can have.
  case unknownValue(UInt32, at: Int)
  /// Text that is not valid UTF-8.
  case badText(at: Int)
}

/// A cursor over bytes with every access checked.
public struct AFPReader: Sendable {
  private let bytes: [UInt8]
  private let end: Int
  /// The next byte to be read, counted from the start of the buffer.
  public private(set) var offset: Int

  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
    offset = 0
    end = bytes.count
  }

  private init(_ bytes: [UInt8], from offset: Int, to end: Int) {
    self.bytes = bytes
    self.offset = offset
    self.end = end
  }

  /// Bytes left.
  public var remaining: Int { end - offset }

  private func require(_ count: Int) throws(AFPWireError) {
    guard count <= end - offset else { throw .truncated(at: offset, need: count) }
  }

  private mutating func integer<T: FixedWidthInteger & UnsignedInteger>(
    _ type: T.Type
  ) throws(AFPWireError) -> T {
    let width = T.bitWidth / 8
    try require(width)
    var value: T = 0
    for index in offset..<offset + width {
      value = value << 8 | T(truncatingIfNeeded: bytes[index])
    }
    offset += width
    return value
  }

  public mutating func uint8() throws(AFPWireError) -> UInt8 {
    try require(1)
    offset += 1
    return bytes[offset - 1]
  }

  public mutating func uint16() throws(AFPWireError) -> UInt16 { try integer(UInt16.self) }
  public mutating func uint32() throws(AFPWireError) -> UInt32 { try integer(UInt32.self) }
  public mutating func uint64() throws(AFPWireError) -> UInt64 { try integer(UInt64.self) }
  public mutating func int32() throws(AFPWireError) -> Int32 { Int32(bitPattern: try uint32()) }

  /// A signed 64-bit count or offset; the protocol has no use for negative ones here.
  public mutating func nonNegativeInt64() throws(AFPWireError) -> UInt64 {
    let start = offset
    let value = try uint64()
    guard value <= UInt64(Int64.max) else {
      throw .badLength(Int(truncatingIfNeeded: value), at: start)
    }
    return value
  }

  /// Takes `count` bytes.
  public mutating func take(_ count: Int) throws(AFPWireError) -> [UInt8] {
    guard count >= 0 else { throw .badLength(count, at: offset) }
    try require(count)
    offset += count
    return Array(bytes[offset - count..<offset])
  }

  /// Takes everything that is left.
  public mutating func takeRest() -> [UInt8] {
    let rest = Array(bytes[offset..<end])
    offset = end
    return rest
  }

  public mutating func skip(_ count: Int) throws(AFPWireError) {
    guard count >= 0 else { throw .badLength(count, at: offset) }
    try require(count)
    offset += count
  }

  /// A cursor of its own over the next `count` bytes, which this one skips.
  public mutating func section(_ count: Int) throws(AFPWireError) -> AFPReader {
    guard count >= 0 else { throw .badLength(count, at: offset) }
    try require(count)
    offset += count
    return AFPReader(bytes, from: offset - count, to: offset)
  }

  /// A cursor at `distance` bytes after `origin`, to the end of this one.
  ///
  /// - Parameters:
  ///   - distance: an offset field as it stood on the wire; it is checked.
  ///   - origin: where the field counts from, as an `offset` of this cursor.
  public func at(_ distance: Int, from origin: Int) throws(AFPWireError) -> AFPReader {
    let (target, overflow) = origin.addingReportingOverflow(distance)
    guard !overflow, distance >= 0, target <= end else { throw .badLength(distance, at: origin) }
    return AFPReader(bytes, from: target, to: end)
  }

  /// One length byte, then that many bytes.
  public mutating func pascalBytes() throws(AFPWireError) -> [UInt8] {
    try take(Int(try uint8()))
  }

  /// A pascal string that must be UTF-8 (or ASCII).
  public mutating func pascalString() throws(AFPWireError) -> String {
    let start = offset
    return try Self.text(try pascalBytes(), at: start)
  }

  /// `u16 length`, then that many bytes of UTF-8.
  public mutating func longString() throws(AFPWireError) -> String {
    let start = offset
    return try Self.text(try take(Int(try uint16())), at: start)
  }

  static func text(_ bytes: [UInt8], at offset: Int) throws(AFPWireError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .badText(at: offset) }
    return text
  }

  /// Skips the byte, if any, that makes what follows start on an even offset of the buffer.
  public mutating func alignToEven() throws(AFPWireError) {
    if !offset.isMultiple(of: 2) { try skip(1) }
  }
}
