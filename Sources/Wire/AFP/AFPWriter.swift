// SPDX-License-Identifier: Apache-2.0
// Appending big-endian AFP and DSI fields.

/// Bytes under construction.
public struct AFPWriter: Sendable {
  public private(set) var bytes: [UInt8]

  /// - Parameter capacity: bytes to set aside; a hint.
  public init(capacity: Int = 0) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  private mutating func append<T: FixedWidthInteger>(integer value: T) {
    for shift in stride(from: T.bitWidth - 8, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  public mutating func append(_ value: UInt8) { bytes.append(value) }
  public mutating func append(_ value: UInt16) { append(integer: value) }
  public mutating func append(_ value: UInt32) { append(integer: value) }
  public mutating func append(_ value: UInt64) { append(integer: value) }
  public mutating func append(_ value: Int32) { append(integer: value) }
  public mutating func append(contentsOf other: [UInt8]) { bytes.append(contentsOf: other) }

  public mutating func append(zeros count: Int) {
    bytes.append(contentsOf: repeatElement(0, count: count))
  }

  /// One length byte, then the bytes; what is beyond 255 bytes is cut off.
  public mutating func append(pascal value: [UInt8]) {
    let fitting = value.prefix(Int(UInt8.max))
    append(UInt8(fitting.count))
    bytes.append(contentsOf: fitting)
  }

  public mutating func append(pascal value: String) { append(pascal: Array(value.utf8)) }

  /// `u16 length`, then the bytes; what is beyond 65,535 bytes is cut off.
  public mutating func append(long value: [UInt8]) {
    let fitting = value.prefix(Int(UInt16.max))
    append(UInt16(fitting.count))
    bytes.append(contentsOf: fitting)
  }

  /// Appends a zero if needed, so that what follows starts on an even offset.
  public mutating func alignToEven() {
    if !bytes.count.isMultiple(of: 2) { append(UInt8(0)) }
  }

  /// Overwrites two bytes that were appended before.
  mutating func patch(_ value: UInt16, at offset: Int) {
    bytes[offset] = UInt8(truncatingIfNeeded: value >> 8)
    bytes[offset + 1] = UInt8(truncatingIfNeeded: value)
  }
}
