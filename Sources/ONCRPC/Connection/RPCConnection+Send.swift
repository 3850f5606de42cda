// SPDX-License-Identifier: Apache-2.0
// Sending: whatever is queued goes out together after each batch of work.

public import SocketKPI
internal import SystemPackage
internal import Wire

extension RPCConnection: FlushTarget {
  /// Asks for one flush after the current batch of events and jobs.
  func requestFlush() {
    guard !isFlushRequested, socket != nil else { return }
    isFlushRequested = true
    dispatcher.requestFlush(self)
  }

  @usableFromInline
  func flush() {
    isFlushRequested = false
    guard let socket, phase == .ready || phase == .preparing else { return }
    do {
      if isStream { try flushStream(socket) } else { try flushDatagrams(socket) }
      usualDepth = inFlight
    } catch {
      return lose(error)
    }
    if isPaused { endPause(socket) }
  }

  /// Calls that are worth a send of their own before the batch of work is over.
  private static let fewestEarlyCalls = 4

  /// Sends what is queued in the midst of a batch of work when that is much of what is usually under way,
  /// or `isUrgent`: the server works on it while the rest of the batch is done here, instead of afterwards.
  ///
  /// Calls that completions make follow each other so fast that this would only cost a send.
  ///
  /// What goes wrong is met again by the flush at the end of the batch, where a connection can be lost.
  func flushEarly(isUrgent: Bool) {
    guard isStream, phase == .ready, let socket,
      isUrgent || batchTime == nil && queue.count >= max(Self.fewestEarlyCalls, usualDepth / 2)
    else { return }
    try? flushStream(socket)
  }

  /// Fills and sends batches until the queue is empty, the window is full, or the socket takes no
  /// more.
  private func flushStream(_ socket: KernelSocket) throws(Errno) {
    while true {
      if !batch.isEmpty {
        statistics.batches += 1
        guard try batch.send(on: socket) else { return }
      }
      fillBatch()
      if batch.isEmpty { return }
    }
  }

  /// Bytes after which a batch takes no further call: what is in it keeps its place, so an urgent call
  /// has to wait for it.
  private static let batchBytes = 1 << 20

  private func fillBatch() {
    let now = MonotonicTime.now()
    while batch.remaining < Self.batchBytes, let call = nextCall() {
      guard batch.hasRoom(for: call.record.count, withPayload: call.payload != nil) else { return }
      takeNextCall()
      batch.append(call.record)
      if let payload = call.payload { batch.append(payload) }
      noteSent(call, now)
      statistics.batchedCalls += 1
    }
  }

  private func flushDatagrams(_ socket: KernelSocket) throws(Errno) {
    let now = MonotonicTime.now()
    while let call = nextCall() {
      batch.append(call.record, from: PendingCall.messageOffset)
      if let payload = call.payload { batch.append(payload) }
      let isSent: Bool
      do {
        isSent = try batch.send(on: socket)
      } catch {
        batch.removeAll()
        guard error == .messageTooLong else { throw error }
        takeNextCall()
        fail(call, .tooLarge(call.wireBytes))
        continue
      }
      guard isSent else { return batch.removeAll() }
      takeNextCall()
      noteSent(call, now)
      statistics.batches += 1
      statistics.batchedCalls += 1
    }
  }

  /// The next call that may be sent now.
  private func nextCall() -> PendingCall? {
    if let call = setupQueue.peek() { return call }
    guard phase == .ready, let call = queue.peek() else { return nil }
    let limit =
      isStream
      ? configuration.maximumInFlight : min(window.calls, configuration.maximumInFlight)
    guard inFlight < limit else { return nil }
    // One call always goes, however large.
    guard inFlight == 0 || bytesInFlight + call.weight <= configuration.maximumBytesInFlight
    else { return nil }
    return call
  }

  private func takeNextCall() {
    if setupQueue.isEmpty { _ = queue.removeFirst() } else { _ = setupQueue.removeFirst() }
  }

  private func noteSent(_ call: PendingCall, _ now: MonotonicTime) {
    call.state = .sent
    call.transmissions += 1
    call.lastSent = now
    inFlight += 1
    bytesInFlight += call.weight
    if let sink = call.sink, sink.range.count >= Self.largeSinkBytes { largeSinks += 1 }
    statistics.procedures[call.statisticsIndex].bytesSent += UInt64(call.wireBytes)
    if call.transmissions == 1 {
      call.firstSent = now
    } else {
      statistics.procedures[call.statisticsIndex].resends += 1
    }
    if !isStream { setExpiry(call, min(call.deadline, now + estimator.timeout(call.timing))) }
  }

  /// The socket has room again.
  func writable() {
    guard phase == .ready || phase == .preparing else { return }
    flush()
  }
}
