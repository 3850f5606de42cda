// SPDX-License-Identifier: Apache-2.0
// Limits of a server.

/// The settings of a server.
public struct RPCServerConfiguration: Sendable {
  /// Connections at once; more are accepted and closed.
  public var maximumConnections = 4096
  /// Bytes of a call.
  public var maximumRecord = 4 << 20
  /// Replies a connection may have waiting to be sent, in bytes; above it no more calls are read.
  public var maximumUnsent = 32 << 20
  /// Replies of calls that must not be executed twice, kept for repetitions.
  public var duplicateEntries = 4096
  /// Bytes of such replies.
  public var duplicateBytes = 16 << 20
  /// Length of the queue of connections that wait to be accepted.
  public var backlog = 512

  public init() {}
}
