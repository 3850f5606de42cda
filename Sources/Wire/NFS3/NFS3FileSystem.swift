// SPDX-License-Identifier: Apache-2.0
// FSSTAT, FSINFO and PATHCONF: what a file system holds, prefers and allows.

/// FSSTAT3resok (RFC 1813 §3.3.18).
public struct NFS3FileSystemStatus: Equatable, Sendable, XDRCodable {
  public var attributes: NFS3Attributes?
  public var totalBytes: UInt64
  public var freeBytes: UInt64
  public var availableBytes: UInt64  // to the caller
  public var totalFiles: UInt64
  public var freeFiles: UInt64
  public var availableFiles: UInt64
  public var unchangedSeconds: UInt32  // the numbers are good for this long

  public init(
    attributes: NFS3Attributes?, totalBytes: UInt64, freeBytes: UInt64, availableBytes: UInt64,
    totalFiles: UInt64, freeFiles: UInt64, availableFiles: UInt64, unchangedSeconds: UInt32 = 0
  ) {
    self.attributes = attributes
    self.totalBytes = totalBytes
    self.freeBytes = freeBytes
    self.availableBytes = availableBytes
    self.totalFiles = totalFiles
    self.freeFiles = freeFiles
    self.availableFiles = availableFiles
    self.unchangedSeconds = unchangedSeconds
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    attributes = try NFS3Attributes?(from: &reader)
    totalBytes = try reader.uint64()
    freeBytes = try reader.uint64()
    availableBytes = try reader.uint64()
    totalFiles = try reader.uint64()
    freeFiles = try reader.uint64()
    availableFiles = try reader.uint64()
    unchangedSeconds = try reader.uint32()
  }

  public func encode(into writer: inout XDRWriter) {
    attributes.encode(into: &writer)
    writer.append(totalBytes)
    writer.append(freeBytes)
    writer.append(availableBytes)
    writer.append(totalFiles)
    writer.append(freeFiles)
    writer.append(availableFiles)
    writer.append(unchangedSeconds)
  }
}

/// FSSTAT3res (RFC 1813 §3.3.18).
public typealias NFS3FileSystemStatusResult = NFS3Result<NFS3FileSystemStatus, NFS3Attributes?>

/// The property bits of FSINFO (RFC 1813 §3.3.19).
public struct NFS3FileSystemProperties: OptionSet, Hashable, Sendable {
  public var rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let hardLinks = NFS3FileSystemProperties(rawValue: 0x01)
  public static let symbolicLinks = NFS3FileSystemProperties(rawValue: 0x02)
  public static let homogeneous = NFS3FileSystemProperties(rawValue: 0x08)
  public static let canSetTime = NFS3FileSystemProperties(rawValue: 0x10)
}

/// FSINFO3resok (RFC 1813 §3.3.19). Sizes are bytes.
public struct NFS3FileSystemInfo: Equatable, Sendable {
  public var attributes: NFS3Attributes?
  public var readMaximum: UInt32
  public var readPreferred: UInt32
  public var readMultiple: UInt32
  public var writeMaximum: UInt32
  public var writePreferred: UInt32
  public var writeMultiple: UInt32
  public var directoryPreferred: UInt32
  public var maximumFileBytes: UInt64
  public var timeResolution: NFS3Time
  public var properties: NFS3FileSystemProperties

  public init(
    attributes: NFS3Attributes?, readMaximum: UInt32, readPreferred: UInt32, readMultiple: UInt32,
    writeMaximum: UInt32, writePreferred: UInt32, writeMultiple: UInt32,
    directoryPreferred: UInt32, maximumFileBytes: UInt64, timeResolution: NFS3Time,
    properties: NFS3FileSystemProperties
  ) {
    self.attributes = attributes
    self.readMaximum = readMaximum
    self.readPreferred = readPreferred
    self.readMultiple = readMultiple
    self.writeMaximum = writeMaximum
    self.writePreferred = writePreferred
    self.writeMultiple = writeMultiple
    self.directoryPreferred = directoryPreferred
    self.maximumFileBytes = maximumFileBytes
    self.timeResolution = timeResolution
    self.properties = properties
  }
}

extension NFS3FileSystemInfo: XDRCodable {
  public init(from reader: inout XDRReader) throws(XDRError) {
    attributes = try NFS3Attributes?(from: &reader)
    readMaximum = try reader.uint32()
    readPreferred = try reader.uint32()
    readMultiple = try reader.uint32()
    writeMaximum = try reader.uint32()
    writePreferred = try reader.uint32()
    writeMultiple = try reader.uint32()
    directoryPreferred = try reader.uint32()
    maximumFileBytes = try reader.uint64()
    timeResolution = try NFS3Time(from: &reader)
    properties = NFS3FileSystemProperties(rawValue: try reader.uint32())
  }

  public func encode(into writer: inout XDRWriter) {
    attributes.encode(into: &writer)
    writer.append(readMaximum)
    writer.append(readPreferred)
    writer.append(readMultiple)
    writer.append(writeMaximum)
    writer.append(writePreferred)
    writer.append(writeMultiple)
    writer.append(directoryPreferred)
    writer.append(maximumFileBytes)
    timeResolution.encode(into: &writer)
    writer.append(properties.rawValue)
  }
}

/// FSINFO3res (RFC 1813 §3.3.19).
public typealias NFS3FileSystemInfoResult = NFS3Result<NFS3FileSystemInfo, NFS3Attributes?>

/// PATHCONF3resok (RFC 1813 §3.3.20).
public struct NFS3PathConfiguration: Equatable, Sendable, XDRCodable {
  public var attributes: NFS3Attributes?
  public var maximumLinks: UInt32
  public var maximumNameBytes: UInt32
  public var refusesLongNames: Bool  // no_trunc; false: long names are cut
  public var isChangeOwnerRestricted: Bool
  public var isCaseInsensitive: Bool
  public var isCasePreserving: Bool

  public init(
    attributes: NFS3Attributes?, maximumLinks: UInt32, maximumNameBytes: UInt32,
    refusesLongNames: Bool, isChangeOwnerRestricted: Bool, isCaseInsensitive: Bool,
    isCasePreserving: Bool
  ) {
    self.attributes = attributes
    self.maximumLinks = maximumLinks
    self.maximumNameBytes = maximumNameBytes
    self.refusesLongNames = refusesLongNames
    self.isChangeOwnerRestricted = isChangeOwnerRestricted
    self.isCaseInsensitive = isCaseInsensitive
    self.isCasePreserving = isCasePreserving
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    attributes = try NFS3Attributes?(from: &reader)
    maximumLinks = try reader.uint32()
    maximumNameBytes = try reader.uint32()
    refusesLongNames = try reader.bool()
    isChangeOwnerRestricted = try reader.bool()
    isCaseInsensitive = try reader.bool()
    isCasePreserving = try reader.bool()
  }

  public func encode(into writer: inout XDRWriter) {
    attributes.encode(into: &writer)
    writer.append(maximumLinks)
    writer.append(maximumNameBytes)
    writer.append(refusesLongNames)
    writer.append(isChangeOwnerRestricted)
    writer.append(isCaseInsensitive)
    writer.append(isCasePreserving)
  }
}

/// PATHCONF3res (RFC 1813 §3.3.20).
public typealias NFS3PathConfigurationResult = NFS3Result<NFS3PathConfiguration, NFS3Attributes?>
