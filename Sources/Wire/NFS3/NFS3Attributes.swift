// SPDX-License-Identifier: Apache-2.0
// fattr3 and its parts: what a server tells about a file.

/// ftype3 (RFC 1813 §2.3.5).
public enum NFS3FileType: UInt32, CaseIterable, Sendable, XDRCodable {
  case regular = 1
  case directory = 2
  case blockDevice = 3
  case characterDevice = 4
  case symbolicLink = 5
  case socket = 6
  case fifo = 7

  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) {
    let start = reader.offset
    let number = try reader.uint32()
    guard let type = NFS3FileType(rawValue: number) else {
      throw .invalidValue(at: start, value: number)
    }
    self = type
  }

  @inlinable
  public func encode(into writer: inout XDRWriter) { writer.append(rawValue) }
}

/// specdata3 (RFC 1813 §2.3.5): the two numbers of a device node.
public struct NFS3Device: Hashable, Sendable, XDRCodable {
  public var major: UInt32
  public var minor: UInt32

  @inlinable
  public init(major: UInt32 = 0, minor: UInt32 = 0) {
    self.major = major
    self.minor = minor
  }

  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) {
    major = try reader.uint32()
    minor = try reader.uint32()
  }

  @inlinable
  public func encode(into writer: inout XDRWriter) {
    writer.append(major)
    writer.append(minor)
  }
}

/// nfstime3 (RFC 1813 §2.3.5): seconds since 1970, unsigned, and nanoseconds.
public struct NFS3Time: Hashable, Sendable, XDRCodable {
  public var seconds: UInt32
  public var nanoseconds: UInt32

  @inlinable
  public init(seconds: UInt32, nanoseconds: UInt32 = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) {
    seconds = try reader.uint32()
    nanoseconds = try reader.uint32()
  }

  @inlinable
  public func encode(into writer: inout XDRWriter) {
    writer.append(seconds)
    writer.append(nanoseconds)
  }
}

extension NFS3Time {
  @inlinable
  init(at offset: Int, _ reader: borrowing XDRReader) {
    self.init(seconds: reader.word(at: offset), nanoseconds: reader.word(at: offset + 4))
  }
}

extension NFS3Time: Comparable {
  @inlinable
  public static func < (left: NFS3Time, right: NFS3Time) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }
}

/// fattr3 (RFC 1813 §2.3.5), 84 bytes on the wire.
public struct NFS3Attributes: Hashable, Sendable {
  /// Bytes on the wire.
  public static let byteCount = 84

  public var type: NFS3FileType
  public var mode: UInt32  // permission bits, 07777
  public var linkCount: UInt32
  public var userID: UInt32
  public var groupID: UInt32
  public var size: UInt64  // bytes a reader sees
  public var usedBytes: UInt64  // bytes on the disk
  public var device: NFS3Device
  public var fileSystemID: UInt64
  public var fileID: UInt64
  public var accessTime: NFS3Time
  public var modificationTime: NFS3Time
  public var changeTime: NFS3Time

  public init(
    type: NFS3FileType, mode: UInt32, linkCount: UInt32 = 1, userID: UInt32 = 0,
    groupID: UInt32 = 0, size: UInt64 = 0, usedBytes: UInt64 = 0, device: NFS3Device = .init(),
    fileSystemID: UInt64 = 0, fileID: UInt64 = 0, accessTime: NFS3Time = .init(seconds: 0),
    modificationTime: NFS3Time = .init(seconds: 0), changeTime: NFS3Time = .init(seconds: 0)
  ) {
    self.type = type
    self.mode = mode
    self.linkCount = linkCount
    self.userID = userID
    self.groupID = groupID
    self.size = size
    self.usedBytes = usedBytes
    self.device = device
    self.fileSystemID = fileSystemID
    self.fileID = fileID
    self.accessTime = accessTime
    self.modificationTime = modificationTime
    self.changeTime = changeTime
  }
}

extension NFS3Attributes: XDRCodable {
  /// The length is checked once for all fields: listings are made of these.
  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) {
    let start = try reader.take(Self.byteCount)
    let number = reader.word(at: start)
    guard let type = NFS3FileType(rawValue: number) else {
      throw .invalidValue(at: start, value: number)
    }
    self.type = type
    mode = reader.word(at: start + 4)
    linkCount = reader.word(at: start + 8)
    userID = reader.word(at: start + 12)
    groupID = reader.word(at: start + 16)
    size = reader.wide(at: start + 20)
    usedBytes = reader.wide(at: start + 28)
    device = NFS3Device(major: reader.word(at: start + 36), minor: reader.word(at: start + 40))
    fileSystemID = reader.wide(at: start + 44)
    fileID = reader.wide(at: start + 52)
    accessTime = NFS3Time(at: start + 60, reader)
    modificationTime = NFS3Time(at: start + 68, reader)
    changeTime = NFS3Time(at: start + 76, reader)
  }

  @inlinable
  public func encode(into writer: inout XDRWriter) {
    type.encode(into: &writer)
    writer.append(mode)
    writer.append(linkCount)
    writer.append(userID)
    writer.append(groupID)
    writer.append(size)
    writer.append(usedBytes)
    device.encode(into: &writer)
    writer.append(fileSystemID)
    writer.append(fileID)
    accessTime.encode(into: &writer)
    modificationTime.encode(into: &writer)
    changeTime.encode(into: &writer)
  }
}
