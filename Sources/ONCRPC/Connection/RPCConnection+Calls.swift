// SPDX-License-Identifier: Apache-2.0
// Submitting, completing, failing and cancelling calls.

internal import SocketKPI
internal import Synchronization
internal import SystemPackage
internal import Wire

extension RPCConnection {
  /// An object for a call: a used one on the dispatcher's thread, a new one elsewhere.
  func makeCall(isOwnThread: Bool) -> PendingCall {
    if isOwnThread, let call = freeCalls.popLast() { return call }
    return PendingCall()
  }

  /// Takes over a call. Any thread.
  func submit(_ call: PendingCall, isOwnThread: Bool) {
    load.add(1, ordering: .relaxed)
    if isOwnThread { return accept(call) }
    let isFirst = inbox.withLock { calls in
      calls.append(call)
      return calls.count == 1
    }
    if isFirst { dispatcher.perform { self.drainInbox() } }
  }

  private func drainInbox() {
    let calls = inbox.withLock { calls in
      defer { calls = [] }
      return calls
    }
    batchTime = MonotonicTime.now()
    for call in calls { accept(call) }
    batchTime = nil
  }

  /// Gives the call its number and queues it. Dispatcher.
  func accept(_ call: PendingCall) {
    call.statisticsIndex = row(of: call.procedure)
    statistics.procedures[call.statisticsIndex].calls += 1
    if let reason = refusal(of: call) { return drop(call, reason) }
    call.sequence = nextSequence
    nextSequence += 1
    if table.insert(call) { rebuildWheel(.now()) }
    call.record.patch(call.xid, at: PendingCall.messageOffset)
    if call.deadline != .distantFuture { setExpiry(call, call.deadline) }
    noteLimit(call)
    call.state = .queued
    if call.requestClass == .setup { setupQueue.append(call) } else { queue.append(call) }
    if !isHousekeeping { beginHousekeeping() }
    if phase == .idle { return beginSearch() }
    requestFlush()
    flushEarly(isUrgent: call.leavesAtOnce)
  }

  /// Why a call cannot be accepted; nil when it can.
  private func refusal(of call: PendingCall) -> RPCError.Reason? {
    if call.isCancelled { return .cancelled }
    if phase == .closed { return .closed }
    if phase == .dead { return .dead }
    switch call.requestClass {
    case .setup where phase != .preparing: return .notReady
    case .recovery where phase != .ready: return .notReady
    default: break
    }
    if table.count >= configuration.maximumQueued + configuration.maximumInFlight { return .busy }
    let limit = isStream ? RPCRecordMark.maximumLength : Self.maximumDatagram
    if call.wireBytes - RPCRecordMark.byteCount > limit { return .tooLarge(call.wireBytes) }
    return nil
  }

  /// The largest message a datagram carries over IPv4.
  static let maximumDatagram = 65_507

  /// A longer reply to this call must not be taken for a lost position in the stream.
  private func noteLimit(_ call: PendingCall) {
    let expected = call.maximumReply + (call.sink?.range.count ?? 0) + Self.replyOverhead
    guard expected > recordLimit else { return }
    recordLimit = min(expected, configuration.maximumRecord)
    reader.maximumRecord = recordLimit
  }

  /// Reply header with the longest verifier, and padding.
  private static let replyOverhead = 24 + RPCOpaqueAuth.maximumBody + 3

  /// Takes the call out of every list; what is left is to tell its owner.
  private func detach(_ call: PendingCall) {
    if call.expiry != .distantFuture {
      wheel.remove(table.slot(of: call.xid))
      call.expiry = .distantFuture
    }
    switch call.state {
    case .idle: break
    case .queued:
      if call.requestClass == .setup { setupQueue.remove(call) } else { queue.remove(call) }
      table.remove(call)
    case .sent:
      leaveFlight(call)
      table.remove(call)
    }
    call.state = .idle
  }

  func leaveFlight(_ call: PendingCall) {
    inFlight -= 1
    bytesInFlight -= call.weight
    if let sink = call.sink, sink.range.count >= Self.largeSinkBytes { largeSinks -= 1 }
    if !queue.isEmpty { requestFlush() }
  }

  /// A sink of this size is worth a receive of its own.
  static let largeSinkBytes = 32 * 1024

  /// Ends a call with a reply. The reply is borrowed from the receive path.
  func complete(_ call: PendingCall, results: XDRReader, info: RPCReplyInfo) {
    let identity = call.identity
    let completion = retire(call)
    var reply = RPCReply(results: results, info: info, call: identity)
    completion?(&reply)
  }

  /// Ends a call without a reply.
  func fail(_ call: PendingCall, _ reason: RPCError.Reason) {
    statistics.procedures[call.statisticsIndex].failures += 1
    var info = RPCReplyInfo()
    info.transmissions = call.transmissions
    info.connection = index
    let identity = call.identity
    let completion = retire(call)
    let nothing: [UInt8] = []
    var reply = RPCReply(
      results: XDRReader(nothing.rawSpan), info: info, call: identity,
      error: RPCError(reason, call: identity))
    completion?(&reply)
  }

  /// A call that never got into the table.
  private func drop(_ call: PendingCall, _ reason: RPCError.Reason) {
    call.xid = 0
    fail(call, reason)
  }

  /// Frees the object and returns what has to be called.
  private func retire(_ call: PendingCall) -> RPCCompletion? {
    detach(call)
    let completion = call.completion
    load.subtract(1, ordering: .relaxed)
    call.recycle()
    if freeCalls.count < Self.maximumFreeCalls { freeCalls.append(call) }
    return completion
  }

  /// Cancels a call, if it is still the one that was meant. Dispatcher.
  ///
  /// A call that waits is forgotten. Of one that was sent the reply is dropped when it comes; if
  /// its record is half written, the rest is written, since the stream would be lost otherwise.
  func cancel(_ call: PendingCall, generation: UInt32) {
    guard call.generation == generation else { return }
    guard call.state != .idle else {
      call.isCancelled = true
      return
    }
    if placing === call { reader.discardPlacement() }
    fail(call, .cancelled)
  }

  /// Fails every call, for one reason.
  func failAll(_ reason: RPCError.Reason) {
    var calls: [PendingCall] = []
    table.visit { calls.append($0) }
    calls.sort { $0.sequence < $1.sequence }
    queue.removeAll()
    setupQueue.removeAll()
    for call in calls where call.state != .idle { fail(call, reason) }
  }
}
