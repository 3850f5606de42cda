// SPDX-License-Identifier: Apache-2.0
// The three 8-byte verifiers: of a directory cookie, of an exclusive create, of written data.

/// cookieverf3, createverf3 and writeverf3 (RFC 1813 §2.3.3): 8 bytes, compared, never ordered.
public struct NFS3Verifier: RawRepresentable, Hashable, Sendable, XDRCodable {
  /// The bytes as one big-endian number.
  public var rawValue: UInt64

  @inlinable
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) { rawValue = try reader.uint64() }

  @inlinable
  public func encode(into writer: inout XDRWriter) { writer.append(rawValue) }

  /// What the first page of a listing is asked with.
  public static let zero = NFS3Verifier(rawValue: 0)
}

extension NFS3Verifier: CustomStringConvertible {
  public var description: String {
    let digits = String(rawValue, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
