// SPDX-License-Identifier: Apache-2.0
// How a call is made: by whom, until when, in which order, and what happens when a connection
// breaks.

public import Wire

/// Order of the send queue. A call that was sent keeps its place on the wire.
public enum RPCPriority: UInt8, Sendable, CaseIterable {
  /// Ahead of everything: what other calls wait for.
  case urgent
  case normal
  /// Behind everything, and kept off connection 0 when there are several.
  case bulk
}

/// Whether a call may reach the server twice: after a broken connection nobody knows whether it was
/// executed.
public enum RPCRepetition: UInt8, Sendable {
  /// Executing twice changes nothing.
  case idempotent
  /// Sent again with the same xid; `RPCReplyInfo.wasResent` tells, and the caller interprets
  /// anomalies.
  case tolerated
  /// Never sent twice: fails with `outcomeUnknown` instead.
  case never
}

/// When a call may be sent.
public enum RPCRequestClass: UInt8, Sendable {
  /// Waits for a usable connection.
  case ordinary
  /// Part of making a connection usable; only within the preparation of a connection, never
  /// repeated.
  case setup
  /// Restores state on a usable connection, ahead of ordinary calls; fails at once without one.
  case recovery
}

/// Which round-trip estimate a call belongs to (datagrams only).
public enum RPCTimingGroup: UInt8, Sendable, CaseIterable {
  /// No estimate: the initial time-out.
  case other
  /// Small calls that touch metadata.
  case lookup
  case read
  case write
}

/// How to make a call.
public struct RPCCallOptions: Sendable {
  /// Results a call may return unless told otherwise, in bytes.
  public static let defaultMaximumReply = 64 * 1024

  public var credential: RPCCredential
  /// Time from submission to failure; nil uses `RPCConfiguration.callDeadline`.
  public var deadline: Duration?
  public var priority: RPCPriority
  public var repetition: RPCRepetition
  public var requestClass: RPCRequestClass
  public var timing: RPCTimingGroup
  /// Bytes of results at most, what goes into a sink not counted. A longer record is an attack or a
  /// lost position in the stream; either way the connection is given up.
  public var maximumReply: Int
  /// Send the call when it is made instead of with the rest of the batch: for whoever goes on with long
  /// work on the dispatcher. TCP.
  public var leavesAtOnce = false

  public init(
    credential: RPCCredential = .none, deadline: Duration? = nil, priority: RPCPriority = .normal,
    repetition: RPCRepetition = .idempotent, requestClass: RPCRequestClass = .ordinary,
    timing: RPCTimingGroup = .other, maximumReply: Int = RPCCallOptions.defaultMaximumReply
  ) {
    self.credential = credential
    self.deadline = deadline
    self.priority = priority
    self.repetition = repetition
    self.requestClass = requestClass
    self.timing = timing
    self.maximumReply = maximumReply
  }
}

/// Who calls. The bytes are encoded once and shared by every call that carries the credential.
public struct RPCCredential: Equatable, Sendable {
  /// Credential and verifier as they follow the procedure number (RFC 5531 §9).
  let encoded: [UInt8]
  /// AUTH_SYS parameters, when that is what it is.
  public let sys: RPCAuthSys?

  /// AUTH_NONE.
  public static let none = RPCCredential(.none)

  /// Any credential, with its verifier.
  public init(_ credential: RPCOpaqueAuth, verifier: RPCOpaqueAuth = .none) {
    self.init(credential, verifier: verifier, sys: nil)
  }

  private init(_ credential: RPCOpaqueAuth, verifier: RPCOpaqueAuth, sys: RPCAuthSys?) {
    var writer = XDRWriter()
    credential.encode(into: &writer)
    verifier.encode(into: &writer)
    encoded = writer.bytes
    self.sys = sys
  }

  /// AUTH_SYS.
  ///
  /// - Parameter groups: further groups; the protocol has room for 16, the rest is left out.
  public static func sys(
    uid: UInt32, gid: UInt32, groups: [UInt32] = [], machineName: String = ""
  ) -> RPCCredential {
    let parameters = RPCAuthSys(machineName: machineName, uid: uid, gid: gid, groups: groups)
    return RPCCredential(parameters.opaqueAuth, verifier: .none, sys: parameters)
  }
}
