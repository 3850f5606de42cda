// SPDX-License-Identifier: Apache-2.0
// CREATE, MKDIR, SYMLINK and MKNOD: the calls that make a name, with their common result.

/// createhow3 (RFC 1813 §3.3.8).
public enum NFS3CreateMode: Equatable, Sendable, XDRCodable {
  /// Makes the file, or takes the existing one and applies the size.
  case unchecked(NFS3SetAttributes)
  /// Fails with EXIST when the name is there.
  case guarded(NFS3SetAttributes)
  /// As guarded, and a repetition with the same verifier succeeds. Carries no attributes.
  case exclusive(NFS3Verifier)

  public init(from reader: inout XDRReader) throws(XDRError) {
    let start = reader.offset
    switch try reader.uint32() {
    case 0: self = .unchecked(try NFS3SetAttributes(from: &reader))
    case 1: self = .guarded(try NFS3SetAttributes(from: &reader))
    case 2: self = .exclusive(try NFS3Verifier(from: &reader))
    case let other: throw .invalidValue(at: start, value: other)
    }
  }

  public func encode(into writer: inout XDRWriter) {
    switch self {
    case .unchecked(let attributes):
      writer.append(UInt32(0))
      attributes.encode(into: &writer)
    case .guarded(let attributes):
      writer.append(UInt32(1))
      attributes.encode(into: &writer)
    case .exclusive(let verifier):
      writer.append(UInt32(2))
      verifier.encode(into: &writer)
    }
  }
}

/// CREATE3args (RFC 1813 §3.3.8).
public struct NFS3CreateArguments: Equatable, Sendable, XDRCodable {
  public var location: NFS3DirectoryArguments
  public var mode: NFS3CreateMode

  public init(location: NFS3DirectoryArguments, mode: NFS3CreateMode) {
    self.location = location
    self.mode = mode
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    location = try NFS3DirectoryArguments(from: &reader)
    mode = try NFS3CreateMode(from: &reader)
  }

  public func encode(into writer: inout XDRWriter) {
    location.encode(into: &writer)
    mode.encode(into: &writer)
  }
}

/// MKDIR3args (RFC 1813 §3.3.9).
public struct NFS3MakeDirectoryArguments: Equatable, Sendable, XDRCodable {
  public var location: NFS3DirectoryArguments
  public var attributes: NFS3SetAttributes

  public init(location: NFS3DirectoryArguments, attributes: NFS3SetAttributes) {
    self.location = location
    self.attributes = attributes
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    location = try NFS3DirectoryArguments(from: &reader)
    attributes = try NFS3SetAttributes(from: &reader)
  }

  public func encode(into writer: inout XDRWriter) {
    location.encode(into: &writer)
    attributes.encode(into: &writer)
  }
}

/// SYMLINK3args (RFC 1813 §3.3.10).
public struct NFS3SymbolicLinkArguments: Equatable, Sendable, XDRCodable {
  public var location: NFS3DirectoryArguments
  public var attributes: NFS3SetAttributes
  public var path: NFS3Path  // the text of the link

  public init(
    location: NFS3DirectoryArguments, attributes: NFS3SetAttributes, path: NFS3Path
  ) {
    self.location = location
    self.attributes = attributes
    self.path = path
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    location = try NFS3DirectoryArguments(from: &reader)
    attributes = try NFS3SetAttributes(from: &reader)
    path = try NFS3Path(from: &reader)
  }

  public func encode(into writer: inout XDRWriter) {
    location.encode(into: &writer)
    attributes.encode(into: &writer)
    path.encode(into: &writer)
  }
}

/// mknoddata3 (RFC 1813 §3.3.11).
public enum NFS3NodeKind: Equatable, Sendable, XDRCodable {
  case characterDevice(NFS3SetAttributes, NFS3Device)
  case blockDevice(NFS3SetAttributes, NFS3Device)
  case socket(NFS3SetAttributes)
  case fifo(NFS3SetAttributes)
  /// A type that MKNOD does not make; a server answers BADTYPE.
  case unsupported(NFS3FileType)

  public init(from reader: inout XDRReader) throws(XDRError) {
    let type = try NFS3FileType(from: &reader)
    switch type {
    case .characterDevice:
      self = .characterDevice(
        try NFS3SetAttributes(from: &reader), try NFS3Device(from: &reader))
    case .blockDevice:
      self = .blockDevice(try NFS3SetAttributes(from: &reader), try NFS3Device(from: &reader))
    case .socket: self = .socket(try NFS3SetAttributes(from: &reader))
    case .fifo: self = .fifo(try NFS3SetAttributes(from: &reader))
    default: self = .unsupported(type)
    }
  }

  public func encode(into writer: inout XDRWriter) {
    switch self {
    case .characterDevice(let attributes, let device):
      NFS3FileType.characterDevice.encode(into: &writer)
      attributes.encode(into: &writer)
      device.encode(into: &writer)
    case .blockDevice(let attributes, let device):
      NFS3FileType.blockDevice.encode(into: &writer)
      attributes.encode(into: &writer)
      device.encode(into: &writer)
    case .socket(let attributes):
      NFS3FileType.socket.encode(into: &writer)
      attributes.encode(into: &writer)
    case .fifo(let attributes):
      NFS3FileType.fifo.encode(into: &writer)
      attributes.encode(into: &writer)
    case .unsupported(let type): type.encode(into: &writer)
    }
  }
}

/// MKNOD3args (RFC 1813 §3.3.11).
public struct NFS3MakeNodeArguments: Equatable, Sendable, XDRCodable {
  public var location: NFS3DirectoryArguments
  public var kind: NFS3NodeKind

  public init(location: NFS3DirectoryArguments, kind: NFS3NodeKind) {
    self.location = location
    self.kind = kind
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    location = try NFS3DirectoryArguments(from: &reader)
    kind = try NFS3NodeKind(from: &reader)
  }

  public func encode(into writer: inout XDRWriter) {
    location.encode(into: &writer)
    kind.encode(into: &writer)
  }
}

/// CREATE3resok, MKDIR3resok, SYMLINK3resok and MKNOD3resok (RFC 1813 §3.3.8 to §3.3.11).
public struct NFS3CreateSuccess: Equatable, Sendable, XDRCodable {
  public var file: NFS3FileHandle?  // absent: look the name up
  public var attributes: NFS3Attributes?
  public var directoryCacheData: NFS3WeakCacheData

  public init(
    file: NFS3FileHandle?, attributes: NFS3Attributes?, directoryCacheData: NFS3WeakCacheData
  ) {
    self.file = file
    self.attributes = attributes
    self.directoryCacheData = directoryCacheData
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    file = try NFS3FileHandle?(from: &reader)
    attributes = try NFS3Attributes?(from: &reader)
    directoryCacheData = try NFS3WeakCacheData(from: &reader)
  }

  public func encode(into writer: inout XDRWriter) {
    file.encode(into: &writer)
    attributes.encode(into: &writer)
    directoryCacheData.encode(into: &writer)
  }
}

/// The result of CREATE, MKDIR, SYMLINK and MKNOD.
public typealias NFS3CreateResult = NFS3Result<NFS3CreateSuccess, NFS3WeakCacheData>
