// SPDX-License-Identifier: Apache-2.0
// NFS version 3: program number and the sizes the protocol fixes.

/// Numbers of the NFS version 3 program (RFC 1813 §2.4, §3.3).
public enum NFS3 {
  public static let program: UInt32 = 100_003
  public static let version: UInt32 = 3
  public static let port: UInt16 = 2049

  /// Bytes of the longest file handle (NFS3_FHSIZE).
  public static let maximumHandleBytes = 64
  /// Bytes of the longest name this client and server accept; PATHCONF usually says 255.
  public static let maximumNameBytes = 1024
  /// Bytes of the longest path in a symbolic link, as agreed with MNTPATHLEN and PATH_MAX.
  public static let maximumPathBytes = 4096
  /// Bytes of one READ or WRITE that nobody sensible exceeds.
  public static let maximumTransferBytes = 4 << 20
  /// Largest offset that servers with signed offsets can express.
  public static let maximumOffset = UInt64(Int64.max)
}

/// The 22 procedures (RFC 1813 §3.3).
public enum NFS3Procedure: UInt32, CaseIterable, Sendable, CustomStringConvertible {
  case null = 0
  case getAttributes = 1
  case setAttributes = 2
  case lookup = 3
  case access = 4
  case readLink = 5
  case read = 6
  case write = 7
  case create = 8
  case makeDirectory = 9
  case symbolicLink = 10
  case makeNode = 11
  case remove = 12
  case removeDirectory = 13
  case rename = 14
  case link = 15
  case readDirectory = 16
  case readDirectoryPlus = 17
  case fileSystemStatus = 18
  case fileSystemInfo = 19
  case pathConfiguration = 20
  case commit = 21

  /// The name the RFC uses, as packet dissectors print it.
  public var description: String {
    switch self {
    case .null: "NULL"
    case .getAttributes: "GETATTR"
    case .setAttributes: "SETATTR"
    case .lookup: "LOOKUP"
    case .access: "ACCESS"
    case .readLink: "READLINK"
    case .read: "READ"
    case .write: "WRITE"
    case .create: "CREATE"
    case .makeDirectory: "MKDIR"
    case .symbolicLink: "SYMLINK"
    case .makeNode: "MKNOD"
    case .remove: "REMOVE"
    case .removeDirectory: "RMDIR"
    case .rename: "RENAME"
    case .link: "LINK"
    case .readDirectory: "READDIR"
    case .readDirectoryPlus: "READDIRPLUS"
    case .fileSystemStatus: "FSSTAT"
    case .fileSystemInfo: "FSINFO"
    case .pathConfiguration: "PATHCONF"
    case .commit: "COMMIT"
    }
  }

  /// Whether running the call twice does no harm.
  ///
  /// CREATE counts as not idempotent although its exclusive form is; SETATTR although it is without
  /// a guard. A caller that knows better may say so.
  public var isIdempotent: Bool {
    switch self {
    case .setAttributes, .create, .makeDirectory, .symbolicLink, .makeNode, .remove,
      .removeDirectory, .rename, .link:
      false
    default: true
    }
  }
}
