// SPDX-License-Identifier: Apache-2.0
// A type-3 path as it stands in a request.

/// A UTF-8 path: empty (the directory itself) or one leaf name.
///
/// More than one component is legal in the protocol and not offered here: netatalk files what is
/// created through such a path under the wrong parent.
public struct AFPPath: Equatable, Sendable {
  /// The only path type AFP 3 needs.
  public static let utf8Type: UInt8 = 3
  /// The text encoding hint for UTF-8.
  public static let utf8Hint: UInt32 = 0x0800_0103

  /// The bytes of the name, decomposed UTF-8.
  public var bytes: [UInt8]

  /// The directory that the request's directory id names.
  public static let directoryItself = AFPPath(bytes: [])

  public init(bytes: [UInt8]) { self.bytes = bytes }

  /// A leaf of that directory.
  public init(_ leaf: AFPName) { bytes = leaf.wireBytes }

  /// `u8 3, u32 hint, u16 length, bytes`.
  public init(from reader: inout AFPReader) throws(AFPWireError) {
    let start = reader.offset
    let type = try reader.uint8()
    guard type == Self.utf8Type else { throw .unknownValue(UInt32(type), at: start) }
    _ = try reader.uint32()
    bytes = try reader.take(Int(try reader.uint16()))
  }

  public func encode(into writer: inout AFPWriter) {
    writer.append(Self.utf8Type)
    writer.append(Self.utf8Hint)
    writer.append(long: bytes)
  }
}
