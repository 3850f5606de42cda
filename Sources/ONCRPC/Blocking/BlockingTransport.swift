// SPDX-License-Identifier: Apache-2.0
// One call at a time on a socket, on the caller's own thread.

internal import CLinux
internal import Glibc
internal import SocketKPI
internal import SystemPackage
internal import Wire

/// Sends one message and waits for its reply. Used by one thread at a time.
final class BlockingTransport: @unchecked Sendable {
  enum Failure: Error, Equatable {
    /// The connection is of no use any more.
    case lost(Errno)
    case timedOut
    /// Told to stop between two slices.
    case stopped
  }

  /// The longest sleep in the socket; between two of them the deadline and the reasons to stop are
  /// looked at.
  static let slice: Duration = .seconds(2)
  /// First retransmission of a datagram; doubled each time.
  var firstResend: Duration = .seconds(1)
  /// Bytes taken from the socket at once.
  static let receiveBytes = 64 * 1024

  let socket: KernelSocket
  let isStream: Bool
  private let closesSocket: Bool
  private let buffer = RPCBuffer(capacity: BlockingTransport.receiveBytes)
  private let batch = OutboundBatch()
  private var reader = RecordReader(maximumRecord: 0)
  private var currentSlice: Duration = .zero

  private var wantedXID: UInt32 = 0
  private var sink: RPCSink?
  private var hasReply = false
  /// The reply of the last exchange: everything before a placed payload.
  private(set) var reply: [UInt8] = []
  /// Payload bytes of the last exchange that are in its sink; -1 when the record ended too early.
  private(set) var placed = 0

  /// Takes over a connected socket.
  ///
  /// - Parameter closesSocket: whether the socket ends with the transport.
  init(socket: KernelSocket, isStream: Bool, closesSocket: Bool = true) throws(Errno) {
    self.socket = socket
    self.closesSocket = closesSocket
    self.isStream = isStream
    try socket.setNonBlocking(false)
  }

  deinit { if closesSocket { socket.close() } }

  /// A message and what is expected in return.
  struct Exchange {
    /// Record mark and message; the mark is left out on datagrams.
    var record: XDRWriter
    var payload: RPCPayload?
    var sink: RPCSink?
    var xid: UInt32
    var maximumRecord: Int
    var deadline: MonotonicTime
    /// Whether a datagram may be sent again.
    var mayResend = true
  }

  /// Sends the message and waits for the reply with its xid; other replies are passed over.
  ///
  /// - Returns: how often the message was sent.
  /// - Throws: after `.lost` and `.timedOut` on a stream the transport must not be used again: a
  ///   reply may still come.
  func perform(_ exchange: Exchange, stop: StopToken?) throws(Failure) -> Int {
    wantedXID = exchange.xid
    sink = exchange.sink
    hasReply = false
    reader.maximumRecord = exchange.maximumRecord
    try send(exchange, stop)
    var transmissions = 1
    var patience = firstResend
    var resend = isStream ? MonotonicTime.distantFuture : MonotonicTime.now() + patience
    while !hasReply {
      let now = MonotonicTime.now()
      if stop?.isSet == true { throw .stopped }
      if now >= exchange.deadline { throw .timedOut }
      if now >= resend, exchange.mayResend {
        patience = min(patience * 2, RoundTripEstimator.ceiling / 2)
        resend = now + patience
        transmissions += 1
        try send(exchange, stop)
      }
      try receive(until: min(exchange.deadline, resend), now)
    }
    return transmissions
  }

  private func send(_ exchange: Exchange, _ stop: StopToken?) throws(Failure) {
    let skipped = isStream ? 0 : PendingCall.messageOffset
    batch.append(exchange.record, from: skipped)
    if let payload = exchange.payload { batch.append(payload) }
    do throws(Errno) {
      while try !batch.send(on: socket, flags: []) {
        if stop?.isSet == true { throw Errno.canceled }
        if MonotonicTime.now() >= exchange.deadline { throw Errno.timedOut }
      }
    } catch {
      // A record that is not finished makes the stream useless.
      batch.removeAll()
      switch error {
      case .canceled: throw .stopped
      case .timedOut: throw .timedOut
      default: throw .lost(error)
      }
    }
  }

