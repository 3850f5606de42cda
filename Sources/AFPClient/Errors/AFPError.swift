// SPDX-License-Identifier: Apache-2.0
// The one error type of this module.

public import SystemPackage
public import Wire

/// What went wrong, in which operation, with the server's own code where there is one.
///
/// `description` is a sentence a person can act on; `resultCode` and `errno` are for programs.
public struct AFPError: Error, Equatable, Sendable {
  public enum Reason: Equatable, Sendable {
    /// The server answered with a code other than 0.
    case result(AFPResultCode)
    /// No connection came about.
    case cannotConnect(Errno)
    /// The host name has no address.
    case cannotResolve(host: String)
    /// The connection ended and was not, or could not be, restored. Nil: the server closed it.
    case connectionLost(Errno?)
    /// Nothing came in time.
    case timedOut(Duration)
    /// The server announced its end, and (`mayReturn` false) asked not to be called again.
    case serverShutDown(mayReturn: Bool)
    /// A reply that could not be decoded.
    case malformedReply(AFPWireError)
    /// A reply that decodes and contradicts the request.
    case unexpectedReply(String)
    /// No protocol version from 3.1 up in common.
    case noCommonVersion(offered: [String])
    /// None of the login methods allowed here is offered.
    case noCommonMethod(offered: [String], allowed: [String])
    /// The method cannot carry the password; it was not sent.
    case passwordTooLong(limit: Int)
    /// The server could not prove that it holds the session key; the password was not sent.
    case serverNotProven
    /// The server's key exchange parameters are not safe to use.
    case unsafeParameters(String)
    /// libgcrypt refused an operation.
    case cryptography(String)
    /// The connection broke while the request was under way and its session is gone: it may or may
    /// not have been carried out.
    case outcomeUnknown
    /// The session with this fork is gone, and writes since the last sync may be lost.
    case forkLost(syncedThrough: UInt64)
    /// A name that cannot be sent.
    case invalidName(String, AFPNameError)
    /// A URL that does not name an AFP volume.
    case invalidURL(String)
    /// The server or volume cannot do it.
    case unsupported(String)
    /// The session was closed by this side, or ended before.
    case sessionEnded
    /// The task was cancelled. A request that had been sent may have been carried out.
    case cancelled
  }

  /// The request or step, and what it was about: "FPCreateDir of backups/today".
  public var operation: String
  public var reason: Reason

  public init(_ operation: String, _ reason: Reason) {
    self.operation = operation
    self.reason = reason
  }

  /// The server's result code, when it was the server that refused.
  // Inlined into a catch block of an async function it stops the optimizer of Swift 6.3.1.
  @inline(never)
  public var resultCode: AFPResultCode? {
    if case .result(let code) = reason { code } else { nil }
  }

  /// The nearest host error.
  public var errno: Errno {
    switch reason {
    case .result(let code): code.errno
    case .cannotConnect(let code): code
    case .cannotResolve: .noSuchAddressOrDevice
    case .connectionLost(let code): code ?? .connectionReset
    case .timedOut: .timedOut
    case .serverShutDown, .sessionEnded: .socketNotConnected
    case .malformedReply, .unexpectedReply: .badMessage
    case .noCommonVersion: .protocolNotSupported
    case .noCommonMethod, .unsupported: .notSupported
    case .passwordTooLong, .invalidName, .invalidURL: .invalidArgument
    case .serverNotProven, .unsafeParameters: .permissionDenied
    case .cryptography, .outcomeUnknown, .forkLost: .ioError
    case .cancelled: .canceled
    }
  }

  /// True when trying again later, without changing anything, can succeed.
  // Inlined into a catch block of an async function it stops the optimizer of Swift 6.3.1.
  @inline(never)
  public var isTransient: Bool {
    switch reason {
    case .connectionLost, .timedOut, .cannotConnect: true
    case .serverShutDown(let mayReturn): mayReturn
    case .result(let code):
      [.noMoreSessions, .serverBusy, .tooManyClients, .serverGoingDown].contains(code)
    default: false
    }
  }
}

extension AFPError: CustomStringConvertible {
  public var description: String { "\(operation): \(explanation)" }
}
