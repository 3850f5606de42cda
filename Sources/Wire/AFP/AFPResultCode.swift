// SPDX-License-Identifier: Apache-2.0
// The result codes of AFP and of the session layer below it.

/// A result code as it stands in a DSI reply: 0 or negative.
///
/// Any 32-bit value can arrive; the named ones are those of Apple's AFP Reference.
public struct AFPResultCode: RawRepresentable, Hashable, Sendable {
  public var rawValue: Int32

  public init(rawValue: Int32) { self.rawValue = rawValue }

  public static let noError = AFPResultCode(rawValue: 0)

  public static let badSessionVersion = AFPResultCode(rawValue: -1066)
  public static let noMoreSessions = AFPResultCode(rawValue: -1068)
  public static let noServers = AFPResultCode(rawValue: -1069)
  public static let sessionParameterError = AFPResultCode(rawValue: -1070)
  public static let serverBusy = AFPResultCode(rawValue: -1071)
  public static let sessionClosedByLayer = AFPResultCode(rawValue: -1072)
  public static let sessionSizeError = AFPResultCode(rawValue: -1073)
  public static let tooManyClients = AFPResultCode(rawValue: -1074)
  public static let noAcknowledgement = AFPResultCode(rawValue: -1075)

  public static let accessDenied = AFPResultCode(rawValue: -5000)
  public static let authContinue = AFPResultCode(rawValue: -5001)
  public static let badUAM = AFPResultCode(rawValue: -5002)
  public static let badVersion = AFPResultCode(rawValue: -5003)
  public static let bitmapError = AFPResultCode(rawValue: -5004)
  public static let cantMove = AFPResultCode(rawValue: -5005)
  public static let denyConflict = AFPResultCode(rawValue: -5006)
  public static let directoryNotEmpty = AFPResultCode(rawValue: -5007)
  public static let diskFull = AFPResultCode(rawValue: -5008)
  public static let endOfFile = AFPResultCode(rawValue: -5009)
  public static let fileBusy = AFPResultCode(rawValue: -5010)
  public static let flatVolume = AFPResultCode(rawValue: -5011)
  public static let itemNotFound = AFPResultCode(rawValue: -5012)
  public static let lockError = AFPResultCode(rawValue: -5013)
  public static let miscellaneous = AFPResultCode(rawValue: -5014)
  public static let noMoreLocks = AFPResultCode(rawValue: -5015)
  public static let noServer = AFPResultCode(rawValue: -5016)
  public static let objectExists = AFPResultCode(rawValue: -5017)
  public static let objectNotFound = AFPResultCode(rawValue: -5018)
  public static let parameterError = AFPResultCode(rawValue: -5019)
  public static let rangeNotLocked = AFPResultCode(rawValue: -5020)
  public static let rangeOverlap = AFPResultCode(rawValue: -5021)
  public static let sessionClosed = AFPResultCode(rawValue: -5022)
  public static let userNotAuthenticated = AFPResultCode(rawValue: -5023)
  public static let callNotSupported = AFPResultCode(rawValue: -5024)
  public static let objectTypeError = AFPResultCode(rawValue: -5025)
  public static let tooManyFilesOpen = AFPResultCode(rawValue: -5026)
  public static let serverGoingDown = AFPResultCode(rawValue: -5027)
  public static let cantRename = AFPResultCode(rawValue: -5028)
  public static let directoryNotFound = AFPResultCode(rawValue: -5029)
  public static let iconTypeError = AFPResultCode(rawValue: -5030)
  public static let volumeLocked = AFPResultCode(rawValue: -5031)
  public static let objectLocked = AFPResultCode(rawValue: -5032)
  public static let containsShared = AFPResultCode(rawValue: -5033)
  public static let idNotFound = AFPResultCode(rawValue: -5034)
  public static let idExists = AFPResultCode(rawValue: -5035)
  public static let differentVolumes = AFPResultCode(rawValue: -5036)
  public static let catalogChanged = AFPResultCode(rawValue: -5037)
  public static let sameObject = AFPResultCode(rawValue: -5038)
  public static let badID = AFPResultCode(rawValue: -5039)
  public static let passwordSame = AFPResultCode(rawValue: -5040)
  public static let passwordTooShort = AFPResultCode(rawValue: -5041)
  public static let passwordExpired = AFPResultCode(rawValue: -5042)
  public static let insideShared = AFPResultCode(rawValue: -5043)
  public static let insideTrash = AFPResultCode(rawValue: -5044)
  public static let passwordMustChange = AFPResultCode(rawValue: -5045)
  public static let passwordPolicy = AFPResultCode(rawValue: -5046)
  /// Quota exceeded in Apple's list; "user already logged on" in netatalk's.
  public static let quotaExceeded = AFPResultCode(rawValue: -5047)
}
