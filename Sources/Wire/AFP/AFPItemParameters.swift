// SPDX-License-Identifier: Apache-2.0
// Parameters of one file or directory, as the catalogue commands return them.

/// What a reply says about a file or directory; parameters that were not asked for are nil.
public struct AFPItemParameters: Equatable, Sendable {
  public var isDirectory: Bool
  public var attributes: AFPItemAttributes?
  public var parent: AFPNodeID?
  public var creationDate: AFPDate?
  public var modificationDate: AFPDate?
  public var backupDate: AFPDate?
  /// 32 bytes.
  public var finderInfo: [UInt8]?
  public var nodeID: AFPNodeID?
  /// As the server spells it: decomposed or not, `/` as an ordinary character.
  public var name: String?
  public var unixPrivileges: AFPUnixPrivileges?
  /// Files: bytes in the data fork.
  public var dataLength: UInt64?
  /// Files: bytes in the resource fork.
  public var resourceLength: UInt64?
  /// Directories: entries, capped at 65,535.
  public var offspringCount: UInt16?
  /// Directories.
  public var owner: UInt32?
  /// Directories.
  public var group: UInt32?
  /// Directories: user, everyone, group, owner.
  public var accessRights: UInt32?

  static let finderInfoBytes = 32
  /// Behind the flag of the item's kind.
  static let directoryFlag: UInt8 = 0x80

  public init(isDirectory: Bool) { self.isDirectory = isDirectory }
}

extension AFPItemParameters {
  /// Decodes file parameters; the name's offset counts from the reader's position.
  public init(file bitmap: AFPFileBitmap, from reader: inout AFPReader) throws(AFPWireError) {
    self.init(isDirectory: false)
    try Self.check(bitmap.rawValue, known: AFPFileBitmap.known.rawValue, at: reader.offset)
    let origin = reader.offset
    try decodeCommon(bitmap.rawValue, from: &reader)
    if bitmap.contains(.dataLength32) { dataLength = UInt64(try reader.uint32()) }
    if bitmap.contains(.resourceLength32) { resourceLength = UInt64(try reader.uint32()) }
    if bitmap.contains(.dataLength) { dataLength = try reader.uint64() }
    if bitmap.contains(.utf8Name) { name = try Self.name(from: &reader, origin: origin) }
    if bitmap.contains(.resourceLength) { resourceLength = try reader.uint64() }
    if bitmap.contains(.unixPrivileges) { unixPrivileges = try AFPUnixPrivileges(from: &reader) }
  }

  /// Decodes directory parameters; the name's offset counts from the reader's position.
  public init(directory bitmap: AFPDirectoryBitmap, from reader: inout AFPReader)
    throws(AFPWireError)
  {
    self.init(isDirectory: true)
    try Self.check(bitmap.rawValue, known: AFPDirectoryBitmap.known.rawValue, at: reader.offset)
    let origin = reader.offset
    try decodeCommon(bitmap.rawValue, from: &reader)
    if bitmap.contains(.offspringCount) { offspringCount = try reader.uint16() }
    if bitmap.contains(.owner) { owner = try reader.uint32() }
    if bitmap.contains(.group) { group = try reader.uint32() }
    if bitmap.contains(.accessRights) { accessRights = try reader.uint32() }
    if bitmap.contains(.utf8Name) { name = try Self.name(from: &reader, origin: origin) }
    if bitmap.contains(.unixPrivileges) { unixPrivileges = try AFPUnixPrivileges(from: &reader) }
  }

  private static func check(_ bits: UInt16, known: UInt16, at offset: Int) throws(AFPWireError) {
    guard bits & ~known == 0 else { throw .unknownValue(UInt32(bits), at: offset) }
  }

