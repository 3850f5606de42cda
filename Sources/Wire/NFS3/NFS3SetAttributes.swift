// SPDX-License-Identifier: Apache-2.0
// sattr3 and the SETATTR procedure.

/// set_atime and set_mtime (RFC 1813 §2.3.5): leave, the server's clock, or a given time.
public enum NFS3SetTime: Hashable, Sendable, XDRCodable {
  case leave
  case serverTime
  case time(NFS3Time)

  public init(from reader: inout XDRReader) throws(XDRError) {
    let start = reader.offset
    switch try reader.uint32() {
    case 0: self = .leave
    case 1: self = .serverTime
    case 2: self = .time(try NFS3Time(from: &reader))
    case let other: throw .invalidValue(at: start, value: other)
    }
  }

  public func encode(into writer: inout XDRWriter) {
    switch self {
    case .leave: writer.append(UInt32(0))
    case .serverTime: writer.append(UInt32(1))
    case .time(let time):
      writer.append(UInt32(2))
      time.encode(into: &writer)
    }
  }
}

/// sattr3 (RFC 1813 §2.3.5): only what is set is changed.
public struct NFS3SetAttributes: Hashable, Sendable {
  public var mode: UInt32?
  public var userID: UInt32?
  public var groupID: UInt32?
  public var size: UInt64?
  public var accessTime: NFS3SetTime
  public var modificationTime: NFS3SetTime

  public init(
    mode: UInt32? = nil, userID: UInt32? = nil, groupID: UInt32? = nil, size: UInt64? = nil,
    accessTime: NFS3SetTime = .leave, modificationTime: NFS3SetTime = .leave
  ) {
    self.mode = mode
    self.userID = userID
    self.groupID = groupID
    self.size = size
    self.accessTime = accessTime
    self.modificationTime = modificationTime
  }

  /// True when the call would change nothing.
  public var isEmpty: Bool { self == NFS3SetAttributes() }
}

extension NFS3SetAttributes: XDRCodable {
  public init(from reader: inout XDRReader) throws(XDRError) {
    mode = try reader.bool() ? try reader.uint32() : nil
    userID = try reader.bool() ? try reader.uint32() : nil
    groupID = try reader.bool() ? try reader.uint32() : nil
    size = try reader.bool() ? try reader.uint64() : nil
    accessTime = try NFS3SetTime(from: &reader)
    modificationTime = try NFS3SetTime(from: &reader)
  }

  public func encode(into writer: inout XDRWriter) {
    for field in [mode, userID, groupID] {
      writer.append(field != nil)
      if let field { writer.append(field) }
    }
    writer.append(size != nil)
    if let size { writer.append(size) }
    accessTime.encode(into: &writer)
    modificationTime.encode(into: &writer)
  }
}

/// SETATTR3args (RFC 1813 §3.3.2).
public struct NFS3SetAttributesArguments: Equatable, Sendable, XDRCodable {
  public var file: NFS3FileHandle
  public var attributes: NFS3SetAttributes
  public var guardChangeTime: NFS3Time?  // NOT_SYNC unless the file's ctime equals it

  public init(
    file: NFS3FileHandle, attributes: NFS3SetAttributes, guardChangeTime: NFS3Time? = nil
  ) {
    self.file = file
    self.attributes = attributes
    self.guardChangeTime = guardChangeTime
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    file = try NFS3FileHandle(from: &reader)
    attributes = try NFS3SetAttributes(from: &reader)
    guardChangeTime = try NFS3Time?(from: &reader)
  }

  public func encode(into writer: inout XDRWriter) {
    file.encode(into: &writer)
    attributes.encode(into: &writer)
    guardChangeTime.encode(into: &writer)
  }
}

/// SETATTR3res (RFC 1813 §3.3.2).
public typealias NFS3SetAttributesResult = NFS3Result<NFS3WeakCacheData, NFS3WeakCacheData>
