// SPDX-License-Identifier: Apache-2.0
// Volume parameters, and the bitmap that says which of them a block holds.

/// Which volume parameters are wanted or present.
public struct AFPVolumeBitmap: OptionSet, Sendable {
  public var rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }
  public static let attributes = AFPVolumeBitmap(rawValue: 0x0001)
  public static let signature = AFPVolumeBitmap(rawValue: 0x0002)
  public static let creationDate = AFPVolumeBitmap(rawValue: 0x0004)
  public static let modificationDate = AFPVolumeBitmap(rawValue: 0x0008)
  public static let backupDate = AFPVolumeBitmap(rawValue: 0x0010)
  /// Must be asked for in FPOpenVol.
  public static let volumeID = AFPVolumeBitmap(rawValue: 0x0020)
  public static let bytesFree32 = AFPVolumeBitmap(rawValue: 0x0040)
  public static let bytesTotal32 = AFPVolumeBitmap(rawValue: 0x0080)
  public static let name = AFPVolumeBitmap(rawValue: 0x0100)
  public static let bytesFree = AFPVolumeBitmap(rawValue: 0x0200)
  public static let bytesTotal = AFPVolumeBitmap(rawValue: 0x0400)
  public static let blockSize = AFPVolumeBitmap(rawValue: 0x0800)

  /// Bits that exist; a server answers others with BitmapErr.
  static let known = AFPVolumeBitmap(rawValue: 0x0FFF)
  /// Attributes, id, both sizes, block size and name (0x0F21).
  public static let useful: AFPVolumeBitmap = [
    .attributes, .volumeID, .name, .bytesFree, .bytesTotal, .blockSize,
  ]
}

/// What a volume can do and how it is mounted.
public struct AFPVolumeAttributes: OptionSet, Hashable, Sendable {
  public var rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }
  public static let readOnly = AFPVolumeAttributes(rawValue: 0x0001)
  public static let hasPassword = AFPVolumeAttributes(rawValue: 0x0002)
  /// Node ids stay valid; without it a directory id can go stale within seconds.
  public static let fileIDs = AFPVolumeAttributes(rawValue: 0x0004)
  public static let catalogSearch = AFPVolumeAttributes(rawValue: 0x0008)
  public static let blankAccessPrivileges = AFPVolumeAttributes(rawValue: 0x0010)
  public static let unixPrivileges = AFPVolumeAttributes(rawValue: 0x0020)
  public static let utf8Names = AFPVolumeAttributes(rawValue: 0x0040)
  public static let noNetworkUserIDs = AFPVolumeAttributes(rawValue: 0x0080)
  public static let privilegesFromParent = AFPVolumeAttributes(rawValue: 0x0100)
  public static let noExchangeFiles = AFPVolumeAttributes(rawValue: 0x0200)
  /// Without it, setting an attribute reports success and stores nothing.
  public static let extendedAttributes = AFPVolumeAttributes(rawValue: 0x0400)
  public static let accessControlLists = AFPVolumeAttributes(rawValue: 0x0800)
  public static let caseSensitive = AFPVolumeAttributes(rawValue: 0x1000)
  public static let lockStealing = AFPVolumeAttributes(rawValue: 0x2000)
}

/// Volume parameters; those that were not asked for are nil.
public struct AFPVolumeParameters: Equatable, Sendable {
  public var attributes: AFPVolumeAttributes?
  /// 2 means fixed directory ids.
  public var signature: UInt16?
  public var creationDate: AFPDate?
  public var modificationDate: AFPDate?
  public var backupDate: AFPDate?
  public var volumeID: AFPVolumeID?
  /// Capped at 4 GiB - 1.
  public var bytesFree32: UInt32?
  /// Capped at 4 GiB - 1.
  public var bytesTotal32: UInt32?
  /// In the server's legacy character set, at most 27 bytes.
  public var name: [UInt8]?
  public var bytesFree: UInt64?
  public var bytesTotal: UInt64?
  public var blockSize: UInt32?

  public init() {}

  /// The bits whose values are present.
  public var bitmap: AFPVolumeBitmap {
    var bitmap: AFPVolumeBitmap = []
    if attributes != nil { bitmap.insert(.attributes) }
    if signature != nil { bitmap.insert(.signature) }
    if creationDate != nil { bitmap.insert(.creationDate) }
    if modificationDate != nil { bitmap.insert(.modificationDate) }
    if backupDate != nil { bitmap.insert(.backupDate) }
    if volumeID != nil { bitmap.insert(.volumeID) }
    if bytesFree32 != nil { bitmap.insert(.bytesFree32) }
    if bytesTotal32 != nil { bitmap.insert(.bytesTotal32) }
    if name != nil { bitmap.insert(.name) }
    if bytesFree != nil { bitmap.insert(.bytesFree) }
    if bytesTotal != nil { bitmap.insert(.bytesTotal) }
    if blockSize != nil { bitmap.insert(.blockSize) }
    return bitmap
  }

  /// Decodes a bitmap and the parameters behind it, as FPOpenVol and FPGetVolParms answer.
  public init(from reader: inout AFPReader) throws(AFPWireError) {
    let start = reader.offset
    let bitmap = AFPVolumeBitmap(rawValue: try reader.uint16())
    guard AFPVolumeBitmap.known.isSuperset(of: bitmap) else {
      throw .unknownValue(UInt32(bitmap.rawValue), at: start)
    }
    let origin = reader.offset
    if bitmap.contains(.attributes) {
      attributes = AFPVolumeAttributes(rawValue: try reader.uint16())
    }
    if bitmap.contains(.signature) { signature = try reader.uint16() }
    if bitmap.contains(.creationDate) { creationDate = try reader.date() }
    if bitmap.contains(.modificationDate) { modificationDate = try reader.date() }
    if bitmap.contains(.backupDate) { backupDate = try reader.date() }
    if bitmap.contains(.volumeID) { volumeID = try reader.volume() }
    if bitmap.contains(.bytesFree32) { bytesFree32 = try reader.uint32() }
    if bitmap.contains(.bytesTotal32) { bytesTotal32 = try reader.uint32() }
    if bitmap.contains(.name) {
      var part = try reader.at(Int(try reader.uint16()), from: origin)
      name = try part.pascalBytes()
    }
    if bitmap.contains(.bytesFree) { bytesFree = try reader.uint64() }
    if bitmap.contains(.bytesTotal) { bytesTotal = try reader.uint64() }
    if bitmap.contains(.blockSize) { blockSize = try reader.uint32() }
  }

  /// Appends the bitmap and what is present.
  public func encode(into writer: inout AFPWriter) {
    writer.append(bitmap.rawValue)
    let origin = writer.bytes.count
    if let attributes { writer.append(attributes.rawValue) }
    if let signature { writer.append(signature) }
    for case let date? in [creationDate, modificationDate, backupDate] { writer.append(date) }
    if let volumeID { writer.append(volumeID) }
    if let bytesFree32 { writer.append(bytesFree32) }
    if let bytesTotal32 { writer.append(bytesTotal32) }
    let nameField = writer.bytes.count
    if name != nil { writer.append(UInt16(0)) }
    if let bytesFree { writer.append(bytesFree) }
    if let bytesTotal { writer.append(bytesTotal) }
    if let blockSize { writer.append(blockSize) }
    if let name {
      writer.patch(UInt16(clamping: writer.bytes.count - origin), at: nameField)
      writer.append(pascal: name)
    }
  }
}
