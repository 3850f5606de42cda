// SPDX-License-Identifier: Apache-2.0
// The engine's connection: sockets, upcalls, bytes in and out.

internal import Glibc
internal import SocketKPI
internal import Synchronization
internal import SystemPackage
internal import Wire

/// One TCP connection.
struct Link {
  let socket: KernelSocket
  let generation: Int
  var assembler: FrameAssembler
  var outbox = Outbox()
  /// Connected and prepared; before, an upcall is only news for the connect.
  var isOpen = false
  /// The socket took less than it was offered; it will say when there is room.
  var isSendBlocked = false
}

/// Set by an upcall, cleared by the work it asks for.
private final class WorkMark: Sendable {
  let isSet = Atomic<Bool>(false)
}

extension SessionEngine {
  /// Receive calls in a row before other work of the dispatcher gets its turn.
  static let receivesPerTurn = 64

  /// Makes `link`: the first address that answers, within `connectTimeout` each.
  func connect() async throws(AFPError) {
    let operation = "connect to \(host):\(port)"
    dropLink()
    var failure = AFPError(operation, .cannotResolve(host: host))
    for address in try await resolve(operation) {
      do {
        try await connect(to: address, operation)
        return
      } catch {
        failure = error
        dropLink()
      }
    }
    throw failure
  }

  @concurrent private nonisolated func resolve(
    _ operation: String
  ) async throws(AFPError) -> [SocketAddress] {
    if let address = SocketAddress(numericHost: host, port: port) { return [address] }
    do {
      return try SocketAddress.resolve(host: host, port: port)
    } catch {
      throw AFPError(operation, .cannotResolve(host: host))
    }
  }

  private func connect(to address: SocketAddress, _ operation: String) async throws(AFPError) {
    if case .ended(let reason) = phase { throw AFPError(operation, reason) }
    let deadline = ContinuousClock.now.advanced(by: configuration.connectTimeout)
    do {
      let socket = try KernelSocket(
        domain: address.domain, type: .stream, dispatcher: dispatcher)
      generation += 1
      link = Link(
        socket: socket, generation: generation,
        assembler: FrameAssembler(maximumPayloadBytes: Self.largestQuantum + Self.replySlack))
      try socket.setNonBlocking(true)
      try socket.setUpcall(upcall(generation))
      do {
        try socket.connect(to: address, flags: .dontWait)
      } catch .nowInProgress {
        try await awaitConnection(socket, until: deadline)
      }
      try prepare(socket)
      link?.isOpen = true
    } catch .timedOut {
      throw AFPError(operation, .timedOut(configuration.connectTimeout))
    } catch {
      throw AFPError(operation, .cannotConnect(error))
    }
  }

  private func awaitConnection(
    _ socket: KernelSocket, until deadline: ContinuousClock.Instant
  ) async throws(Errno) {
    while true {
      do {
        return try socket.waitForConnection(timeout: .zero)
      } catch .nowInProgress {
        guard ContinuousClock.now < deadline else { throw .timedOut }
        await nextSignal(until: deadline)
      }
    }
  }

  /// Small packets leave at once; the class is a property of the connection, so every new one gets it.
  private func prepare(_ socket: KernelSocket) throws(Errno) {
    try socket.setOption(level: CInt(IPPROTO_TCP), name: TCP_NODELAY, value: CInt(1))
    if let trafficClass = configuration.trafficClass { try socket.mark(trafficClass) }
  }

  /// Waits for an upcall or the deadline, whichever is first.
  func nextSignal(until deadline: ContinuousClock.Instant) async {
    let timer = dispatcher.schedule(after: max(.zero, ContinuousClock.now.duration(to: deadline))) {
      [weak self] in
      self?.assumeIsolated { $0.wake() }
    }
    await withCheckedContinuation { signal = $0 }
    timer.cancel()
  }

  func wake() {
    signal?.resume()
    signal = nil
  }

  /// Only marks work: the dispatcher's own queue does it, outside the socket's upcall.
  private func upcall(_ generation: Int) -> Upcall {
    let mark = WorkMark()
    let dispatcher = dispatcher
    return { [weak self] _ in
      guard !mark.isSet.exchange(true, ordering: .acquiringAndReleasing) else { return }
      dispatcher.perform { [weak self] in
        mark.isSet.store(false, ordering: .releasing)
        self?.assumeIsolated { $0.serve(generation) }
      }
    }
  }

  /// Does the work of an upcall: receives, dispatches, sends.
  func serve(_ generation: Int) {
    wake()
    guard link?.generation == generation, link?.isOpen == true else { return }
    receive(generation)
    if link?.generation == generation { flush() }
  }

  private func receive(_ generation: Int) {
    for _ in 0..<Self.receivesPerTurn {
      guard link?.generation == generation, let socket = link?.socket else { return }
      do {
        let count = try link?.assembler.fill { bytes throws(Errno) in
          try socket.receive(into: &bytes, flags: .dontWait)
        }
        guard let count, count > 0 else { return lose(nil) }
      } catch .wouldBlock {
        return
      } catch {
        return lose(error)
      }
      takeFrames(generation)
    }
    dispatcher.perform { [weak self] in self?.assumeIsolated { $0.serve(generation) } }
  }

  private func takeFrames(_ generation: Int) {
    while link?.generation == generation {
      do {
        guard let frame = try link?.assembler.next() else { return }
        handle(frame)
      } catch {
        return lose(.badMessage)
      }
    }
  }

  /// Puts a packet in line for sending; it leaves with the others of this turn.
  func send(
    _ header: DSIHeader, _ block: [UInt8] = [], _ data: DataSlice? = nil, isUrgent: Bool = false
  ) {
    var writer = AFPWriter(capacity: DSIHeader.byteCount + block.count)
    header.encode(into: &writer)
    writer.append(contentsOf: block)
    link?.outbox.append(head: writer.bytes, data: data, isUrgent: isUrgent)
    liveness.sent(at: .now)
    guard !isFlushScheduled else { return }
    isFlushScheduled = true
    dispatcher.perform { [weak self] in self?.assumeIsolated { $0.flush() } }
  }

  /// Sends as much as the socket takes.
  func flush() {
    isFlushScheduled = false
    guard let socket = link?.socket, link?.outbox.isEmpty == false else { return }
    let wasBlocked = link?.isSendBlocked ?? false
    do {
      let count =
        try link?.outbox.flush { head, data throws(Errno) in
          try socket.send(head: head, data: data)
        } ?? 0
      // The peer made room, so it is alive. Filling an empty buffer would prove nothing.
      if wasBlocked, count > 0 { liveness.heard(at: .now) }
      let isBlocked = link?.outbox.isEmpty == false
      link?.isSendBlocked = isBlocked
    } catch .wouldBlock {
      link?.isSendBlocked = true
    } catch {
      lose(error)
    }
  }

  /// Closes the connection without a word.
  func dropLink() {
    livenessTimer?.cancel()
    livenessTimer = nil
    guard let socket = link?.socket else { return }
    link = nil
    generation += 1
    socket.close()
    wake()
  }
}
