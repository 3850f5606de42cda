// SPDX-License-Identifier: Apache-2.0
// The crossing from AFP's result codes to host errors; the only one.

public import SystemPackage
public import Wire

extension AFPResultCode {
  /// The nearest host error; a code that is not known here is an I/O error.
  ///
  /// A short read (EOFErr) and success have none and map to 0.
  public var errno: Errno { Self.errnos[self] ?? .ioError }

  private static let errnos: [AFPResultCode: Errno] = [
    .noError: Errno(rawValue: 0),
    .endOfFile: Errno(rawValue: 0),
    .badSessionVersion: .protocolNotSupported,
    .noMoreSessions: .resourceTemporarilyUnavailable,
    .noServers: .noRouteToHost,
    .sessionParameterError: .invalidArgument,
    .serverBusy: .resourceTemporarilyUnavailable,
    .sessionClosedByLayer: .socketNotConnected,
    .sessionSizeError: .messageTooLong,
    .tooManyClients: .resourceTemporarilyUnavailable,
    .noAcknowledgement: .timedOut,
    .accessDenied: .permissionDenied,
    .badUAM: .notSupported,
    .badVersion: .protocolNotSupported,
    .bitmapError: .invalidArgument,
    .cantMove: .invalidArgument,
    .denyConflict: .resourceBusy,
    .directoryNotEmpty: .directoryNotEmpty,
    .diskFull: .noSpace,
    .fileBusy: .resourceBusy,
    .flatVolume: .notSupported,
    .itemNotFound: .noSuchFileOrDirectory,
    .lockError: .resourceTemporarilyUnavailable,
    .miscellaneous: .ioError,
    .noMoreLocks: .noLocks,
    .noServer: .noRouteToHost,
    .objectExists: .fileExists,
    .objectNotFound: .noSuchFileOrDirectory,
    .parameterError: .invalidArgument,
    .rangeNotLocked: .invalidArgument,
    .rangeOverlap: .deadlock,
    .sessionClosed: .socketNotConnected,
    .userNotAuthenticated: .permissionDenied,
    .callNotSupported: .notSupported,
    .objectTypeError: .notDirectory,
    .tooManyFilesOpen: .tooManyOpenFiles,
    .serverGoingDown: .socketNotConnected,
    .cantRename: .notPermitted,
    .directoryNotFound: .noSuchFileOrDirectory,
    .iconTypeError: .invalidArgument,
    .volumeLocked: .readOnlyFileSystem,
    .objectLocked: .notPermitted,
    .containsShared: .resourceBusy,
    .idNotFound: .noSuchFileOrDirectory,
    .idExists: .fileExists,
    .differentVolumes: .improperLink,
    .catalogChanged: .staleNFSFileHandle,
    .sameObject: .fileExists,
    .badID: .noSuchFileOrDirectory,
    .passwordSame: .invalidArgument,
    .passwordTooShort: .invalidArgument,
    .passwordExpired: .permissionDenied,
    .insideShared: .notPermitted,
    .insideTrash: .notPermitted,
    .passwordMustChange: .permissionDenied,
    .passwordPolicy: .invalidArgument,
    .quotaExceeded: .diskQuotaExceeded,
  ]
}
