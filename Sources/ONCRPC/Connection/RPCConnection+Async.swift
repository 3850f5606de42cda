// SPDX-License-Identifier: Apache-2.0
// A call as an awaited function.

internal import SocketKPI
public import Wire

extension RPCConnection {
  /// Builds a call for this connection. Any thread.
  func build(
    _ procedure: RPCProcedure, _ options: borrowing RPCCallOptions, payload: RPCPayload?,
    sink: RPCSink?, isOwnThread: Bool, arguments: (inout XDRWriter) -> Void
  ) -> PendingCall {
    let call = makeCall(isOwnThread: isOwnThread)
    call.prepare(procedure, options, payload: payload, sink: sink, arguments: arguments)
    call.submitted = isOwnThread ? roughly() : .coarse()
    let limit = options.deadline.map(\.wholeNanoseconds) ?? defaultDeadline
    if limit != .max { call.deadline = call.submitted.advanced(nanoseconds: limit) }
    return call
  }

  /// Makes a call and suspends until its completion has run. Cancelling the task cancels the call.
  @usableFromInline
  func perform(
    _ procedure: RPCProcedure, _ options: RPCCallOptions, payload: RPCPayload?, sink: RPCSink?,
    arguments: (inout XDRWriter) -> Void, completion: @escaping RPCCompletion
  ) async {
    let isOwnThread = dispatcher.isCurrent
    let call = build(
      procedure, options, payload: payload, sink: sink, isOwnThread: isOwnThread,
      arguments: arguments)
    let handle = RPCCallHandle(connection: self, call: call, generation: call.generation)
    await withTaskCancellationHandler {
      await Suspension<Void>.wait { suspension in
        call.completion = { reply in
          completion(&reply)
          suspension.resume(())
        }
        submit(call, isOwnThread: isOwnThread)
      }
    } onCancel: {
      handle.cancel()
    }
  }

  /// Inlinable, so that a caller's result type costs no search for its metadata in every call.
  @inlinable
  func call<Result: Sendable>(
    _ procedure: RPCProcedure, _ options: RPCCallOptions, payload: RPCPayload?, sink: RPCSink?,
    arguments: (inout XDRWriter) -> Void,
    results: @escaping @Sendable (inout XDRReader, RPCReplyInfo) throws(XDRError) -> Result
  ) async throws(RPCError) -> Result {
    let box = ResultBox<Result>()
    await perform(
      procedure, options, payload: payload, sink: sink, arguments: arguments,
      completion: { reply in box.outcome = reply.outcome(results) })
    return try box.take()
  }
}

/// Where a completion leaves the results for the task that waits. Written before the task is
/// resumed, read after.
@usableFromInline
final class ResultBox<Value: Sendable>: @unchecked Sendable {
  @usableFromInline var outcome: Result<Value, RPCError>?

  @inlinable init() {}

  @inlinable
  func take() throws(RPCError) -> Value {
    // Taken out: the results of a page or a file are large to copy.
    guard let outcome = outcome.take() else {
      preconditionFailure("a call ended without its completion")
    }
    return try outcome.get()
  }
}

extension RPCReply {
  /// The decoded results or the error, as a value that outlives the reply.
  @inlinable
  @_lifetime(self: copy self)
  mutating func outcome<Result>(
    _ results: (inout XDRReader, RPCReplyInfo) throws(XDRError) -> Result
  ) -> Swift.Result<Result, RPCError> {
    if let error { return .failure(error) }
    do throws(XDRError) {
      return .success(try results(&self.results, info))
    } catch {
      return .failure(RPCError(.malformed(error), call: call))
    }
  }
}

/// A call under way.
public struct RPCCallHandle: Sendable {
  let connection: RPCConnection
  let call: PendingCall
  let generation: UInt32

  /// Ends the call with `cancelled`, unless it has completed. Any thread; the completion runs on
  /// the dispatcher.
  ///
  /// A call that waits is not sent. The reply to one that was sent is dropped, and what the server
  /// did is unknown; the rest of a half-written record is still written, since the stream would be
  /// lost otherwise.
  public func cancel() {
    if connection.dispatcher.isCurrent {
      connection.cancel(call, generation: generation)
    } else {
      connection.dispatcher.perform { [self] in connection.cancel(call, generation: generation) }
    }
  }
}
