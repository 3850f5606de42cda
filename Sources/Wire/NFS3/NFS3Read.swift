// SPDX-License-Identifier: Apache-2.0
// READ: the payload stays where it was received, the decoded value only says where.

/// READ3args (RFC 1813 §3.3.6).
public struct NFS3ReadArguments: Equatable, Sendable, XDRCodable {
  public var file: NFS3FileHandle
  public var offset: UInt64  // bytes from the start of the file
  public var count: UInt32  // bytes wanted; the server may send fewer

  @inlinable
  public init(file: NFS3FileHandle, offset: UInt64, count: UInt32) {
    self.file = file
    self.offset = offset
    self.count = count
  }

  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) {
    file = try NFS3FileHandle(from: &reader)
    offset = try reader.uint64()
    count = try reader.uint32()
  }

  @inlinable
  public func encode(into writer: inout XDRWriter) {
    file.encode(into: &writer)
    writer.append(offset)
    writer.append(count)
  }
}

/// READ3resok without its payload (RFC 1813 §3.3.6): everything through the length of the data.
///
/// A client that places the payload itself decodes this much, reads `dataBytes` bytes to their
/// destination and skips the padding. A server appends the payload and its padding after it.
public struct NFS3ReadHeader: Equatable, Sendable, XDRCodable {
  public var attributes: NFS3Attributes?
  public var count: UInt32  // bytes the server says it read
  public var isEndOfFile: Bool
  public var dataBytes: UInt32  // length word of the data; equals `count` in an honest reply

  public init(attributes: NFS3Attributes?, count: UInt32, isEndOfFile: Bool) {
    self.attributes = attributes
    self.count = count
    self.isEndOfFile = isEndOfFile
    self.dataBytes = count
  }

  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) {
    attributes = try NFS3Attributes?(from: &reader)
    count = try reader.uint32()
    isEndOfFile = try reader.bool()
    dataBytes = try reader.uint32()
  }

  @inlinable
  public func encode(into writer: inout XDRWriter) {
    attributes.encode(into: &writer)
    writer.append(count)
    writer.append(isEndOfFile)
    writer.append(dataBytes)
  }
}

/// READ3res up to the payload (RFC 1813 §3.3.6).
public typealias NFS3ReadResultHeader = NFS3Result<NFS3ReadHeader, NFS3Attributes?>

/// READ3resok (RFC 1813 §3.3.6), its data as a range of the bytes it was decoded from.
public struct NFS3ReadSuccess: Equatable, Sendable {
  public var attributes: NFS3Attributes?
  public var isEndOfFile: Bool
  public var data: Range<Int>  // in the reader's bytes

  public init(attributes: NFS3Attributes?, isEndOfFile: Bool, data: Range<Int>) {
    self.attributes = attributes
    self.isEndOfFile = isEndOfFile
    self.data = data
  }
}

extension NFS3ReadSuccess: XDRCodable {
  /// - Throws: `.invalidValue` when the count and the length of the data disagree.
  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) {
    attributes = try NFS3Attributes?(from: &reader)
    let start = reader.offset
    let count = try reader.uint32()
    isEndOfFile = try reader.bool()
    data = try reader.opaqueRange(maximum: NFS3.maximumTransferBytes)
    guard Int(count) == data.count else { throw .invalidValue(at: start, value: count) }
  }

  /// Writes everything through the length of the data; the caller appends the data and its padding.
  @inlinable
  public func encode(into writer: inout XDRWriter) {
    NFS3ReadHeader(
      attributes: attributes, count: UInt32(data.count), isEndOfFile: isEndOfFile
    ).encode(into: &writer)
  }
}

/// READ3res (RFC 1813 §3.3.6).
public typealias NFS3ReadResult = NFS3Result<NFS3ReadSuccess, NFS3Attributes?>
