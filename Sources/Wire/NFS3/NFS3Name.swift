// SPDX-License-Identifier: Apache-2.0
// filename3: the bytes of one name, without a declared encoding.

/// filename3 (RFC 1813 §2.3.3): the bytes of one name, which need not be UTF-8.
///
/// A name of the usual length is stored inline, so that decoding a directory allocates nothing for it.
public struct NFS3Name: Sendable {
  @usableFromInline static var inlineWords: Int { 6 }

  /// A longer name than fits inline; nil for every other one.
  @usableFromInline let long: [UInt8]?
  /// Big-endian words as they stand on the wire; bytes past the name are zero.
  @usableFromInline var words = InlineArray<6, UInt32>(repeating: 0)
  @usableFromInline let shortCount: UInt8

  public init(bytes: [UInt8]) {
    guard bytes.count <= 4 * Self.inlineWords else {
      long = bytes
      shortCount = 0
      return
    }
    long = nil
    shortCount = UInt8(bytes.count)
    for (index, byte) in bytes.enumerated() {
      words[index / 4] |= UInt32(byte) << (24 - 8 * (index % 4))
    }
  }

  public init(_ text: String) { self.init(bytes: Array(text.utf8)) }

  /// Bytes of the name.
  @inlinable
  public var count: Int { long?.count ?? Int(shortCount) }

  /// The bytes, as an array of their own when they are stored inline.
  public var bytes: [UInt8] { long ?? (0..<count).map { byte(at: $0) } }

  @inlinable
  func byte(at index: Int) -> UInt8 {
    if let long { return long[index] }
    return UInt8(truncatingIfNeeded: words[index / 4] >> (24 - 8 * (index % 4)))
  }

  public static let current = NFS3Name(".")
  public static let parent = NFS3Name("..")

  /// "." or "..".
  @inlinable
  public var isDotOrDotDot: Bool {
    guard long == nil else { return false }
    return shortCount == 1 && words[0] == 0x2E00_0000 || shortCount == 2 && words[0] == 0x2E2E_0000
  }

  /// False for an empty name and for one with "/" or NUL: those never go to a server.
  public var isWellFormed: Bool {
    count > 0 && (0..<count).allSatisfy { byte(at: $0) != 0x2F && byte(at: $0) != 0 }
  }

  /// The name as text, or nil when the bytes are not UTF-8.
  public var text: String? { String(validating: bytes, as: UTF8.self) }
}

extension NFS3Name: XDRCodable {
  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) {
    let range = try reader.opaqueRange(maximum: NFS3.maximumNameBytes)
    guard range.count <= 4 * Self.inlineWords else {
      long = reader.copy(range)
      shortCount = 0
      return
    }
    long = nil
    shortCount = UInt8(truncatingIfNeeded: range.count)
    let wordCount = (range.count + 3) / 4
    var index = 0
    // The range is followed by its padding: whole words can be read.
    while index < wordCount {
      words[index] = reader.word(at: range.lowerBound &+ 4 &* index)
      index += 1
    }
    let tail = range.count % 4
    if tail != 0 { words[wordCount - 1] &= ~(UInt32.max >> UInt32(8 * tail)) }
  }

  @inlinable
  public func encode(into writer: inout XDRWriter) {
    if let long { return writer.append(opaque: long) }
    writer.append(UInt32(shortCount))
    let wordCount = (Int(shortCount) + 3) / 4
    var index = 0
    while index < wordCount {
      writer.append(words[index])
      index += 1
    }
  }
}

extension NFS3Name: Hashable {
  @inlinable
  public static func == (left: NFS3Name, right: NFS3Name) -> Bool {
    guard left.shortCount == right.shortCount else { return false }
    var difference: UInt32 = 0
    for index in 0..<inlineWords { difference |= left.words[index] ^ right.words[index] }
    guard difference == 0 else { return false }
    if left.long == nil, right.long == nil { return true }
    return left.long == right.long
  }

  /// The bytes are mixed first: one step of the hasher each would cost more than all else in a table.
  @inlinable
  public func hash(into hasher: inout Hasher) {
    var mixed = UInt64(truncatingIfNeeded: count)
    if let long {
      for byte in long { mixed = (mixed ^ UInt64(byte)).multipliedByHashFactor }
    } else {
      var index = 0
      while index < (Int(shortCount) + 3) / 4 {
        mixed = (mixed ^ UInt64(words[index])).multipliedByHashFactor
        index += 1
      }
    }
    hasher.combine(mixed)
  }
}

extension UInt64 {
  /// A multiplication that carries every bit upwards, and the upper half folded back down.
  @inlinable
  var multipliedByHashFactor: UInt64 {
    let product = self &* 0x9e37_79b9_7f4a_7c15
    return product ^ (product >> 32)
  }
}

extension NFS3Name: ExpressibleByStringLiteral, CustomStringConvertible {
  public init(stringLiteral text: String) { self.init(text) }

  /// The name for people: bytes that are not UTF-8 become replacement characters.
  public var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension NFS3Name: Comparable {
  public static func < (left: NFS3Name, right: NFS3Name) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}
