// SPDX-License-Identifier: Apache-2.0
// The three forms of a call.

internal import SocketKPI
public import Wire

extension RPCClient {
  /// Makes a call and waits for its results.
  ///
  /// `results` runs on the dispatcher, over the bytes where they were received; it should only
  /// decode. Cancelling the task cancels the call.
  ///
  /// - Parameters:
  ///   - payload: bytes behind the arguments, not copied.
  ///   - sink: where the payload of the reply goes, not copied.
  ///   - arguments: encodes the arguments; runs once, before this function suspends.
  /// - Throws: see `RPCError.Reason`.
  @inlinable
  public func call<Result: Sendable>(
    _ procedure: RPCProcedure, options: RPCCallOptions = RPCCallOptions(),
    payload: RPCPayload? = nil, sink: RPCSink? = nil, arguments: (inout XDRWriter) -> Void,
    results: @escaping @Sendable (inout XDRReader, RPCReplyInfo) throws(XDRError) -> Result
  ) async throws(RPCError) -> Result {
    try await connection(for: options.priority).call(
      procedure, options, payload: payload, sink: sink, arguments: arguments, results: results)
  }

  /// Makes a call and returns at once.
  ///
  /// - Parameter completion: runs once, on `taskExecutor`'s thread, also when the call cannot even
  ///   be accepted. It may make further calls; those of a whole batch of replies leave in one send.
  /// - Note: cheapest on the dispatcher's own thread, as in a completion.
  @discardableResult
  public func start(
    _ procedure: RPCProcedure, options: RPCCallOptions = RPCCallOptions(),
    payload: RPCPayload? = nil, sink: RPCSink? = nil, arguments: (inout XDRWriter) -> Void,
    completion: @escaping RPCCompletion
  ) -> RPCCallHandle {
    let connection = connection(for: options.priority)
    let isOwnThread = connection.dispatcher.isCurrent
    let call = connection.build(
      procedure, options, payload: payload, sink: sink, isOwnThread: isOwnThread,
      arguments: arguments)
    call.completion = completion
    let handle = RPCCallHandle(connection: connection, call: call, generation: call.generation)
    connection.submit(call, isOwnThread: isOwnThread)
    return handle
  }

  /// Makes a call and waits on the calling thread.
  ///
  /// The call has a connection to itself while it lasts: the thread sends, and reads the reply,
  /// without a dispatcher in between. That is the shortest way for one call at a time, and the
  /// wrong one for many.
  ///
  /// - Throws: see `RPCError.Reason`. A broken connection is replaced, and the call sent again,
  ///   until the deadline.
  /// - Note: not from a dispatcher, nor from a task of the global pool: it blocks.
  public func callBlocking<Result>(
    _ procedure: RPCProcedure, options: RPCCallOptions = RPCCallOptions(),
    payload: RPCPayload? = nil, sink: RPCSink? = nil, arguments: (inout XDRWriter) -> Void,
    results: (inout XDRReader, RPCReplyInfo) throws(XDRError) -> Result
  ) throws(RPCError) -> Result {
    try blocking.call(
      procedure, options: options, payload: payload, sink: sink, arguments: arguments,
      results: results)
  }
}
