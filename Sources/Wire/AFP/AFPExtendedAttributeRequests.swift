// SPDX-License-Identifier: Apache-2.0
// Requests about extended attributes (AFP 3.2 and later).

/// How an extended attribute request treats links and existing attributes.
public struct AFPExtendedAttributeFlags: OptionSet, Hashable, Sendable {
  public var rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }
  public static let noFollow = AFPExtendedAttributeFlags(rawValue: 0x0001)
  /// ObjectExists if the attribute is present.
  public static let create = AFPExtendedAttributeFlags(rawValue: 0x0002)
  /// ItemNotFound if the attribute is absent.
  public static let replace = AFPExtendedAttributeFlags(rawValue: 0x0004)
}

/// FPGetExtAttr (69). Absent: ItemNotFound. Offsets are ignored by servers and not offered.
public struct AFPGetExtendedAttributeRequest: AFPRequest {
  public static let command = AFPCommand.getExtendedAttribute
  public var volume: AFPVolumeID
  public var directory: AFPNodeID
  public var flags: AFPExtendedAttributeFlags
  /// Bytes; 0 asks for the length only, too few is a ParamErr.
  public var maximumReplyBytes: UInt32
  public var path: AFPPath
  public var name: [UInt8]

  public init(
    volume: AFPVolumeID, directory: AFPNodeID, flags: AFPExtendedAttributeFlags = [],
    maximumReplyBytes: UInt32, path: AFPPath, name: [UInt8]
  ) {
    self.volume = volume
    self.directory = directory
    self.flags = flags
    self.maximumReplyBytes = maximumReplyBytes
    self.path = path
    self.name = name
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    volume = try reader.volume()
    directory = try reader.node()
    flags = AFPExtendedAttributeFlags(rawValue: try reader.uint16())
    _ = try reader.uint64()
    _ = try reader.uint64()
    maximumReplyBytes = try reader.uint32()
    path = try reader.path()
    try reader.alignToEven()
    name = try reader.take(Int(try reader.uint16()))
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(volume)
    writer.append(directory)
    writer.append(flags.rawValue)
    writer.append(UInt64(0))
    writer.append(UInt64.max)  // -1: all of it
    writer.append(maximumReplyBytes)
    writer.append(path)
    writer.alignToEven()
    writer.append(long: name)
  }
}

/// Reply of FPGetExtAttr and FPListExtAttrs: a bitmap, then `u32 length` and that many bytes.
public struct AFPExtendedAttributeReply: Equatable, Sendable {
  public var flags: AFPExtendedAttributeFlags
  /// The length the server states; with nothing behind it when only the length was asked for.
  public var length: UInt32
  public var data: [UInt8]

  public init(flags: AFPExtendedAttributeFlags = [], length: UInt32, data: [UInt8]) {
    self.flags = flags
    self.length = length
    self.data = data
  }

  public init(from reader: inout AFPReader) throws(AFPWireError) {
    flags = AFPExtendedAttributeFlags(rawValue: try reader.uint16())
    length = try reader.uint32()
    data = reader.remaining == 0 ? [] : try reader.take(Int(length))
  }

  public func encode(into writer: inout AFPWriter) {
    writer.append(flags.rawValue)
    writer.append(length)
    writer.append(contentsOf: data)
  }

  /// The NUL-terminated names of a list reply.
  public var names: [[UInt8]] { data.split(separator: 0).map(Array.init) }
}

/// FPSetExtAttr (70).
public struct AFPSetExtendedAttributeRequest: AFPRequest {
  public static let command = AFPCommand.setExtendedAttribute
  public var volume: AFPVolumeID
  public var directory: AFPNodeID
  public var flags: AFPExtendedAttributeFlags
  public var path: AFPPath
  public var name: [UInt8]
  public var value: [UInt8]

  public init(
    volume: AFPVolumeID, directory: AFPNodeID, flags: AFPExtendedAttributeFlags = [],
    path: AFPPath, name: [UInt8], value: [UInt8]
  ) {
    self.volume = volume
    self.directory = directory
    self.flags = flags
    self.path = path
    self.name = name
    self.value = value
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    volume = try reader.volume()
    directory = try reader.node()
    flags = AFPExtendedAttributeFlags(rawValue: try reader.uint16())
    _ = try reader.uint64()
    path = try reader.path()
    try reader.alignToEven()
    name = try reader.take(Int(try reader.uint16()))
    value = try reader.take(Int(try reader.uint32()))
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(volume)
    writer.append(directory)
    writer.append(flags.rawValue)
    writer.append(UInt64(0))
    writer.append(path)
    writer.alignToEven()
    writer.append(long: name)
    writer.append(UInt32(clamping: value.count))
    writer.append(contentsOf: value)
  }
}

/// FPRemoveExtAttr (71). Absent: MiscErr.
public struct AFPRemoveExtendedAttributeRequest: AFPRequest {
  public static let command = AFPCommand.removeExtendedAttribute
  public var volume: AFPVolumeID
  public var directory: AFPNodeID
  public var flags: AFPExtendedAttributeFlags
  public var path: AFPPath
  public var name: [UInt8]

  public init(
    volume: AFPVolumeID, directory: AFPNodeID, flags: AFPExtendedAttributeFlags = [],
    path: AFPPath, name: [UInt8]
  ) {
    self.volume = volume
    self.directory = directory
    self.flags = flags
    self.path = path
    self.name = name
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    volume = try reader.volume()
    directory = try reader.node()
    flags = AFPExtendedAttributeFlags(rawValue: try reader.uint16())
    path = try reader.path()
    try reader.alignToEven()
    name = try reader.take(Int(try reader.uint16()))
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(volume)
    writer.append(directory)
    writer.append(flags.rawValue)
    writer.append(path)
    writer.alignToEven()
    writer.append(long: name)
  }
}

/// FPListExtAttrs (72). The largest reply is ignored by netatalk unless it is 0.
public struct AFPListExtendedAttributesRequest: AFPRequest {
  public static let command = AFPCommand.listExtendedAttributes
  public var volume: AFPVolumeID
  public var directory: AFPNodeID
  public var flags: AFPExtendedAttributeFlags
  public var maximumReplyBytes: UInt32
  public var path: AFPPath

  public init(
    volume: AFPVolumeID, directory: AFPNodeID, flags: AFPExtendedAttributeFlags = [],
    maximumReplyBytes: UInt32, path: AFPPath
  ) {
    self.volume = volume
    self.directory = directory
    self.flags = flags
    self.maximumReplyBytes = maximumReplyBytes
    self.path = path
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    volume = try reader.volume()
    directory = try reader.node()
    flags = AFPExtendedAttributeFlags(rawValue: try reader.uint16())
    _ = try reader.uint16()
    _ = try reader.uint32()
    maximumReplyBytes = try reader.uint32()
    path = try reader.path()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(volume)
    writer.append(directory)
    writer.append(flags.rawValue)
    writer.append(UInt16(0))  // count
    writer.append(UInt32(0))  // start
    writer.append(maximumReplyBytes)
    writer.append(path)
  }
}
