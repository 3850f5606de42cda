// SPDX-License-Identifier: Apache-2.0
// REMOVE, RMDIR, RENAME and LINK: the calls that change names.

/// REMOVE3res and RMDIR3res (RFC 1813 §3.3.12, §3.3.13): the directory, in both arms.
public typealias NFS3RemoveResult = NFS3Result<NFS3WeakCacheData, NFS3WeakCacheData>

/// RENAME3args (RFC 1813 §3.3.14).
public struct NFS3RenameArguments: Equatable, Sendable, XDRCodable {
  public var from: NFS3DirectoryArguments
  public var to: NFS3DirectoryArguments

  public init(from: NFS3DirectoryArguments, to: NFS3DirectoryArguments) {
    self.from = from
    self.to = to
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    from = try NFS3DirectoryArguments(from: &reader)
    to = try NFS3DirectoryArguments(from: &reader)
  }

  public func encode(into writer: inout XDRWriter) {
    from.encode(into: &writer)
    to.encode(into: &writer)
  }
}

/// RENAME3resok and RENAME3resfail (RFC 1813 §3.3.14): both directories.
public struct NFS3RenameCacheData: Equatable, Sendable, XDRCodable {
  public var from: NFS3WeakCacheData
  public var to: NFS3WeakCacheData

  public init(from: NFS3WeakCacheData, to: NFS3WeakCacheData) {
    self.from = from
    self.to = to
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    from = try NFS3WeakCacheData(from: &reader)
    to = try NFS3WeakCacheData(from: &reader)
  }

  public func encode(into writer: inout XDRWriter) {
    from.encode(into: &writer)
    to.encode(into: &writer)
  }
}

/// RENAME3res (RFC 1813 §3.3.14).
public typealias NFS3RenameResult = NFS3Result<NFS3RenameCacheData, NFS3RenameCacheData>

/// LINK3args (RFC 1813 §3.3.15).
public struct NFS3LinkArguments: Equatable, Sendable, XDRCodable {
  public var file: NFS3FileHandle
  public var link: NFS3DirectoryArguments

  public init(file: NFS3FileHandle, link: NFS3DirectoryArguments) {
    self.file = file
    self.link = link
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    file = try NFS3FileHandle(from: &reader)
    link = try NFS3DirectoryArguments(from: &reader)
  }

  public func encode(into writer: inout XDRWriter) {
    file.encode(into: &writer)
    link.encode(into: &writer)
  }
}

/// LINK3resok and LINK3resfail (RFC 1813 §3.3.15).
public struct NFS3LinkCacheData: Equatable, Sendable, XDRCodable {
  public var attributes: NFS3Attributes?  // of the file
  public var directoryCacheData: NFS3WeakCacheData

  public init(attributes: NFS3Attributes?, directoryCacheData: NFS3WeakCacheData) {
    self.attributes = attributes
    self.directoryCacheData = directoryCacheData
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    attributes = try NFS3Attributes?(from: &reader)
    directoryCacheData = try NFS3WeakCacheData(from: &reader)
  }

  public func encode(into writer: inout XDRWriter) {
    attributes.encode(into: &writer)
    directoryCacheData.encode(into: &writer)
  }
}

/// LINK3res (RFC 1813 §3.3.15).
public typealias NFS3LinkResult = NFS3Result<NFS3LinkCacheData, NFS3LinkCacheData>
