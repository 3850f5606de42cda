// SPDX-License-Identifier: Apache-2.0
// What a client has done: per procedure and per connection.

/// Counts of one procedure.
public struct RPCProcedureStatistics: Equatable, Sendable {
  public var procedure: RPCProcedure
  /// Calls that were submitted.
  public var calls: UInt64 = 0
  /// Replies with results.
  public var replies: UInt64 = 0
  /// Calls that failed, for any reason.
  public var failures: UInt64 = 0
  /// Transmissions beyond the first.
  public var resends: UInt64 = 0
  /// Replies whose meaning had to be guessed because the call was sent twice; told by the caller.
  public var guesses: UInt64 = 0
  /// Bytes of calls, record marks and payload included, every transmission counted.
  public var bytesSent: UInt64 = 0
  /// Bytes of replies, payload included.
  public var bytesReceived: UInt64 = 0
  /// From the first transmission to the reply.
  public var latency = LatencyHistogram()

  public init(procedure: RPCProcedure) { self.procedure = procedure }

  mutating func merge(_ other: RPCProcedureStatistics) {
    calls += other.calls
    replies += other.replies
    failures += other.failures
    resends += other.resends
    guesses += other.guesses
    bytesSent += other.bytesSent
    bytesReceived += other.bytesReceived
    latency.merge(other.latency)
  }
}

/// Counts of a client, added up over its connections.
public struct RPCStatistics: Equatable, Sendable {
  /// In the order of their first use.
  public var procedures: [RPCProcedureStatistics] = []
  /// Connections that became usable.
  public var connects: UInt64 = 0
  /// Connections that became usable after one was lost.
  public var reconnects: UInt64 = 0
  /// Replies that no call waited for: late, repeated, or never asked for.
  public var unexpectedReplies: UInt64 = 0
  /// Records that were no replies at all.
  public var malformedRecords: UInt64 = 0
  /// Send calls to the socket, and the calls they carried.
  public var batches: UInt64 = 0
  public var batchedCalls: UInt64 = 0
  /// Calls that wait for a reply or to be sent, now.
  public var pending = 0

  public init() {}

  mutating func merge(_ other: RPCStatistics) {
    for procedure in other.procedures {
      let index = row(procedure.procedure)
      procedures[index].merge(procedure)
    }
    connects += other.connects
    reconnects += other.reconnects
    unexpectedReplies += other.unexpectedReplies
    malformedRecords += other.malformedRecords
    batches += other.batches
    batchedCalls += other.batchedCalls
    pending += other.pending
  }

  /// The row of a procedure, made when it is new.
  mutating func row(_ procedure: RPCProcedure) -> Int {
    if let index = procedures.firstIndex(where: { $0.procedure == procedure }) { return index }
    procedures.append(RPCProcedureStatistics(procedure: procedure))
    return procedures.count - 1
  }

  /// The numbers of one procedure; nil when it was never called.
  public func procedure(_ procedure: RPCProcedure) -> RPCProcedureStatistics? {
    procedures.first { $0.procedure == procedure }
  }
}
