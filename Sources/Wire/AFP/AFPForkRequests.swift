// SPDX-License-Identifier: Apache-2.0
// Requests about open forks.

/// How a fork is opened, and what others may not do meanwhile.
public struct AFPForkMode: OptionSet, Hashable, Sendable {
  public var rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }
  public static let read = AFPForkMode(rawValue: 0x0001)
  public static let write = AFPForkMode(rawValue: 0x0002)
  /// Refuse to others, and to a second open of this session, to read.
  public static let denyRead = AFPForkMode(rawValue: 0x0010)
  /// Refuse to others, and to a second open of this session, to write.
  public static let denyWrite = AFPForkMode(rawValue: 0x0020)
}

/// FPOpenFork (26).
public struct AFPOpenForkRequest: AFPRequest {
  public static let command = AFPCommand.openFork
  static let resourceFlag: UInt8 = 0x80

  public var isResourceFork: Bool
  public var volume: AFPVolumeID
  public var directory: AFPNodeID
  public var bitmap: AFPFileBitmap
  public var mode: AFPForkMode
  public var path: AFPPath

  public init(
    isResourceFork: Bool = false, volume: AFPVolumeID, directory: AFPNodeID,
    bitmap: AFPFileBitmap = .dataLength, mode: AFPForkMode, path: AFPPath
  ) {
    self.isResourceFork = isResourceFork
    self.volume = volume
    self.directory = directory
    self.bitmap = bitmap
    self.mode = mode
    self.path = path
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    isResourceFork = try reader.uint8() & Self.resourceFlag != 0
    volume = try reader.volume()
    directory = try reader.node()
    bitmap = AFPFileBitmap(rawValue: try reader.uint16())
    mode = AFPForkMode(rawValue: try reader.uint16())
    path = try reader.path()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(isResourceFork ? Self.resourceFlag : 0)
    writer.append(volume)
    writer.append(directory)
    writer.append(bitmap.rawValue)
    writer.append(mode.rawValue)
    writer.append(path)
  }
}

/// Reply of FPOpenFork. A DenyConflict has such a body too, with fork number 0: look at the result
/// code first.
public struct AFPOpenForkReply: Equatable, Sendable {
  public var bitmap: AFPFileBitmap
  public var fork: AFPForkID
  public var item: AFPItemParameters

  public init(bitmap: AFPFileBitmap, fork: AFPForkID, item: AFPItemParameters) {
    self.bitmap = bitmap
    self.fork = fork
    self.item = item
  }

  public init(from reader: inout AFPReader) throws(AFPWireError) {
    bitmap = AFPFileBitmap(rawValue: try reader.uint16())
    fork = try reader.fork()
    item = try AFPItemParameters(file: bitmap, from: &reader)
  }

  public func encode(into writer: inout AFPWriter) {
    writer.append(bitmap.rawValue)
    writer.append(fork)
    item.encode(file: bitmap, into: &writer)
  }
}

/// FPGetForkParms (14). The reply is a bitmap and file parameters.
public struct AFPForkParametersRequest: AFPRequest {
  public static let command = AFPCommand.getForkParameters
  public var fork: AFPForkID
  public var bitmap: AFPFileBitmap

  public init(fork: AFPForkID, bitmap: AFPFileBitmap) {
    self.fork = fork
    self.bitmap = bitmap
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    fork = try reader.fork()
    bitmap = AFPFileBitmap(rawValue: try reader.uint16())
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(fork)
    writer.append(bitmap.rawValue)
  }

  /// Decodes the reply.
  public static func reply(from reader: inout AFPReader) throws(AFPWireError) -> AFPItemParameters {
    let bitmap = AFPFileBitmap(rawValue: try reader.uint16())
    return try AFPItemParameters(file: bitmap, from: &reader)
  }
}

/// FPSetForkParms (31) with a 64-bit length: truncates or extends, sparse.
public struct AFPSetForkLengthRequest: AFPRequest {
  public static let command = AFPCommand.setForkParameters
  public var fork: AFPForkID
  public var isResourceFork: Bool
  public var length: UInt64

  public init(fork: AFPForkID, isResourceFork: Bool = false, length: UInt64) {
    self.fork = fork
    self.isResourceFork = isResourceFork
    self.length = length
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    fork = try reader.fork()
    let start = reader.offset
    let bitmap = AFPFileBitmap(rawValue: try reader.uint16())
    switch bitmap {
    case .dataLength: isResourceFork = false
    case .resourceLength: isResourceFork = true
    default: throw .unknownValue(UInt32(bitmap.rawValue), at: start)
    }
    length = try reader.uint64()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(fork)
    writer.append((isResourceFork ? AFPFileBitmap.resourceLength : .dataLength).rawValue)
    writer.append(length)
  }
}

/// FPReadExt (60). EOFErr with data is a short read at the end of the file.
public struct AFPReadRequest: AFPRequest {
  public static let command = AFPCommand.read
  public var fork: AFPForkID
  public var offset: UInt64
  public var count: UInt64

  public init(fork: AFPForkID, offset: UInt64, count: UInt64) {
    self.fork = fork
    self.offset = offset
    self.count = count
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    fork = try reader.fork()
    offset = try reader.nonNegativeInt64()
    count = try reader.nonNegativeInt64()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(fork)
    writer.append(offset)
    writer.append(count)
  }
}

/// FPWriteExt (61), always from the start of the fork. Travels in a DSIWrite only: in a DSICommand
/// the server waits for data that never comes.
public struct AFPWriteRequest: AFPRequest {
  public static let command = AFPCommand.write
  /// Size of the block, which the data offset of the DSI header must state.
  public static let blockBytes = 20

  public var fork: AFPForkID
  public var offset: UInt64
  /// Bytes of data behind the block.
  public var count: UInt64

  public init(fork: AFPForkID, offset: UInt64, count: UInt64) {
    self.fork = fork
    self.offset = offset
    self.count = count
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    fork = try reader.fork()
    offset = try reader.nonNegativeInt64()
    count = try reader.nonNegativeInt64()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(fork)
    writer.append(offset)
    writer.append(count)
  }
}
