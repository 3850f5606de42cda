// SPDX-License-Identifier: Apache-2.0
// Record marking: how messages are delimited on a byte stream.

/// The word before each fragment of a record (RFC 5531 §11).
public struct RPCRecordMark: Equatable, Sendable {
  /// Bytes of the word itself.
  public static let byteCount = 4
  /// The longest fragment the word can announce.
  public static let maximumLength = 0x7fff_ffff

  /// Whether the record ends with this fragment.
  public var isLast: Bool
  /// Bytes of the fragment; zero is legal.
  public var length: Int

  public init(isLast: Bool, length: Int) {
    precondition(length >= 0 && length <= Self.maximumLength, "a record mark has 31 bits of length")
    self.isLast = isLast
    self.length = length
  }

  /// The mark of a word as read from the stream.
  @inlinable public init(word: UInt32) {
    isLast = word & 0x8000_0000 != 0
    length = Int(word & 0x7fff_ffff)
  }

  /// The word as it is written to the stream.
  @inlinable public var word: UInt32 {
    (isLast ? 0x8000_0000 : 0) | UInt32(truncatingIfNeeded: length)
  }
}