  /// Bits 0 to 8, which files and directories share.
  private mutating func decodeCommon(_ bits: UInt16, from reader: inout AFPReader)
    throws(AFPWireError)
  {
    let wanted = AFPFileBitmap(rawValue: bits)
    if wanted.contains(.attributes) {
      attributes = AFPItemAttributes(rawValue: try reader.uint16())
    }
    if wanted.contains(.parent) { parent = try reader.node() }
    if wanted.contains(.creationDate) { creationDate = try reader.date() }
    if wanted.contains(.modificationDate) { modificationDate = try reader.date() }
    if wanted.contains(.backupDate) { backupDate = try reader.date() }
    if wanted.contains(.finderInfo) { finderInfo = try reader.take(Self.finderInfoBytes) }
    if wanted.contains(.longName) { try reader.skip(2) }  // mangled names are of no use
    if wanted.contains(.shortName) { try reader.skip(2) }
    if wanted.contains(.nodeID) { nodeID = try reader.node() }
  }

  private static func name(from reader: inout AFPReader, origin: Int) throws(AFPWireError) -> String
  {
    let distance = Int(try reader.uint16())
    _ = try reader.uint32()
    var part = try reader.at(distance, from: origin)
    _ = try part.uint32()  // the text encoding hint
    return try part.longString()
  }
}

extension AFPItemParameters {
  /// Appends file parameters. Everything in the bitmap must be present; long and short names,
  /// and the 32-bit lengths, are not encoded.
  public func encode(file bitmap: AFPFileBitmap, into writer: inout AFPWriter) {
    let origin = writer.bytes.count
    encodeCommon(bitmap.rawValue, into: &writer)
    if bitmap.contains(.dataLength) { writer.append(dataLength ?? 0) }
    let nameField = writer.bytes.count
    if bitmap.contains(.utf8Name) { writer.append(zeros: 6) }
    if bitmap.contains(.resourceLength) { writer.append(resourceLength ?? 0) }
    encodeEnd(
      nameField: bitmap.contains(.utf8Name) ? nameField : nil,
      privileges: bitmap.contains(.unixPrivileges), origin: origin, into: &writer)
  }

  /// Appends directory parameters, with the same restriction.
  public func encode(directory bitmap: AFPDirectoryBitmap, into writer: inout AFPWriter) {
    let origin = writer.bytes.count
    encodeCommon(bitmap.rawValue, into: &writer)
    if bitmap.contains(.offspringCount) { writer.append(offspringCount ?? 0) }
    if bitmap.contains(.owner) { writer.append(owner ?? 0) }
    if bitmap.contains(.group) { writer.append(group ?? 0) }
    if bitmap.contains(.accessRights) { writer.append(accessRights ?? 0) }
    let nameField = writer.bytes.count
    if bitmap.contains(.utf8Name) { writer.append(zeros: 6) }
    encodeEnd(
      nameField: bitmap.contains(.utf8Name) ? nameField : nil,
      privileges: bitmap.contains(.unixPrivileges), origin: origin, into: &writer)
  }

  private func encodeCommon(_ bits: UInt16, into writer: inout AFPWriter) {
    let wanted = AFPFileBitmap(rawValue: bits)
    if wanted.contains(.attributes) { writer.append(attributes?.rawValue ?? 0) }
    if wanted.contains(.parent) { writer.append(parent?.rawValue ?? 0) }
    if wanted.contains(.creationDate) { writer.append(creationDate?.rawValue ?? 0) }
    if wanted.contains(.modificationDate) { writer.append(modificationDate?.rawValue ?? 0) }
    if wanted.contains(.backupDate) { writer.append(backupDate ?? .never) }
    if wanted.contains(.finderInfo) {
      let info = (finderInfo ?? []).prefix(Self.finderInfoBytes)
      writer.append(contentsOf: Array(info))
      writer.append(zeros: Self.finderInfoBytes - info.count)
    }
    if wanted.contains(.nodeID) { writer.append(nodeID?.rawValue ?? 0) }
  }

  private func encodeEnd(
    nameField: Int?, privileges: Bool, origin: Int, into writer: inout AFPWriter
  ) {
    if privileges {
      (unixPrivileges ?? AFPUnixPrivileges(userID: 0, groupID: 0, mode: 0)).encode(into: &writer)
    }
    guard let nameField else { return }
    writer.patch(UInt16(clamping: writer.bytes.count - origin), at: nameField)
    writer.append(AFPPath.utf8Hint)
    writer.append(long: Array((name ?? "").utf8))
  }
}
