// SPDX-License-Identifier: Apache-2.0
// filename3 and nfspath3: bytes without a declared encoding.

/// filename3 (RFC 1813 §2.3.3): the bytes of one name, which need not be UTF-8.
public struct NFS3Name: Hashable, Sendable {
  public var bytes: [UInt8]

  @inlinable
  public init(bytes: [UInt8]) { self.bytes = bytes }

  public init(_ text: String) { bytes = Array(text.utf8) }

  public static let current = NFS3Name(".")
  public static let parent = NFS3Name("..")

  /// "." or "..".
  @inlinable
  public var isDotOrDotDot: Bool {
    switch bytes.count {
    case 1: bytes[0] == 0x2E
    case 2: bytes[0] == 0x2E && bytes[1] == 0x2E
    default: false
    }
  }

  /// False for an empty name and for one with "/" or NUL: those never go to a server.
  public var isWellFormed: Bool {
    !bytes.isEmpty && !bytes.contains { $0 == 0x2F || $0 == 0 }
  }

  /// The name as text, or nil when the bytes are not UTF-8.
  public var text: String? { String(validating: bytes, as: UTF8.self) }
}

extension NFS3Name: XDRCodable {
  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) {
    bytes = try reader.opaque(maximum: NFS3.maximumNameBytes)
  }

  @inlinable
  public func encode(into writer: inout XDRWriter) { writer.append(opaque: bytes) }
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

extension NFS3Name {
  /// The bytes are mixed first: one step of the hasher each would cost more than all else in a table.
  @inlinable
  public func hash(into hasher: inout Hasher) {
    var mixed = UInt64(truncatingIfNeeded: bytes.count)
    for byte in bytes { mixed = (mixed ^ UInt64(byte)).multipliedByHashFactor }
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

/// nfspath3 (RFC 1813 §2.3.3): the text of a symbolic link, as bytes.
public struct NFS3Path: Hashable, Sendable {
  public var bytes: [UInt8]

  @inlinable
  public init(bytes: [UInt8]) { self.bytes = bytes }

  public init(_ text: String) { bytes = Array(text.utf8) }

  public var isAbsolute: Bool { bytes.first == 0x2F }

  /// The names between the slashes. Empty ones and "." are left out; ".." is kept.
  public var components: [NFS3Name] {
    bytes.split(separator: 0x2F).map { NFS3Name(bytes: Array($0)) }.filter { $0 != .current }
  }
}

extension NFS3Path: XDRCodable {
  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) {
    bytes = try reader.opaque(maximum: NFS3.maximumPathBytes)
  }

  @inlinable
  public func encode(into writer: inout XDRWriter) { writer.append(opaque: bytes) }
}

extension NFS3Path: ExpressibleByStringLiteral, CustomStringConvertible {
  public init(stringLiteral text: String) { self.init(text) }

  public var description: String { String(decoding: bytes, as: UTF8.self) }
}
