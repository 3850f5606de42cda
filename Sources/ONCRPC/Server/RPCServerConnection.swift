// SPDX-License-Identifier: Apache-2.0
// One client of a server, or one datagram socket.

internal import SocketKPI
internal import SystemPackage
internal import Wire

/// Receives calls and sends replies. Lives on its socket's dispatcher.
final class RPCServerConnection: @unchecked Sendable {
  /// Bytes taken from a stream at once.
  static let receiveBytes = 64 * 1024
  static let datagramBytes = 65_536
  /// Receives in one upcall.
  static let receivesPerUpcall = 16

  let socket: KernelSocket
  let dispatcher: Dispatcher
  /// Nil for a datagram socket, which has many.
  let peer: SocketAddress?
  let server: ServerCore

  private let reader: RecordReader
  private var sender: SocketAddress
  private var outgoing: [Outgoing] = []
  private var firstOutgoing = 0
  private var unsentBytes = 0
  private let batch = OutboundBatch()
  private var isFlushRequested = false
  private var isClosed = false
  private var isPaused = false
  /// Held back by a `reorder` fault until the next reply has been queued.
  private var heldBack: Outgoing?
  private var spareWriter: XDRWriter?

  struct Outgoing {
    var message: ServerMessage
    var address: SocketAddress
    /// Cut: send half, then reset.
    var isCut = false
  }

  var isStream: Bool { peer != nil }

  init(socket: KernelSocket, peer: SocketAddress?, server: ServerCore) {
    self.socket = socket
    dispatcher = socket.dispatcher
    self.peer = peer
    self.server = server
    sender = peer ?? .any(socket.domain, port: 0)
    reader = RecordReader(maximumRecord: server.configuration.maximumRecord)
  }

  func open() throws(Errno) {
    try socket.setNonBlocking(true)
    if isStream, socket.domain != .unix { try socket.setNoDelay() }
    try socket.setUpcalls(read: { _ in self.readable() }, write: { _ in self.flush() })
    dispatcher.perform { self.readable() }
  }

  /// A writer that was used before, empty.
  func takeWriter() -> XDRWriter {
    guard var writer = spareWriter.take() else { return XDRWriter() }
    writer.removeAll()
    return writer
  }

  // MARK: - Receiving

  private func readable() {
    guard !isClosed, !isPaused else { return }
    do {
      for _ in 0..<Self.receivesPerUpcall {
        guard try isStream ? receiveStream() : receiveDatagram(), !isClosed else { return }
        if unsentBytes > server.configuration.maximumUnsent {
          isPaused = true
          return
        }
      }
    } catch {
      if isStream { close() }
    }
  }

  private func receiveStream() throws(Errno) -> Bool {
    let chain: MbufChain
    do {
      chain = try socket.receiveChain(upTo: Self.receiveBytes, flags: .dontWait)
    } catch {
      if error == .wouldBlock { return false }
      throw error
    }
    guard !chain.isEmpty else { throw .connectionReset }
    do {
      try chain.forEachSegment { span throws(RecordError) in
        if !isClosed { try reader.consume(span, self) }
      }
    } catch {
      server.countMalformed()
      throw .badMessage
    }
    return chain.byteCount == Self.receiveBytes
  }

  private func receiveDatagram() throws(Errno) -> Bool {
    let message: ReceivedMessage
    do {
      message = try socket.receiveMessage(upTo: Self.datagramBytes, flags: .dontWait)
    } catch {
      // A refused reply is reported here; the socket is fine.
      return error != .wouldBlock
    }
    guard let from = message.sender else { return true }
    sender = from
    let whole = message.chain.byteCount
    let isDone = message.chain.withContiguousPrefix { span in
      guard span.byteCount == whole else { return false }
      server.serve(span, peer: from, on: self)
      return true
    }
    if !isDone { server.serve(message.chain.bytes().rawSpan, peer: from, on: self) }
    return true
  }

  // MARK: - Sending

  /// Queues a reply, unless a fault has other plans. Dispatcher.
  func send(_ message: ServerMessage, to address: SocketAddress, fault: RPCFaultPlan.Fault?) {
    let reply = Outgoing(message: message, address: address)
    guard let fault else { return enqueue(reply) }
    switch fault {
    case .drop: break
    case .delay(let time): dispatcher.schedule(after: time) { self.enqueue(reply) }
    case .duplicate:
      enqueue(reply)
      enqueue(reply)
    case .reorder:
      if let held = heldBack.take() { enqueue(held) }
      heldBack = reply
      // Without a next reply it goes out late rather than never.
      dispatcher.schedule(after: .milliseconds(50)) { self.releaseHeldBack() }
    case .cut:
      var half = reply
      half.isCut = true
      enqueue(half)
    case .reset: reset()
    case .garbage:
      enqueue(Outgoing(message: .noise, address: address))
      enqueue(reply)
    case .longMark: enqueue(Outgoing(message: .longMark, address: address))
    case .strangerXID:
      var stranger = reply
      stranger.message.record.patch(0xdead_beef, at: RPCRecordMark.byteCount)
      enqueue(stranger)
      enqueue(reply)
    }
  }

