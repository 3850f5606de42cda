// SPDX-License-Identifier: Apache-2.0
// nfspath3: the text of a symbolic link, and paths of our own, as bytes.

/// nfspath3 (RFC 1813 §2.3.3): the text of a symbolic link, as bytes.
public struct NFS3Path: Hashable, Sendable {
  public var bytes: [UInt8]

  @inlinable
  public init(bytes: [UInt8]) { self.bytes = bytes }

  public init(_ text: String) { bytes = Array(text.utf8) }

  public var isAbsolute: Bool { bytes.first == 0x2F }

  /// The names between the slashes. Empty ones and "." are left out; ".." is kept.
  public var components: [NFS3Name] {
    // One name is what most paths are.
    guard bytes.contains(0x2F) else {
      let only = NFS3Name(bytes: bytes)
      return bytes.isEmpty || only == .current ? [] : [only]
    }
    return bytes.split(separator: 0x2F).map { NFS3Name(bytes: Array($0)) }
      .filter { $0 != .current }
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