  private func receive(until time: MonotonicTime, _ now: MonotonicTime) throws(Failure) {
    do throws(Errno) {
      try limitSleep(min(Self.slice, max(time - now, .milliseconds(1))))
      if let place = reader.directTarget {
        let count = try receive(into: place.buffer, place.range)
        _ = reader.didReceive(direct: count, self)
        return
      }
      let count = try receive(into: buffer, 0..<buffer.capacity)
      buffer.withBytes(0..<count) { span in
        if isStream { feed(span) } else { _ = receive(record: span, placed: 0) }
      }
      if let recordError { throw recordError }
    } catch {
      if error == .wouldBlock || error == .interrupted { return }
      throw .lost(error)
    }
  }

  private var recordError: Errno?

  private func feed(_ span: RawSpan) {
    do throws(RecordError) {
      try reader.consume(span, self)
    } catch {
      recordError = .badMessage
    }
  }

  private func receive(into buffer: RPCBuffer, _ range: Range<Int>) throws(Errno) -> Int {
    let count = try buffer.withMutableBytes(range) { bytes throws(Errno) in
      try socket.receive(into: &bytes, flags: [])
    }
    guard count > 0 || !isStream else { throw .connectionReset }
    return count
  }

  /// Tells the socket how long a sleep may be; only when that changes, since it is a call of its
  /// own.
  private func limitSleep(_ limit: Duration) throws(Errno) {
    guard limit != currentSlice else { return }
    let microseconds = limit.wholeNanoseconds / 1000
    let value = timeval(
      tv_sec: Int(microseconds / 1_000_000), tv_usec: Int(microseconds % 1_000_000))
    try socket.setOption(level: SOL_SOCKET, name: SO_RCVTIMEO, value: value)
    if currentSlice == .zero {
      try socket.setOption(level: SOL_SOCKET, name: SO_SNDTIMEO, value: value)
    }
    currentSlice = limit
  }
}

extension BlockingTransport: RecordConsumer {
  func receive(record: RawSpan, placed: Int) -> Bool {
    guard record.byteCount >= RPCMessage.minimumReply,
      record.bigEndianWord(at: 0) == wantedXID, record.bigEndianWord(at: 4) == RPCMessage.reply
    else { return true }
    reply.removeAll(keepingCapacity: true)
    reply.append(copying: record)
    self.placed = placed
    hasReply = true
    return true
  }

  func placement(prefix: RawSpan) -> RecordReader.Placement? {
    guard let sink, prefix.bigEndianWord(at: 0) == wantedXID else { return nil }
    return RecordReader.Placement(sink: sink, prefix: prefix)
  }
}

extension RecordReader.Placement {
  /// Where the payload of a reply goes; nil when this reply carries none, or it does not fit.
  init?(sink: RPCSink, prefix: RawSpan) {
    var reader = XDRReader(prefix)
    guard RPCReplyHeader.skipPlainSuccess(&reader),
      let length = try? sink.locate(&reader), length > 0, length <= sink.range.count
    else { return nil }
    self.init(
      prefix: reader.offset, length: length, target: (sink.buffer, sink.range.lowerBound))
  }
}

extension RPCSink {
  /// Copies the payload out of results that were received in one piece.
  ///
  /// - Returns: where the results end, and the payload bytes.
  func take(from results: XDRReader) throws(XDRError) -> (end: Int, length: Int) {
    var probe = results
    guard let length = try locate(&probe) else {
      return (results.offset + results.remaining, 0)
    }
    guard length <= range.count else {
      throw .tooLong(at: probe.offset, length: length, maximum: range.count)
    }
    let end = probe.offset
    let place = try probe.fixedOpaqueRange(count: length)
    buffer.store(probe.bytes(place), at: range.lowerBound)
    return (end, length)
  }
}
