// SPDX-License-Identifier: Apache-2.0
// GETATTR, LOOKUP, ACCESS and READLINK: the calls that look without changing.

/// GETATTR3args, READLINK3args, FSSTAT3args, FSINFO3args and PATHCONF3args: one handle.
public struct NFS3HandleArguments: Equatable, Sendable, XDRCodable {
  public var file: NFS3FileHandle

  @inlinable
  public init(file: NFS3FileHandle) { self.file = file }

  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) {
    file = try NFS3FileHandle(from: &reader)
  }

  @inlinable
  public func encode(into writer: inout XDRWriter) { file.encode(into: &writer) }
}

/// GETATTR3res (RFC 1813 §3.3.1). The one result without attributes in its failure arm.
public typealias NFS3GetAttributesResult = NFS3Result<NFS3Attributes, NFS3Void>

/// diropargs3 (RFC 1813 §2.3.9): a name in a directory. LOOKUP, REMOVE and RMDIR take just this.
public struct NFS3DirectoryArguments: Equatable, Sendable, XDRCodable {
  public var directory: NFS3FileHandle
  public var name: NFS3Name

  @inlinable
  public init(directory: NFS3FileHandle, name: NFS3Name) {
    self.directory = directory
    self.name = name
  }

  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) {
    directory = try NFS3FileHandle(from: &reader)
    name = try NFS3Name(from: &reader)
  }

  @inlinable
  public func encode(into writer: inout XDRWriter) {
    directory.encode(into: &writer)
    name.encode(into: &writer)
  }
}

/// LOOKUP3resok (RFC 1813 §3.3.3).
public struct NFS3LookupSuccess: Equatable, Sendable, XDRCodable {
  public var file: NFS3FileHandle
  public var attributes: NFS3Attributes?
  public var directoryAttributes: NFS3Attributes?

  public init(
    file: NFS3FileHandle, attributes: NFS3Attributes?, directoryAttributes: NFS3Attributes?
  ) {
    self.file = file
    self.attributes = attributes
    self.directoryAttributes = directoryAttributes
  }

  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) {
    file = try NFS3FileHandle(from: &reader)
    attributes = try NFS3Attributes?(from: &reader)
    directoryAttributes = try NFS3Attributes?(from: &reader)
  }

  @inlinable
  public func encode(into writer: inout XDRWriter) {
    file.encode(into: &writer)
    attributes.encode(into: &writer)
    directoryAttributes.encode(into: &writer)
  }
}

/// LOOKUP3res (RFC 1813 §3.3.3). A failure carries the directory's attributes.
public typealias NFS3LookupResult = NFS3Result<NFS3LookupSuccess, NFS3Attributes?>

/// The bits of ACCESS (RFC 1813 §3.3.4).
public struct NFS3AccessRights: OptionSet, Hashable, Sendable, XDRCodable {
  public var rawValue: UInt32

  @inlinable
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) { rawValue = try reader.uint32() }

  @inlinable
  public func encode(into writer: inout XDRWriter) { writer.append(rawValue) }

  public static let read = NFS3AccessRights(rawValue: 0x01)
  public static let lookup = NFS3AccessRights(rawValue: 0x02)
  public static let modify = NFS3AccessRights(rawValue: 0x04)
  public static let extend = NFS3AccessRights(rawValue: 0x08)
  public static let delete = NFS3AccessRights(rawValue: 0x10)
  public static let execute = NFS3AccessRights(rawValue: 0x20)
  public static let all: NFS3AccessRights = [.read, .lookup, .modify, .extend, .delete, .execute]
}

/// ACCESS3args (RFC 1813 §3.3.4).
public struct NFS3AccessArguments: Equatable, Sendable, XDRCodable {
  public var file: NFS3FileHandle
  public var rights: NFS3AccessRights

  public init(file: NFS3FileHandle, rights: NFS3AccessRights) {
    self.file = file
    self.rights = rights
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    file = try NFS3FileHandle(from: &reader)
    rights = try NFS3AccessRights(from: &reader)
  }

  public func encode(into writer: inout XDRWriter) {
    file.encode(into: &writer)
    rights.encode(into: &writer)
  }
}

/// ACCESS3resok (RFC 1813 §3.3.4).
public struct NFS3AccessSuccess: Equatable, Sendable, XDRCodable {
  public var attributes: NFS3Attributes?
  public var rights: NFS3AccessRights  // of those asked for, the ones granted

  public init(attributes: NFS3Attributes?, rights: NFS3AccessRights) {
    self.attributes = attributes
    self.rights = rights
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    attributes = try NFS3Attributes?(from: &reader)
    rights = try NFS3AccessRights(from: &reader)
  }

  public func encode(into writer: inout XDRWriter) {
    attributes.encode(into: &writer)
    rights.encode(into: &writer)
  }
}

/// ACCESS3res (RFC 1813 §3.3.4).
public typealias NFS3AccessResult = NFS3Result<NFS3AccessSuccess, NFS3Attributes?>

/// READLINK3resok (RFC 1813 §3.3.5).
public struct NFS3ReadLinkSuccess: Equatable, Sendable, XDRCodable {
  public var attributes: NFS3Attributes?
  public var path: NFS3Path

  public init(attributes: NFS3Attributes?, path: NFS3Path) {
    self.attributes = attributes
    self.path = path
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    attributes = try NFS3Attributes?(from: &reader)
    path = try NFS3Path(from: &reader)
  }

  public func encode(into writer: inout XDRWriter) {
    attributes.encode(into: &writer)
    path.encode(into: &writer)
  }
}

/// READLINK3res (RFC 1813 §3.3.5).
public typealias NFS3ReadLinkResult = NFS3Result<NFS3ReadLinkSuccess, NFS3Attributes?>
