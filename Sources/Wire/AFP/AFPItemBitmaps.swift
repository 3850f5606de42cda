// SPDX-License-Identifier: Apache-2.0
// Bitmaps and flag words of files and directories.

/// Which parameters of a file are wanted or present.
public struct AFPFileBitmap: OptionSet, Sendable {
  public var rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }
  public static let attributes = AFPFileBitmap(rawValue: 0x0001)
  public static let parent = AFPFileBitmap(rawValue: 0x0002)
  public static let creationDate = AFPFileBitmap(rawValue: 0x0004)
  public static let modificationDate = AFPFileBitmap(rawValue: 0x0008)
  public static let backupDate = AFPFileBitmap(rawValue: 0x0010)
  public static let finderInfo = AFPFileBitmap(rawValue: 0x0020)
  public static let longName = AFPFileBitmap(rawValue: 0x0040)
  public static let shortName = AFPFileBitmap(rawValue: 0x0080)
  public static let nodeID = AFPFileBitmap(rawValue: 0x0100)
  /// Capped at 4 GiB - 1.
  public static let dataLength32 = AFPFileBitmap(rawValue: 0x0200)
  /// Capped at 4 GiB - 1.
  public static let resourceLength32 = AFPFileBitmap(rawValue: 0x0400)
  public static let dataLength = AFPFileBitmap(rawValue: 0x0800)
  public static let utf8Name = AFPFileBitmap(rawValue: 0x2000)
  public static let resourceLength = AFPFileBitmap(rawValue: 0x4000)
  public static let unixPrivileges = AFPFileBitmap(rawValue: 0x8000)

  /// Attributes, parent, dates, id, length, name, resource length, Unix privileges (0xE90F).
  public static let useful: AFPFileBitmap = [
    .attributes, .parent, .creationDate, .modificationDate, .nodeID, .dataLength, .utf8Name,
    .resourceLength, .unixPrivileges,
  ]
  static let known = AFPFileBitmap(rawValue: 0xEFFF)
}

/// Which parameters of a directory are wanted or present.
public struct AFPDirectoryBitmap: OptionSet, Sendable {
  public var rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }
  public static let attributes = AFPDirectoryBitmap(rawValue: 0x0001)
  public static let parent = AFPDirectoryBitmap(rawValue: 0x0002)
  public static let creationDate = AFPDirectoryBitmap(rawValue: 0x0004)
  public static let modificationDate = AFPDirectoryBitmap(rawValue: 0x0008)
  public static let backupDate = AFPDirectoryBitmap(rawValue: 0x0010)
  public static let finderInfo = AFPDirectoryBitmap(rawValue: 0x0020)
  public static let longName = AFPDirectoryBitmap(rawValue: 0x0040)
  public static let shortName = AFPDirectoryBitmap(rawValue: 0x0080)
  public static let nodeID = AFPDirectoryBitmap(rawValue: 0x0100)
  /// Capped at 65,535.
  public static let offspringCount = AFPDirectoryBitmap(rawValue: 0x0200)
  public static let owner = AFPDirectoryBitmap(rawValue: 0x0400)
  public static let group = AFPDirectoryBitmap(rawValue: 0x0800)
  public static let accessRights = AFPDirectoryBitmap(rawValue: 0x1000)
  public static let utf8Name = AFPDirectoryBitmap(rawValue: 0x2000)
  public static let unixPrivileges = AFPDirectoryBitmap(rawValue: 0x8000)

  /// Attributes, parent, dates, id, offspring, name, Unix privileges (0xA30F).
  public static let useful: AFPDirectoryBitmap = [
    .attributes, .parent, .creationDate, .modificationDate, .nodeID, .offspringCount, .utf8Name,
    .unixPrivileges,
  ]
  static let known = AFPDirectoryBitmap(rawValue: 0xBFFF)
}

/// Attribute bits of a file or directory.
public struct AFPItemAttributes: OptionSet, Hashable, Sendable {
  public var rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }
  public static let invisible = AFPItemAttributes(rawValue: 0x0001)
  public static let system = AFPItemAttributes(rawValue: 0x0004)
  /// For a file: the data fork is open in this session. For a directory: it is shared.
  public static let dataForkOpen = AFPItemAttributes(rawValue: 0x0008)
  /// For a file: the resource fork is open in this session. For a directory: it is mounted.
  public static let resourceForkOpen = AFPItemAttributes(rawValue: 0x0010)
  public static let writeInhibit = AFPItemAttributes(rawValue: 0x0020)
  public static let backupNeeded = AFPItemAttributes(rawValue: 0x0040)
  public static let renameInhibit = AFPItemAttributes(rawValue: 0x0080)
  public static let deleteInhibit = AFPItemAttributes(rawValue: 0x0100)
  /// In a set request: set the bits given; without it, clear them.
  public static let setOrClear = AFPItemAttributes(rawValue: 0x8000)
}

/// Owner, group and mode as a Unix server keeps them.
public struct AFPUnixPrivileges: Hashable, Sendable {
  public var userID: UInt32
  public var groupID: UInt32
  /// With the file type bits: 0o100644, 0o040755.
  public var mode: UInt32
  /// User (the caller's effective rights; 0x80 = owner), everyone, group, owner: one byte each,
  /// bits 1 search, 2 read, 4 write.
  public var accessRights: UInt32

  public init(userID: UInt32, groupID: UInt32, mode: UInt32, accessRights: UInt32 = 0) {
    self.userID = userID
    self.groupID = groupID
    self.mode = mode
    self.accessRights = accessRights
  }

  public init(from reader: inout AFPReader) throws(AFPWireError) {
    userID = try reader.uint32()
    groupID = try reader.uint32()
    mode = try reader.uint32()
    accessRights = try reader.uint32()
  }

  public func encode(into writer: inout AFPWriter) {
    writer.append(userID)
    writer.append(groupID)
    writer.append(mode)
    writer.append(accessRights)
  }
}
