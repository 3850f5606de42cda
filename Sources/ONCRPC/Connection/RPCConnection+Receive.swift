// SPDX-License-Identifier: Apache-2.0
// Receiving: chains are taken from the socket and parsed where they are.

internal import SocketKPI
internal import SystemPackage
internal import Wire

extension RPCConnection {
  /// Bytes taken from a stream at once.
  static let receiveBytes = 64 * 1024
  /// Bytes taken at once while large payloads are expected: what follows goes straight to its
  /// place.
  static let probingBytes = 8 * 1024
  /// The largest datagram, and one byte that would show a longer one.
  static let datagramBytes = 65_536
  /// Receives in one upcall; the dispatcher calls again when more is waiting.
  static let receivesPerUpcall = 16

  /// The read upcall. Dispatcher.
  func readable(_ source: KernelSocket) {
    guard source === socket, !isPaused else { return }
    batchTime = MonotonicTime.now()
    defer { batchTime = nil }
    do {
      for _ in 0..<Self.receivesPerUpcall {
        let goesOn = try isStream ? receiveStream(source) : receiveDatagram(source)
        if !goesOn || source !== socket { return }
      }
    } catch {
      if source === socket { lose(error) }
    }
  }

  /// Takes what is there. Returns false when there is no more for now.
  private func receiveStream(_ source: KernelSocket) throws(Errno) -> Bool {
    if let place = reader.directTarget { return try receiveInPlace(source, place) }
    let limit = largeSinks > 0 ? Self.probingBytes : Self.receiveBytes
    let chain: MbufChain
    do {
      chain = try source.receiveChain(upTo: limit, flags: .dontWait)
    } catch {
      return try endOfInput(source, error)
    }
    guard !chain.isEmpty else { throw .connectionReset }
    lastReceived = now()
    do {
      try chain.forEachSegment { span throws(RecordError) in
        if source === socket { try reader.consume(span, self) }
      }
    } catch {
      statistics.malformedRecords += 1
      throw .badMessage
    }
    return chain.byteCount == limit || reader.directTarget != nil
  }

  /// Receives payload where it belongs. Returns false when there is no more for now.
  private func receiveInPlace(
    _ source: KernelSocket, _ place: (buffer: RPCBuffer, range: Range<Int>)
  ) throws(Errno) -> Bool {
    let sinkBytes = placing?.sink?.range.count ?? 0
    let count: Int
    do {
      count = try place.buffer.withMutableBytes(place.range) { bytes throws(Errno) in
        try source.receive(into: &bytes, flags: .dontWait)
      }
    } catch {
      return try endOfInput(source, error)
    }
    guard count > 0 else { throw .connectionReset }
    lastReceived = now()
    _ = reader.didReceive(direct: count, self)
    guard count == place.range.count, sinkBytes >= Self.largeSinkBytes else { return true }
    pause()
    return false
  }

  /// A receive brought nothing: false when that only means that there is no more for now.
  private func endOfInput(_ source: KernelSocket, _ error: Errno) throws(Errno) -> Bool {
    guard error == .wouldBlock else { throw error }
    isDry = true
    gather(source)
    return false
  }

  private func receiveDatagram(_ source: KernelSocket) throws(Errno) -> Bool {
    let chain: MbufChain
    do {
      chain = try source.receiveChain(upTo: Self.datagramBytes, flags: .dontWait)
    } catch {
      if error == .wouldBlock { return false }
      throw error
    }
    guard !chain.isEmpty else { return true }
    lastReceived = now()
    let whole = chain.byteCount
    let isDone = chain.withContiguousPrefix { span in
      guard span.byteCount == whole else { return false }
      _ = receive(record: span, placed: 0)
      return true
    }
    if !isDone { _ = receive(record: chain.bytes().rawSpan, placed: 0) }
    return true
  }
}

extension RPCConnection: RecordConsumer {
  /// Matches a reply with its call.
  ///
  /// - Returns: false when the connection is gone meanwhile.
  func receive(record: RawSpan, placed: Int) -> Bool {
    let current = epoch
    placing = nil
    guard record.byteCount >= RPCMessage.minimumReply,
      record.bigEndianWord(at: 4) == RPCMessage.reply
    else {
      return noteGarbage()
    }
    garbageRecords = 0
    guard let call = table.find(record.bigEndianWord(at: 0)), call.state == .sent else {
      statistics.unexpectedReplies += 1
      return true
    }
    guard placed >= 0 else {
      fail(call, .malformed(.truncated(at: record.byteCount, need: 1)))
      return epoch == current
    }
    noteReply(call, bytes: record.byteCount + placed)
    var reader = XDRReader(record)
    if RPCReplyHeader.skipPlainSuccess(&reader) {
      succeed(call, record, reader, placed)
    } else {
      finishOther(call, record, placed)
    }
    return epoch == current
  }

  /// A record that is no reply. Several in a row mean that the position in the stream is lost.
  private func noteGarbage() -> Bool {
    statistics.malformedRecords += 1
    garbageRecords += 1
    guard isStream, garbageRecords >= Self.maximumGarbageRecords else { return true }
    lose(.badMessage)
    return false
  }

  private func finishOther(_ call: PendingCall, _ record: RawSpan, _ placed: Int) {
    var reader = XDRReader(record)
    do {
      let header = try RPCReplyHeader(from: &reader)
      if let failure = header.status.failure { return fail(call, failure) }
    } catch {
      return fail(call, .malformed(error))
    }
    succeed(call, record, reader, placed)
  }

  private func succeed(
    _ call: PendingCall, _ record: RawSpan, _ results: XDRReader, _ placed: Int
  ) {
    var info = RPCReplyInfo()
    info.transmissions = call.transmissions
    info.connection = index
    info.roundTripNanoseconds = now().nanoseconds - call.firstSent.nanoseconds
    info.placed = placed
    statistics.procedures[call.statisticsIndex].replies += 1
    statistics.procedures[call.statisticsIndex].latency.record(
      nanoseconds: info.roundTripNanoseconds)
    guard let sink = call.sink, placed == 0 else {
      return complete(call, results: results, info: info)
    }
    do throws(XDRError) {
      let (end, length) = try sink.take(from: results)
      info.placed = length
      let start = results.offset
      complete(call, results: XDRReader(record.extracting(start..<end)), info: info)
    } catch {
      fail(call, .malformed(error))
    }
  }

  /// Where the rest of a long record goes.
  func placement(prefix: RawSpan) -> RecordReader.Placement? {
    guard prefix.bigEndianWord(at: 4) == RPCMessage.reply,
      let call = table.find(prefix.bigEndianWord(at: 0)), call.state == .sent
    else {
      // Nobody waits for it: there is no need to keep it either.
      return RecordReader.Placement(prefix: prefix.byteCount, length: 0, target: nil)
    }
    guard let sink = call.sink,
      let placement = RecordReader.Placement(sink: sink, prefix: prefix)
    else { return nil }
    placing = call
    return placement
  }

  private func noteReply(_ call: PendingCall, bytes: Int) {
    let now = now()
    statistics.procedures[call.statisticsIndex].bytesReceived += UInt64(bytes)
    // A server that answers NULL and closes the connection at every call is not back.
    if call.requestClass == .ordinary { backoff.reset() }
    if responsiveness.replied(now: now) == .alive { tell(.aliveAgain) }
    guard !isStream else { return }
    window.replied()
    estimator.replied(
      call.timing, sample: call.transmissions == 1 ? now - call.lastSent : nil)
  }
}
