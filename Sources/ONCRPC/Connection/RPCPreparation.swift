// SPDX-License-Identifier: Apache-2.0
// Making a fresh connection usable: calls that go ahead of everything that waits.

public import SocketKPI
public import Wire

/// A fresh connection, during its preparation.
///
/// Calls made here are of class `.setup`: they are sent on this very connection, never repeated,
/// and fail when it is lost.
public struct RPCPreparation: Sendable {
  @usableFromInline let connection: RPCConnection
  /// The address the connection goes to.
  public let address: SocketAddress?

  /// Which connection of the client it is, from 0.
  public var index: Int { connection.index }

  /// Makes a call on this connection.
  @inlinable
  public func call<Result: Sendable>(
    _ procedure: RPCProcedure, options: RPCCallOptions = RPCCallOptions(),
    arguments: (inout XDRWriter) -> Void,
    results: @escaping @Sendable (inout XDRReader, RPCReplyInfo) throws(XDRError) -> Result
  ) async throws(RPCError) -> Result {
    var options = options
    options.requestClass = .setup
    return try await connection.call(
      procedure, options, payload: nil, sink: nil, arguments: arguments, results: results)
  }
}
