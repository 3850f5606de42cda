// SPDX-License-Identifier: Apache-2.0
// The published names of the result codes, for messages and captures.

extension AFPResultCode: CustomStringConvertible {
  private static let names: [AFPResultCode: String] = [
    .noError: "NoErr",
    .badSessionVersion: "BadVersNum (session)", .noMoreSessions: "NoMoreSessions",
    .noServers: "NoServers", .sessionParameterError: "ParamErr (session)",
    .serverBusy: "ServerBusy", .sessionClosedByLayer: "SessClosed (session)",
    .sessionSizeError: "SizeErr", .tooManyClients: "TooManyClients",
    .noAcknowledgement: "NoAck",
    .accessDenied: "AccessDenied", .authContinue: "AuthContinue", .badUAM: "BadUAM",
    .badVersion: "BadVersNum", .bitmapError: "BitmapErr", .cantMove: "CantMove",
    .denyConflict: "DenyConflict", .directoryNotEmpty: "DirNotEmpty", .diskFull: "DiskFull",
    .endOfFile: "EOFErr", .fileBusy: "FileBusy", .flatVolume: "FlatVol",
    .itemNotFound: "ItemNotFound", .lockError: "LockErr", .miscellaneous: "MiscErr",
    .noMoreLocks: "NoMoreLocks", .noServer: "NoServer", .objectExists: "ObjectExists",
    .objectNotFound: "ObjectNotFound", .parameterError: "ParamErr",
    .rangeNotLocked: "RangeNotLocked", .rangeOverlap: "RangeOverlap",
    .sessionClosed: "SessClosed", .userNotAuthenticated: "UserNotAuth",
    .callNotSupported: "CallNotSupported", .objectTypeError: "ObjectTypeErr",
    .tooManyFilesOpen: "TooManyFilesOpen", .serverGoingDown: "ServerGoingDown",
    .cantRename: "CantRename", .directoryNotFound: "DirNotFound",
    .iconTypeError: "IconTypeErr", .volumeLocked: "VolLocked", .objectLocked: "ObjectLocked",
    .containsShared: "ContainsSharedErr", .idNotFound: "IDNotFound", .idExists: "IDExists",
    .differentVolumes: "DiffVolErr", .catalogChanged: "CatalogChanged",
    .sameObject: "SameObjectErr", .badID: "BadIDErr", .passwordSame: "PwdSameErr",
    .passwordTooShort: "PwdTooShortErr", .passwordExpired: "PwdExpiredErr",
    .insideShared: "InsideSharedErr", .insideTrash: "InsideTrashErr",
    .passwordMustChange: "PwdNeedsChangeErr", .passwordPolicy: "PwdPolicyErr",
    .quotaExceeded: "DiskQuotaExceeded",
  ]

  /// The name in Apple's AFP Reference, or nil for a code that is not in it.
  public var name: String? { Self.names[self] }

  /// Name and number, as in "DiskFull (-5008)".
  public var description: String {
    name.map { "\($0) (\(rawValue))" } ?? "result \(rawValue)"
  }
}
