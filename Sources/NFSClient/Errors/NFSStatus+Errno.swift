// SPDX-License-Identifier: Apache-2.0
// NFS and MOUNT statuses as the host's errors, and as phrases. The only place where the two meet.

public import SystemPackage
public import Wire

extension NFS3Status {
  /// Every known status with the host error a system call would give, and a phrase for people.
  static let table: [(status: NFS3Status, errno: Errno, message: String)] = [
    (.notOwner, .notPermitted, "operation not permitted"),
    (.noEntry, .noSuchFileOrDirectory, "no such file or directory"),
    (.io, .ioError, "input/output error on the server"),
    (.noDevice, .noSuchAddressOrDevice, "no such device or address"),
    (.accessDenied, .permissionDenied, "permission denied"),
    (.exists, .fileExists, "file exists"),
    (.crossDevice, .improperLink, "not on the same file system"),
    (.noSuchDevice, .operationNotSupportedByDevice, "no such device"),
    (.notDirectory, .notDirectory, "not a directory"),
    (.isDirectory, .isDirectory, "is a directory"),
    (.invalidArgument, .invalidArgument, "invalid argument"),
    (.fileTooLarge, .fileTooLarge, "file too large"),
    (.noSpace, .noSpace, "no space left on the server"),
    (.readOnlyFileSystem, .readOnlyFileSystem, "read-only file system"),
    (.tooManyLinks, .tooManyLinks, "too many links"),
    (.nameTooLong, .fileNameTooLong, "file name too long"),
    (.notEmpty, .directoryNotEmpty, "directory not empty"),
    (.quotaExceeded, .diskQuotaExceeded, "disk quota exceeded"),
    (.stale, .staleNFSFileHandle, "stale file handle"),
    (.remote, .tooManyRemoteLevels, "too many levels of remote in path"),
    (.badHandle, .staleNFSFileHandle, "bad file handle"),
    (.notSynchronized, .resourceTemporarilyUnavailable, "attributes changed meanwhile"),
    (.badCookie, .invalidArgument, "directory changed meanwhile"),
    (.notSupported, .notSupported, "not supported by the server"),
    (.tooSmall, .invalidArgument, "buffer too small"),
    (.serverFault, .ioError, "the server failed"),
    (.badType, .invalidArgument, "type not supported by the server"),
    (.jukebox, .resourceTemporarilyUnavailable, "the server is fetching the file"),
  ]

  /// The host error for this status; `.ioError` for a number nobody knows.
  public var errno: Errno {
    NFS3Status.table.first { $0.status == self }?.errno ?? .ioError
  }

  /// A phrase for people.
  public var message: String {
    NFS3Status.table.first { $0.status == self }?.message ?? "server error \(rawValue)"
  }
}

extension Mount3Status {
  /// The host error for this status; `.ioError` for a number nobody knows.
  public var errno: Errno {
    switch self {
    case .notOwner: .notPermitted
    case .noEntry: .noSuchFileOrDirectory
    case .accessDenied: .permissionDenied
    case .notDirectory: .notDirectory
    case .invalidArgument: .invalidArgument
    case .nameTooLong: .fileNameTooLong
    case .notSupported: .notSupported
    default: .ioError
    }
  }

  /// A phrase for people.
  public var message: String {
    switch self {
    case .notOwner: "mounting is not permitted"
    case .noEntry: "no such export"
    case .accessDenied: "access to the export denied; some servers refuse ports above 1023"
    case .notDirectory: "the export is not a directory"
    case .nameTooLong: "the export's path is too long"
    case .notSupported: "mounting is not supported"
    default: "mount service error \(rawValue)"
    }
  }
}
