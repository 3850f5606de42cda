// SPDX-License-Identifier: Apache-2.0
// Failures of an exported file system, and the crossing from errno to NFS status.

internal import HostFS
internal import SystemPackage
internal import Wire

/// Why an operation on an exported object failed.
struct StoreError: Error, Equatable {
  var status: NFS3Status
  /// The host's own words, for the log.
  var cause: HostError?
  /// Not a failure: the answer must be fetched from a disk, ask again on a thread that may wait.
  var isWouldWait = false

  init(_ status: NFS3Status) {
    self.status = status
  }

  init(_ cause: HostError) {
    status = NFS3Status(cause.code)
    self.cause = cause
  }

  static let wouldWait: StoreError = {
    var error = StoreError(.jukebox)
    error.isWouldWait = true
    return error
  }()
}

extension NFS3Status {
  /// The status that tells a client about an errno (RFC 1813 §2.6). What has none is an I/O error.
  init(_ code: Errno) {
    switch code {
    case .notPermitted: self = .notOwner
    case .noSuchFileOrDirectory: self = .noEntry
    case .noSuchAddressOrDevice: self = .noDevice
    case .permissionDenied, .textFileBusy: self = .accessDenied
    case .fileExists: self = .exists
    case .improperLink: self = .crossDevice
    case .operationNotSupportedByDevice: self = .noSuchDevice
    case .notDirectory: self = .notDirectory
    case .isDirectory: self = .isDirectory
    case .invalidArgument, .tooManySymbolicLinkLevels: self = .invalidArgument
    case .fileTooLarge, .overflow: self = .fileTooLarge
    case .noSpace: self = .noSpace
    case .readOnlyFileSystem: self = .readOnlyFileSystem
    case .tooManyLinks: self = .tooManyLinks
    case .fileNameTooLong: self = .nameTooLong
    case .directoryNotEmpty: self = .notEmpty
    case .diskQuotaExceeded: self = .quotaExceeded
    case .staleNFSFileHandle: self = .stale
    case .notSupported, .noFunction: self = .notSupported
    case .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory, .resourceTemporarilyUnavailable:
      self = .jukebox
    default: self = .io
    }
  }
}

/// Runs an operation of the host and turns its failure into an NFS status.
@inline(__always)
func hosted<Result: ~Copyable>(
  _ body: () throws(HostError) -> Result
) throws(StoreError) -> Result {
  do {
    return try body()
  } catch {
    throw StoreError(error)
  }
}
