// SPDX-License-Identifier: Apache-2.0
// What to tell a person about an error.

internal import SystemPackage
internal import Wire

extension AFPError {
  /// The sentence behind the operation in `description`: what happened and what can be done.
  public var explanation: String {
    switch reason {
    case .result(let code): code.explanation
    case .cannotConnect(let code):
      "no connection (\(code)); is the host right, and does it serve AFP on that port?"
    case .cannotResolve(let host): "no address is known for the host \(host)"
    case .connectionLost(let code):
      "the connection was lost (\(code.map { "\($0)" } ?? "closed by the server")) "
        + "and could not be restored"
    case .timedOut(let limit): "no answer within \(limit)"
    case .serverShutDown(let mayReturn):
      mayReturn
        ? "the server shut down and did not come back in time"
        : "the server shut down and asked its clients to stay away"
    case .malformedReply(let error): "the server's reply cannot be decoded (\(error))"
    case .unexpectedReply(let text): "the server's reply contradicts the request: \(text)"
    case .noCommonVersion(let offered):
      "AFP 3.1 to 3.4 is needed; the server offers \(offered.joined(separator: ", "))"
    case .noCommonMethod(let offered, let allowed):
      "the server offers the login methods \(offered.joined(separator: ", ")); allowed here: "
        + allowed.joined(separator: ", ")
    case .passwordTooLong(let limit):
      "the password has more than the \(limit) bytes that this login method can carry; "
        + "it was not sent"
    case .serverNotProven:
      "the server failed to prove that it holds the session key; the password was not sent"
    case .unsafeParameters(let text):
      "the server's key exchange parameters are unsafe (\(text)); the password was not sent"
    case .cryptography(let text): "libgcrypt: \(text)"
    case .outcomeUnknown:
      "the connection broke while this was under way and the server has no memory of it; "
        + "look whether it was done before doing it again"
    case .forkLost(let synced):
      "the server no longer has the session in which this was written; only what was synced, "
        + "up to byte \(synced), is certain; write the rest again"
    case .invalidName(let name, let error): "the name \"\(name)\" cannot be used: \(error.text)"
    case .invalidURL(let text): text
    case .unsupported(let text): text
    case .sessionEnded: "the session has ended"
    case .cancelled: "cancelled"
    }
  }
}

extension AFPNameError {
  var text: String {
    switch self {
    case .empty: "it is empty"
    case .dotEntry: "\".\" and \"..\" are not names in AFP"
    case .containsNUL: "it contains a zero byte"
    case .containsSlash: "it contains a slash"
    case .tooLong(let bytes): "\(bytes) bytes of UTF-8, \(AFPName.maximumBytes) is the limit"
    }
  }
}

extension AFPResultCode {
  /// Name, number, and what it means for the caller.
  var explanation: String {
    guard let meaning = Self.meanings[self] else {
      return "the server answered \(self)"
    }
    return "\(meaning) [\(self)]"
  }

  private static let meanings: [AFPResultCode: String] = [
    .noMoreSessions: "the server has no session left; try later or raise its connection limit",
    .serverBusy: "the server is busy; try later",
    .tooManyClients: "the server has too many clients; try later",
    .accessDenied:
      "access denied: the user may not do this here, or the volume's password is wrong",
    .badUAM: "the login method cannot be used for this user",
    .badVersion: "the server does not speak this protocol version",
    .bitmapError: "the server does not know a parameter that was asked for",
    .cantMove: "a directory cannot be moved into itself",
    .denyConflict:
      "somebody has it open and denies access; it may be an old session of this client",
    .directoryNotEmpty: "the directory is not empty",
    .diskFull: "the volume is full, or a quota is used up",
    .fileBusy: "it is open",
    .flatVolume: "the volume has no directories",
    .itemNotFound: "there is no such item",
    .lockError: "somebody else has locked that range",
    .miscellaneous:
      "the server failed inside; opening a volume, its id database may not be running",
    .noMoreLocks: "the server has no lock left",
    .noServer: "the server does not answer",
    .objectExists: "the name is taken",
    .objectNotFound: "there is no such file, directory or volume, or the user may not see it",
    .parameterError: "the server refused a parameter; a fork or volume may be closed",
    .rangeNotLocked: "the range is not locked",
    .rangeOverlap: "the range overlaps a lock of this client",
    .sessionClosed: "the server has closed the session",
    .userNotAuthenticated: "user or password is wrong, or the user may not log in (root never may)",
    .callNotSupported: "the server does not support this request",
    .objectTypeError: "a file was found where a directory was expected, or the reverse",
    .tooManyFilesOpen: "too many files are open on the server",
    .serverGoingDown: "the server is going down and takes no logins",
    .cantRename: "it cannot be renamed",
    .directoryNotFound: "there is no such directory",
    .volumeLocked: "the volume is read only for this user",
    .objectLocked: "it is locked against this change",
    .passwordExpired: "the password has expired; change it on the server",
    .passwordMustChange: "the password must be changed on the server before the first login",
    .quotaExceeded: "the quota is used up",
  ]
}
