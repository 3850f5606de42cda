// SPDX-License-Identifier: Apache-2.0
// What a server offers, and what it is told about a call.

public import SocketKPI
public import Wire

/// A program that a server offers.
public protocol RPCProgram: Sendable {
  var program: UInt32 { get }
  /// Every version of the range is served.
  var versions: ClosedRange<UInt32> { get }

  /// Whether a second execution does no harm; if not, replies are kept in the duplicate-request
  /// cache.
  func isIdempotent(version: UInt32, procedure: UInt32) -> Bool

  /// Serves a call, on the connection's dispatcher: answers what takes no time, and defers what
  /// does.
  ///
  /// Procedure 0 is answered before this is asked.
  func serve(_ call: inout RPCServerCall) -> RPCServerAction
}

/// Who calls, as far as a server can know.
public enum RPCServerCredential: Equatable, Sendable {
  case none
  case sys(RPCAuthSys)
  /// A flavour this engine does not interpret.
  case other(RPCOpaqueAuth)
}

/// How a call is answered.
public enum RPCServerAction: Sendable {
  /// The results are in the call's writer.
  case reply
  /// The results end with the length of an opaque, whose bytes these are.
  case replyWithPayload(RPCPayload)
  case garbageArguments
  case procedureUnavailable
  case systemError
  case denied(RPCAuthStatus)
  /// No answer at all.
  case drop
  /// `deferred()` was taken; it answers later.
  case deferred
}

/// A call at the server, valid for the time of `serve`.
public struct RPCServerCall: ~Escapable {
  public let xid: UInt32
  public let program: UInt32
  public let version: UInt32
  public let procedure: UInt32
  public let peer: SocketAddress
  public let credential: RPCServerCredential
  /// Whether the call came from a port below 1024.
  public var isFromReservedPort: Bool { peer.port != 0 && peer.port < 1024 }
  /// The arguments, in place.
  public var arguments: XDRReader
  /// Takes the results.
  public var results: XDRWriter
  /// What is to happen to the reply, for tests; the server's plan decides if nil.
  public var fault: RPCFaultPlan.Fault?
  let later: RPCDeferredReply

  @_lifetime(copy arguments)
  init(
    header: borrowing RPCCallHeader, peer: SocketAddress, credential: RPCServerCredential,
    arguments: consuming XDRReader, results: XDRWriter, later: RPCDeferredReply
  ) {
    xid = header.xid
    program = header.program
    version = header.version
    procedure = header.procedure
    self.peer = peer
    self.credential = credential
    self.arguments = arguments
    self.results = results
    self.later = later
  }

  /// The means to answer later, from any thread. `serve` then returns `.deferred`.
  public func deferred() -> RPCDeferredReply { later }
}

/// The answer to a call that takes its time.
public struct RPCDeferredReply: Sendable {
  let origin: RPCReplyOrigin

  /// Sends the answer; only the first one counts.
  ///
  /// - Parameters:
  ///   - action: `.reply` and `.replyWithPayload` take the results from `results`.
  ///   - fault: what is to happen to the reply, for tests; the server's plan decides if nil.
  public func finish(
    _ action: RPCServerAction, results: XDRWriter = XDRWriter(), fault: RPCFaultPlan.Fault? = nil
  ) {
    origin.finish(action, results: results, fault: fault)
  }
}
