// SPDX-License-Identifier: Apache-2.0
// A call from its submission to its completion.

internal import Wire

/// What a completion is called with; once.
public typealias RPCCompletion = @Sendable (inout RPCReply) -> Void

/// Everything a connection knows about one call.
///
/// Built by the submitting thread, handed over to the connection's dispatcher, and touched only
/// there from then on. Objects are used again: in a steady state a call allocates nothing here.
final class PendingCall: @unchecked Sendable {
  enum State {
    /// Not in a table: being built, or free.
    case idle
    /// Waits in the send queue.
    case queued
    /// Its first byte may be on the wire.
    case sent
  }

  var state = State.idle
  /// Changes with every reuse, so that a stale handle cancels nothing.
  var generation: UInt32 = 0
  /// Cancelled before it was submitted.
  var isCancelled = false

  var procedure = RPCProcedure(program: 0, version: 0, procedure: 0)
  var priority = RPCPriority.normal
  var repetition = RPCRepetition.idempotent
  var requestClass = RPCRequestClass.ordinary
  var timing = RPCTimingGroup.other
  var maximumReply = 0
  var leavesAtOnce = false

  /// Record mark, header, arguments; identical bytes for every transmission.
  var record = XDRWriter()
  var payload: RPCPayload?
  var sink: RPCSink?
  var completion: RPCCompletion?

  var xid: UInt32 = 0
  /// Order of submission on its connection, kept over reconnects.
  var sequence: UInt64 = 0
  var submitted = MonotonicTime(nanoseconds: 0)
  var deadline = MonotonicTime.distantFuture
  var firstSent = MonotonicTime(nanoseconds: 0)
  var lastSent = MonotonicTime(nanoseconds: 0)
  var transmissions = 0
  /// What the wheel is set to.
  var expiry = MonotonicTime.distantFuture
  /// Row of the statistics.
  var statisticsIndex = 0

  /// Offset of the message in `record`: datagrams leave the record mark out.
  static let messageOffset = RPCRecordMark.byteCount

  var identity: RPCCallID { RPCCallID(xid: xid, procedure: procedure) }

  /// Bytes of the record with mark and payload.
  var wireBytes: Int {
    record.count + (payload.map { $0.range.count + $0.padding } ?? 0)
  }

  /// What the call adds to the bytes in flight: itself, and the payload it asks for.
  var weight: Int { wireBytes + (sink?.range.count ?? 0) }

  /// Describes and encodes the call; the xid follows when the connection gives one.
  func prepare(
    _ procedure: RPCProcedure, _ options: borrowing RPCCallOptions, payload: RPCPayload?,
    sink: RPCSink?, arguments: (inout XDRWriter) -> Void
  ) {
    self.procedure = procedure
    priority = options.priority
    repetition = options.repetition
    requestClass = options.requestClass
    timing = options.timing
    maximumReply = options.maximumReply
    leavesAtOnce = options.leavesAtOnce
    self.payload = payload
    self.sink = sink
    record.removeAll()
    record.appendCallHeader(procedure, options.credential)
    arguments(&record)
    let length = wireBytes - RPCRecordMark.byteCount
    record.patch(
      RPCRecordMark(isLast: true, length: min(length, RPCRecordMark.maximumLength)).word, at: 0)
  }

  /// Forgets what the call held on to and makes the object usable for another.
  func recycle() {
    state = .idle
    generation &+= 1
    isCancelled = false
    payload = nil
    sink = nil
    completion = nil
    transmissions = 0
    deadline = .distantFuture
  }
}

extension XDRWriter {
  /// Room for the record mark, and a call header whose xid is still zero.
  @inline(__always)
  mutating func appendCallHeader(_ procedure: RPCProcedure, _ credential: RPCCredential) {
    append(UInt32(0))  // record mark
    append(UInt32(0))  // xid
    append(RPCMessage.call)
    append(RPCMessage.version)
    append(procedure.program)
    append(procedure.version)
    append(procedure.procedure)
    append(raw: credential.encoded.rawSpan)
  }
}
