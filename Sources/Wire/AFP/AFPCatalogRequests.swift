// SPDX-License-Identifier: Apache-2.0
// Requests that look at the catalogue: parameters and enumeration.

/// FPGetFileDirParms (34). An unknown volume is answered with AccessDenied.
public struct AFPItemRequest: AFPRequest {
  public static let command = AFPCommand.getFileDirectoryParameters
  public var volume: AFPVolumeID
  public var directory: AFPNodeID
  public var fileBitmap: AFPFileBitmap
  public var directoryBitmap: AFPDirectoryBitmap
  public var path: AFPPath

  public init(
    volume: AFPVolumeID, directory: AFPNodeID, fileBitmap: AFPFileBitmap = .useful,
    directoryBitmap: AFPDirectoryBitmap = .useful, path: AFPPath
  ) {
    self.volume = volume
    self.directory = directory
    self.fileBitmap = fileBitmap
    self.directoryBitmap = directoryBitmap
    self.path = path
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    volume = try reader.volume()
    directory = try reader.node()
    fileBitmap = AFPFileBitmap(rawValue: try reader.uint16())
    directoryBitmap = AFPDirectoryBitmap(rawValue: try reader.uint16())
    path = try reader.path()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(volume)
    writer.append(directory)
    writer.append(fileBitmap.rawValue)
    writer.append(directoryBitmap.rawValue)
    writer.append(path)
  }
}

/// FPEnumerateExt2 (68). The end of the directory is answered with ObjectNotFound.
public struct AFPEnumerateRequest: AFPRequest {
  public static let command = AFPCommand.enumerate
  public var volume: AFPVolumeID
  public var directory: AFPNodeID
  public var fileBitmap: AFPFileBitmap
  public var directoryBitmap: AFPDirectoryBitmap
  /// Entries wanted; the reply may hold fewer.
  public var count: UInt16
  /// Index of the first entry wanted, from 1.
  public var start: UInt32
  /// Bytes; too small for one entry is a ParamErr.
  public var maximumReplyBytes: UInt32
  public var path: AFPPath

  public init(
    volume: AFPVolumeID, directory: AFPNodeID, fileBitmap: AFPFileBitmap = .useful,
    directoryBitmap: AFPDirectoryBitmap = .useful, count: UInt16, start: UInt32,
    maximumReplyBytes: UInt32, path: AFPPath = .directoryItself
  ) {
    self.volume = volume
    self.directory = directory
    self.fileBitmap = fileBitmap
    self.directoryBitmap = directoryBitmap
    self.count = count
    self.start = start
    self.maximumReplyBytes = maximumReplyBytes
    self.path = path
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    volume = try reader.volume()
    directory = try reader.node()
    fileBitmap = AFPFileBitmap(rawValue: try reader.uint16())
    directoryBitmap = AFPDirectoryBitmap(rawValue: try reader.uint16())
    count = try reader.uint16()
    start = try reader.uint32()
    maximumReplyBytes = try reader.uint32()
    path = try reader.path()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(volume)
    writer.append(directory)
    writer.append(fileBitmap.rawValue)
    writer.append(directoryBitmap.rawValue)
    writer.append(count)
    writer.append(start)
    writer.append(maximumReplyBytes)
    writer.append(path)
  }
}

/// FPSetFileDirParms (35): parameters in bit order; only those given are set.
public struct AFPSetItemRequest: AFPRequest {
  public static let command = AFPCommand.setFileDirectoryParameters
  public var volume: AFPVolumeID
  public var directory: AFPNodeID
  public var path: AFPPath
  public var settings: AFPItemSettings

  public init(
    volume: AFPVolumeID, directory: AFPNodeID, path: AFPPath, settings: AFPItemSettings
  ) {
    self.volume = volume
    self.directory = directory
    self.path = path
    self.settings = settings
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    volume = try reader.volume()
    directory = try reader.node()
    let bitmap = AFPFileBitmap(rawValue: try reader.uint16())
    path = try reader.path()
    try reader.alignToEven()
    settings = try AFPItemSettings(bitmap, from: &reader)
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(volume)
    writer.append(directory)
    writer.append(settings.bitmap.rawValue)
    writer.append(path)
    writer.alignToEven()
    settings.encode(into: &writer)
  }
}

/// Parameters that a client may set. All but the modification date move the modification date, so
/// give both in one request.
public struct AFPItemSettings: Equatable, Sendable {
  /// Bits to set when they contain `.setOrClear`, else bits to clear.
  public var attributes: AFPItemAttributes?
  public var creationDate: AFPDate?
  public var modificationDate: AFPDate?
  public var backupDate: AFPDate?
  /// 32 bytes.
  public var finderInfo: [UInt8]?
  /// An owner the server may not set is ignored without an error: read back.
  public var unixPrivileges: AFPUnixPrivileges?

  public init(
    attributes: AFPItemAttributes? = nil, creationDate: AFPDate? = nil,
    modificationDate: AFPDate? = nil, backupDate: AFPDate? = nil, finderInfo: [UInt8]? = nil,
    unixPrivileges: AFPUnixPrivileges? = nil
  ) {
    self.attributes = attributes
    self.creationDate = creationDate
    self.modificationDate = modificationDate
    self.backupDate = backupDate
    self.finderInfo = finderInfo
    self.unixPrivileges = unixPrivileges
  }

  static let settable: AFPFileBitmap = [
    .attributes, .creationDate, .modificationDate, .backupDate, .finderInfo, .unixPrivileges,
  ]

  public var bitmap: AFPFileBitmap {
    var bitmap: AFPFileBitmap = []
    if attributes != nil { bitmap.insert(.attributes) }
    if creationDate != nil { bitmap.insert(.creationDate) }
    if modificationDate != nil { bitmap.insert(.modificationDate) }
    if backupDate != nil { bitmap.insert(.backupDate) }
    if finderInfo != nil { bitmap.insert(.finderInfo) }
    if unixPrivileges != nil { bitmap.insert(.unixPrivileges) }
    return bitmap
  }

  init(_ bitmap: AFPFileBitmap, from reader: inout AFPReader) throws(AFPWireError) {
    guard Self.settable.isSuperset(of: bitmap) else {
      throw .unknownValue(UInt32(bitmap.rawValue), at: reader.offset)
    }
    if bitmap.contains(.attributes) {
      attributes = AFPItemAttributes(rawValue: try reader.uint16())
    }
    if bitmap.contains(.creationDate) { creationDate = try reader.date() }
    if bitmap.contains(.modificationDate) { modificationDate = try reader.date() }
    if bitmap.contains(.backupDate) { backupDate = try reader.date() }
    if bitmap.contains(.finderInfo) {
      finderInfo = try reader.take(AFPItemParameters.finderInfoBytes)
    }
    if bitmap.contains(.unixPrivileges) { unixPrivileges = try AFPUnixPrivileges(from: &reader) }
  }

  func encode(into writer: inout AFPWriter) {
    if let attributes { writer.append(attributes.rawValue) }
    for case let date? in [creationDate, modificationDate, backupDate] { writer.append(date) }
    if let finderInfo {
      let fitting = Array(finderInfo.prefix(AFPItemParameters.finderInfoBytes))
      writer.append(contentsOf: fitting)
      writer.append(zeros: AFPItemParameters.finderInfoBytes - fitting.count)
    }
    unixPrivileges?.encode(into: &writer)
  }
}
