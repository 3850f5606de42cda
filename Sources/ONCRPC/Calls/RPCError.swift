// SPDX-License-Identifier: Apache-2.0
// Why a call has no results.

public import SystemPackage
public import Wire

/// A call that failed, and which one it was.
public struct RPCError: Error, Equatable, Sendable {
  public enum Reason: Equatable, Sendable {
    /// No reply within this time. Whether the server executed the call is unknown if it was sent.
    case timedOut(Duration)
    /// Cancelled by the caller. Whether the server executed the call is unknown if it was sent.
    case cancelled
    /// The client was closed.
    case closed
    /// The server was silent for longer than the dead time-out; the client is of no use any more.
    case dead
    /// A set-up or recovery call outside its phase.
    case notReady
    /// The connection broke, and calls of this class are not sent again.
    case connectionLost(Errno)
    /// The connection broke after the call was sent, and the caller forbade a repetition.
    case outcomeUnknown(Errno)
    /// No address of the server could be used.
    case unreachable(RPCUnreachable)
    /// The server did not accept the credential or verifier (RFC 5531 §9, auth_stat).
    case denied(RPCAuthStatus)
    /// The server does not speak RPC version 2.
    case rpcMismatch(low: UInt32, high: UInt32)
    case programUnavailable
    case programMismatch(low: UInt32, high: UInt32)
    case procedureUnavailable
    /// The server could not decode the arguments.
    case garbageArguments
    /// The server failed for a reason of its own.
    case systemError
    /// The reply could not be decoded.
    case malformed(XDRError)
    /// Too many calls wait already (`RPCConfiguration.maximumQueued`).
    case busy
    /// The arguments exceed what the transport can carry in one message, in bytes.
    case tooLarge(Int)
  }

  public var reason: Reason
  public var call: RPCCallID

  public init(_ reason: Reason, call: RPCCallID) {
    self.reason = reason
    self.call = call
  }
}

extension RPCError: CustomStringConvertible {
  public var description: String { "\(call): \(reason)" }
}

extension RPCError.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .timedOut(let time): "no reply within \(time)"
    case .cancelled: "cancelled"
    case .closed: "the client is closed"
    case .dead: "the server is considered dead"
    case .notReady: "not possible in this phase of the connection"
    case .connectionLost(let code): "connection lost: \(code)"
    case .outcomeUnknown(let code): "connection lost after sending, outcome unknown: \(code)"
    case .unreachable(let attempts): attempts.description
    case .denied(let status): "denied by the server: \(status)"
    case .rpcMismatch(let low, let high): "the server speaks RPC versions \(low) to \(high)"
    case .programUnavailable: "the server does not offer this program"
    case .programMismatch(let low, let high): "the server offers versions \(low) to \(high)"
    case .procedureUnavailable: "the server does not offer this procedure"
    case .garbageArguments: "the server could not decode the arguments"
    case .systemError: "the server reports an internal error"
    case .malformed(let error): "malformed reply: \(error)"
    case .busy: "too many calls are waiting"
    case .tooLarge(let bytes): "a message of \(bytes) bytes does not fit the transport"
    }
  }
}

extension RPCReplyStatus {
  /// The failure this status stands for; nil for success.
  var failure: RPCError.Reason? {
    switch self {
    case .success: nil
    case .programUnavailable: .programUnavailable
    case .programMismatch(let low, let high): .programMismatch(low: low, high: high)
    case .procedureUnavailable: .procedureUnavailable
    case .garbageArguments: .garbageArguments
    case .systemError: .systemError
    case .rpcMismatch(let low, let high): .rpcMismatch(low: low, high: high)
    case .denied(let status): .denied(status)
    }
  }
}
