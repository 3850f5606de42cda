// SPDX-License-Identifier: Apache-2.0
// What a session has counted.

/// Counters of a session since it was opened.
public struct AFPStatistics: Sendable, Equatable {
  /// Requests sent, repeats included.
  public var requests: UInt64 = 0
  /// Requests sent again after a connection was lost.
  public var repeatedRequests: UInt64 = 0
  /// Bytes of write data sent, repeats included.
  public var writtenBytes: UInt64 = 0
  /// Bytes of read data received.
  public var readBytes: UInt64 = 0
  public var tickles: UInt64 = 0
  /// Connections lost and restored with the session intact.
  public var reconnects: UInt64 = 0
  /// Connections lost and restored with a new session.
  public var sessionsReplaced: UInt64 = 0

  public init() {}
}
