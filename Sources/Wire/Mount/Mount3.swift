// SPDX-License-Identifier: Apache-2.0
// MOUNT version 3: from a path to the first file handle.

/// Numbers of the MOUNT version 3 program (RFC 1813 §5).
public enum Mount3 {
  public static let program: UInt32 = 100_005
  public static let version: UInt32 = 3

  /// Bytes of the longest path (MNTPATHLEN).
  public static let maximumPathBytes = 1024
  /// Bytes of the longest host or group name (MNTNAMLEN).
  public static let maximumNameBytes = 255
  /// Flavours a reply may list before it is called malformed.
  public static let maximumFlavors = 256
}

/// The procedures of MOUNT version 3 (RFC 1813 §5.2).
public enum Mount3Procedure: UInt32, CaseIterable, Sendable, CustomStringConvertible {
  case null = 0
  case mount = 1
  case dump = 2
  case unmount = 3
  case unmountAll = 4
  case export = 5

  public var description: String {
    switch self {
    case .null: "NULL"
    case .mount: "MNT"
    case .dump: "DUMP"
    case .unmount: "UMNT"
    case .unmountAll: "UMNTALL"
    case .export: "EXPORT"
    }
  }
}

/// mountstat3 (RFC 1813 §5.1.5). A number the RFC does not list is kept as it came.
public struct Mount3Status: RawRepresentable, Hashable, Sendable, XDRCodable {
  public var rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public init(from reader: inout XDRReader) throws(XDRError) { rawValue = try reader.uint32() }

  public func encode(into writer: inout XDRWriter) { writer.append(rawValue) }

  public static let ok = Mount3Status(rawValue: 0)
  public static let notOwner = Mount3Status(rawValue: 1)
  public static let noEntry = Mount3Status(rawValue: 2)
  public static let io = Mount3Status(rawValue: 5)
  public static let accessDenied = Mount3Status(rawValue: 13)
  public static let notDirectory = Mount3Status(rawValue: 20)
  public static let invalidArgument = Mount3Status(rawValue: 22)
  public static let nameTooLong = Mount3Status(rawValue: 63)
  public static let notSupported = Mount3Status(rawValue: 10004)
  public static let serverFault = Mount3Status(rawValue: 10006)
}

extension Mount3Status: CustomStringConvertible {
  /// The RFC's name, or the number when the RFC has none.
  public var description: String {
    switch self {
    case .ok: "MNT3_OK"
    case .notOwner: "MNT3ERR_PERM"
    case .noEntry: "MNT3ERR_NOENT"
    case .io: "MNT3ERR_IO"
    case .accessDenied: "MNT3ERR_ACCES"
    case .notDirectory: "MNT3ERR_NOTDIR"
    case .invalidArgument: "MNT3ERR_INVAL"
    case .nameTooLong: "MNT3ERR_NAMETOOLONG"
    case .notSupported: "MNT3ERR_NOTSUPP"
    case .serverFault: "MNT3ERR_SERVERFAULT"
    default: "MNT3ERR_\(rawValue)"
    }
  }
}

/// dirpath (RFC 1813 §5.1.4): the argument of MNT and UMNT.
public struct Mount3Path: Hashable, Sendable, XDRCodable {
  public var bytes: [UInt8]

  public init(bytes: [UInt8]) { self.bytes = bytes }

  public init(_ text: String) { bytes = Array(text.utf8) }

  public init(from reader: inout XDRReader) throws(XDRError) {
    bytes = try reader.opaque(maximum: Mount3.maximumPathBytes)
  }

  public func encode(into writer: inout XDRWriter) { writer.append(opaque: bytes) }
}

extension Mount3Path: ExpressibleByStringLiteral, CustomStringConvertible {
  public init(stringLiteral text: String) { self.init(text) }

  public var description: String { String(decoding: bytes, as: UTF8.self) }
}

/// name (RFC 1813 §5.1.4): a host, or a group of hosts. Bytes, as servers need not write UTF-8.
public struct Mount3Name: Hashable, Sendable, XDRCodable {
  public var bytes: [UInt8]

  public init(_ text: String) { bytes = Array(text.utf8) }

  public init(from reader: inout XDRReader) throws(XDRError) {
    bytes = try reader.opaque(maximum: Mount3.maximumNameBytes)
  }

  public func encode(into writer: inout XDRWriter) { writer.append(opaque: bytes) }
}

extension Mount3Name: ExpressibleByStringLiteral, CustomStringConvertible {
  public init(stringLiteral text: String) { self.init(text) }

  public var description: String { String(decoding: bytes, as: UTF8.self) }
}