  private func enqueue(_ reply: Outgoing) {
    guard !isClosed else { return }
    outgoing.append(reply)
    unsentBytes += reply.message.byteCount
    releaseHeldBack()
    guard !isFlushRequested else { return }
    isFlushRequested = true
    dispatcher.requestFlush(self)
  }

  private func releaseHeldBack() {
    if let held = heldBack.take() { enqueue(held) }
  }

  private func flushStream() throws(Errno) {
    let segment = server.injector.segmentBytes
    while !isClosed {
      if !batch.isEmpty {
        guard try batch.send(on: socket) else { return }
        resume()
      }
      guard let next = nextOutgoing() else { return }
      if next.isCut { return try cut(next) }
      if let segment { try sendInSegments(next, segment) } else { fill(next) }
    }
  }

  /// Puts as many replies as fit into the batch.
  private func fill(_ first: Outgoing) {
    var next: Outgoing? = first
    while let reply = next {
      let message = reply.message
      guard batch.hasRoom(for: message.record.count, withPayload: message.payload != nil),
        !reply.isCut
      else { break }
      removeOutgoing()
      batch.append(message.record)
      if let payload = message.payload { batch.append(payload) }
      if spareWriter == nil, message.payload == nil { spareWriter = message.record }
      next = nextOutgoing()
    }
  }

  private func nextOutgoing() -> Outgoing? {
    firstOutgoing < outgoing.count ? outgoing[firstOutgoing] : nil
  }

  private func removeOutgoing() {
    unsentBytes -= outgoing[firstOutgoing].message.byteCount
    firstOutgoing += 1
    if firstOutgoing == outgoing.count {
      outgoing.removeAll(keepingCapacity: true)
      firstOutgoing = 0
    }
  }

  /// Reads on after a client that did not take its replies has taken them.
  private func resume() {
    guard isPaused, unsentBytes <= server.configuration.maximumUnsent / 2 else { return }
    isPaused = false
    dispatcher.perform { self.readable() }
  }

  private func flushDatagrams() {
    while let next = nextOutgoing(), !isClosed {
      let bytes = next.message.flattened(from: PendingCall.messageOffset)
      do {
        _ = try socket.send(bytes.rawSpan, to: next.address, flags: .dontWait)
      } catch {
        if error == .wouldBlock { return }
        // The client repeats its call; there is nobody else to tell.
      }
      removeOutgoing()
    }
  }

  // MARK: - Faults on the wire

  private func sendInSegments(_ reply: Outgoing, _ segment: Int) throws(Errno) {
    removeOutgoing()
    let bytes = reply.message.flattened(from: 0)
    var offset = 0
    while offset < bytes.count {
      let end = min(offset + max(segment, 1), bytes.count)
      do {
        let span = bytes.rawSpan.extracting(offset..<end)
        offset += try socket.send(span, flags: .dontWait)
      } catch {
        guard error == .wouldBlock else { throw error }
        // The rest goes the ordinary way.
        batch.append(bytes.rawSpan.extracting(offset..<bytes.count))
        return
      }
    }
  }

  private func cut(_ reply: Outgoing) throws(Errno) {
    let bytes = reply.message.flattened(from: 0)
    _ = try socket.send(bytes.rawSpan.extracting(first: bytes.count / 2), flags: .dontWait)
    reset()
  }

  private func reset() {
    try? socket.setAbortiveClose()
    close()
  }

  // MARK: - The end

  func requestClose() {
    dispatcher.perform { self.close() }
  }

  func close() {
    guard !isClosed else { return }
    isClosed = true
    try? socket.setUpcalls(read: nil, write: nil)
    socket.close()
    outgoing = []
    heldBack = nil
    batch.removeAll()
    if let peer { server.duplicates.connectionEnded(peer) }
    server.forget(self)
  }
}

extension RPCServerConnection: FlushTarget {
  func flush() {
    isFlushRequested = false
    guard !isClosed else { return }
    do {
      if isStream { try flushStream() } else { flushDatagrams() }
    } catch {
      close()
    }
  }
}

extension RPCServerConnection: RecordConsumer {
  func receive(record: RawSpan, placed: Int) -> Bool {
    server.serve(record, peer: sender, on: self)
    return !isClosed
  }

  func placement(prefix: RawSpan) -> RecordReader.Placement? { nil }
}
