// SPDX-License-Identifier: Apache-2.0
// What a completion gets: results that are read in place, or an error.

public import Wire

/// What the transport knows about a reply besides its bytes.
public struct RPCReplyInfo: Equatable, Sendable {
  /// Payload bytes that are now in the call's sink.
  public var placed = 0
  /// How often the call was sent; 1 is normal, 0 for a call that failed before.
  public var transmissions = 0
  /// The connection that carried the reply, counted from 0.
  public var connection = 0
  /// Nanoseconds from the first transmission to the reply.
  var roundTripNanoseconds: Int64 = 0

  public init() {}

  /// From the first transmission to the reply.
  public var roundTrip: Duration { .nanoseconds(roundTripNanoseconds) }

  /// Whether the server may have executed the call twice.
  public var wasResent: Bool { transmissions > 1 }
}

/// The outcome of a call, valid for the time of its completion.
///
/// The results are read in place; what should outlive the completion is copied by whoever wants it.
public struct RPCReply: ~Escapable {
  /// Nil when the server executed the call.
  public let error: RPCError?
  public let info: RPCReplyInfo
  /// The results, up to where a sink's payload began; empty on an error.
  public var results: XDRReader
  @usableFromInline let call: RPCCallID

  @_lifetime(copy results)
  init(results: consuming XDRReader, info: RPCReplyInfo, call: RPCCallID, error: RPCError? = nil) {
    self.results = results
    self.info = info
    self.call = call
    self.error = error
  }

  /// Reads the results.
  ///
  /// - Throws: the call's error, or `.malformed` when `body` throws.
  @inlinable
  @_lifetime(self: copy self)
  public mutating func decode<Result>(
    _ body: (inout XDRReader) throws(XDRError) -> Result
  ) throws(RPCError) -> Result {
    if let error { throw error }
    do {
      return try body(&results)
    } catch {
      throw RPCError(.malformed(error), call: call)
    }
  }
}
