// SPDX-License-Identifier: Apache-2.0
// READDIR and READDIRPLUS. Lists are decoded in a loop, so that a hostile one cannot exhaust a stack.

/// READDIR3args (RFC 1813 §3.3.16).
public struct NFS3ReadDirectoryArguments: Equatable, Sendable, XDRCodable {
  public var directory: NFS3FileHandle
  public var cookie: UInt64  // 0 to begin; else the cookie of the last entry seen
  public var verifier: NFS3Verifier  // zero to begin; else of the previous page
  public var count: UInt32  // bytes the whole result may have

  public init(
    directory: NFS3FileHandle, cookie: UInt64, verifier: NFS3Verifier, count: UInt32
  ) {
    self.directory = directory
    self.cookie = cookie
    self.verifier = verifier
    self.count = count
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    directory = try NFS3FileHandle(from: &reader)
    cookie = try reader.uint64()
    verifier = try NFS3Verifier(from: &reader)
    count = try reader.uint32()
  }

  public func encode(into writer: inout XDRWriter) {
    directory.encode(into: &writer)
    writer.append(cookie)
    verifier.encode(into: &writer)
    writer.append(count)
  }
}

/// READDIRPLUS3args (RFC 1813 §3.3.17).
public struct NFS3ReadDirectoryPlusArguments: Equatable, Sendable, XDRCodable {
  public var directory: NFS3FileHandle
  public var cookie: UInt64
  public var verifier: NFS3Verifier
  public var directoryCount: UInt32  // bytes of ids, names and cookies
  public var maximumCount: UInt32  // bytes the whole result may have

  public init(
    directory: NFS3FileHandle, cookie: UInt64, verifier: NFS3Verifier, directoryCount: UInt32,
    maximumCount: UInt32
  ) {
    self.directory = directory
    self.cookie = cookie
    self.verifier = verifier
    self.directoryCount = directoryCount
    self.maximumCount = maximumCount
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    directory = try NFS3FileHandle(from: &reader)
    cookie = try reader.uint64()
    verifier = try NFS3Verifier(from: &reader)
    directoryCount = try reader.uint32()
    maximumCount = try reader.uint32()
  }

  public func encode(into writer: inout XDRWriter) {
    directory.encode(into: &writer)
    writer.append(cookie)
    verifier.encode(into: &writer)
    writer.append(directoryCount)
    writer.append(maximumCount)
  }
}

/// entry3 (RFC 1813 §3.3.16).
public struct NFS3DirectoryEntry: Equatable, Sendable, XDRCodable {
  public var fileID: UInt64
  public var name: NFS3Name
  public var cookie: UInt64  // opaque: not an offset, not rising

  public init(fileID: UInt64, name: NFS3Name, cookie: UInt64) {
    self.fileID = fileID
    self.name = name
    self.cookie = cookie
  }

  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) {
    fileID = try reader.uint64()
    name = try NFS3Name(from: &reader)
    cookie = try reader.uint64()
  }

  @inlinable
  public func encode(into writer: inout XDRWriter) {
    writer.append(fileID)
    name.encode(into: &writer)
    writer.append(cookie)
  }
}

/// entryplus3 (RFC 1813 §3.3.17). Attributes and handle may be absent.
public struct NFS3DirectoryEntryPlus: Equatable, Sendable, XDRCodable {
  public var entry: NFS3DirectoryEntry
  public var attributes: NFS3Attributes?
  public var file: NFS3FileHandle?

  @inlinable
  public init(entry: NFS3DirectoryEntry, attributes: NFS3Attributes?, file: NFS3FileHandle?) {
    self.entry = entry
    self.attributes = attributes
    self.file = file
  }

  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) {
    entry = try NFS3DirectoryEntry(from: &reader)
    attributes = try NFS3Attributes?(from: &reader)
    file = try NFS3FileHandle?(from: &reader)
  }

  @inlinable
  public func encode(into writer: inout XDRWriter) {
    entry.encode(into: &writer)
    attributes.encode(into: &writer)
    file.encode(into: &writer)
  }
}

/// READDIR3resok and READDIRPLUS3resok (RFC 1813 §3.3.16, §3.3.17): one page of a listing.
public struct NFS3DirectoryPage<Entry: XDRCodable & Equatable & Sendable>:
  Equatable, Sendable, XDRCodable
{
  public var directoryAttributes: NFS3Attributes?
  public var verifier: NFS3Verifier
  public var entries: [Entry]
  public var isEndOfDirectory: Bool

  /// Bytes of an entry with attributes, a handle of 32 bytes and a short name.
  @usableFromInline static var usualEntryBytes: Int { 168 }

  public init(
    directoryAttributes: NFS3Attributes?, verifier: NFS3Verifier, entries: [Entry],
    isEndOfDirectory: Bool
  ) {
    self.directoryAttributes = directoryAttributes
    self.verifier = verifier
    self.entries = entries
    self.isEndOfDirectory = isEndOfDirectory
  }

  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) {
    directoryAttributes = try NFS3Attributes?(from: &reader)
    verifier = try NFS3Verifier(from: &reader)
    entries = []
    // Room for entries of the usual length; more is made as it is needed.
    entries.reserveCapacity(reader.remaining / Self.usualEntryBytes)
    while try reader.bool() {
      entries.append(try Entry(from: &reader))
    }
    isEndOfDirectory = try reader.bool()
  }

  @inlinable
  public func encode(into writer: inout XDRWriter) {
    directoryAttributes.encode(into: &writer)
    verifier.encode(into: &writer)
    for entry in entries {
      writer.append(true)
      entry.encode(into: &writer)
    }
    writer.append(false)
    writer.append(isEndOfDirectory)
  }
}

/// READDIR3res (RFC 1813 §3.3.16).
public typealias NFS3ReadDirectoryResult =
  NFS3Result<NFS3DirectoryPage<NFS3DirectoryEntry>, NFS3Attributes?>
/// READDIRPLUS3res (RFC 1813 §3.3.17).
public typealias NFS3ReadDirectoryPlusResult =
  NFS3Result<NFS3DirectoryPage<NFS3DirectoryEntryPlus>, NFS3Attributes?>
