// SPDX-License-Identifier: Apache-2.0
// Getting a connection, losing it, and getting another one.

internal import SocketKPI
internal import SystemPackage
internal import Wire

extension RPCConnection {
  // MARK: - Searching

  /// Looks for a usable address. Dispatcher.
  func beginSearch() {
    phase = .searching
    epoch += 1
    if searchingSince == nil { searchingSince = MonotonicTime.now() }
    guard TargetResolver.blocks(target) else {
      let stop = StopToken()
      return race(TargetResolver.resolve(target, configuration.transport, stop: stop))
    }
    tell(.resolving(target.description))
    let stop = StopToken()
    resolveStop = stop
    let current = epoch
    let started = HelperThread.run { [self] in
      let result = TargetResolver.resolve(target, configuration.transport, stop: stop)
      dispatcher.perform { [self] in
        guard epoch == current, phase == .searching else { return }
        resolveStop = nil
        race(result)
      }
    }
    if !started {
      searchFailed(
        RPCUnreachable([
          RPCAttempt(address: nil, failure: .system(.resourceTemporarilyUnavailable))
        ]))
    }
  }

  private func race(_ resolved: ResolvedTarget) {
    for failure in resolved.failures { tell(.failed(failure)) }
    let settings = ConnectSettings(
      kind: configuration.transport, reservedPort: configuration.reservedPort,
      trafficClass: trafficClass, slice: configuration.connectSlice,
      limit: configuration.candidateLimit, peerTimeout: configuration.peerTimeout,
      sourcePort: sourcePort, seed: random.next(), dispatcher: dispatcher,
      report: { [events, index] in events.send(RPCEvent(connection: index, kind: $0)) })
    let search = ConnectSearch(
      addresses: resolved.addresses, failures: resolved.failures, settings: settings,
      stagger: configuration.stagger
    ) { [self] source, outcome in
      guard source === self.search else { return }
      switch outcome {
      case .examine(let socket, let address): examine(socket, address)
      case .failed(let unreachable): searchFailed(unreachable)
      }
    }
    self.search = search
    search.begin()
  }

  /// Every address failed: pause, then all of them again, the name resolved anew.
  private func searchFailed(_ failure: RPCUnreachable) {
    search = nil
    lastFailure = failure
    // A port that cannot be had again must not keep us away for ever.
    sourcePort = 0
    finishWaiters(.unreachable(failure), failingFastOnly: true)
    scheduleSearch(reason: failure.description)
  }

  /// Begins a search after the back-off, if anybody still needs it.
  private func scheduleSearch(reason: String) {
    guard isWanted else {
      phase = .idle
      searchingSince = nil
      return
    }
    phase = .waiting
    epoch += 1
    let delay = backoff.advance()
    if delay == .zero { return beginSearch() }
    tell(.nextAttempt(after: delay, reason: reason))
    let current = epoch
    dispatcher.schedule(after: delay) { [self] in
      guard epoch == current, phase == .waiting else { return }
      if isWanted { beginSearch() } else { phase = .idle }
    }
  }

  // MARK: - Examining a connected socket

  private func examine(_ socket: KernelSocket, _ address: SocketAddress) {
    attach(socket, address)
    phase = .preparing
    let current = epoch
    examination = dispatcher.schedule(after: configuration.candidateLimit) { [self] in
      guard epoch == current, phase == .preparing else { return }
      reject(.timedOut(configuration.candidateLimit))
    }
    if let verify = configuration.verify {
      sendProof(verify.program, verify.version, current)
    } else {
      runPreparation(current)
    }
  }

  private func sendProof(_ program: UInt32, _ version: UInt32, _ current: Int) {
    let null = RPCProcedure(program: program, version: version, procedure: 0)
    let options = RPCCallOptions(requestClass: .setup, maximumReply: 1024)
    let call = build(null, options, payload: nil, sink: nil, isOwnThread: true) { _ in }
    call.completion = { [self] reply in
      guard epoch == current, phase == .preparing else { return }
      guard let error = reply.error else { return runPreparation(current) }
      reject(RPCAttempt.Failure(proof: error.reason))
    }
    submit(call, isOwnThread: true)
  }

  private func runPreparation(_ current: Int) {
    guard let prepare = configuration.prepare else { return becomeReady() }
    let preparation = RPCPreparation(connection: self, address: peer)
    Task(executorPreference: dispatcher) { [self] in
      do throws(RPCError) {
        try await prepare(preparation)
        dispatcher.perform { [self] in
          if epoch == current, phase == .preparing { becomeReady() }
        }
      } catch {
        let text = error.description
        dispatcher.perform { [self] in
          if epoch == current, phase == .preparing { reject(.preparation(text)) }
        }
      }
    }
  }

  /// The socket does not do: the race goes on with what it has in reserve.
  private func reject(_ failure: RPCAttempt.Failure) {
    let search = search
    let reserved = isFromReservedPort
    detachSocket()
    phase = .searching
    failUnsendable(.connectionReset)
    search?.reject(failure, fromReservedPort: reserved)
  }

  private func becomeReady() {
    examination?.cancel()
    examination = nil
    search?.accept()
    search = nil
    phase = .ready
    searchingSince = nil
    lastFailure = nil
    statistics.connects += 1
    if let peer {
      tell(.connected(peer, local: try? socket?.localAddress()))
    }
    if hasConnected { noteResumption() }
    hasConnected = true
    finishWaiters(nil)
    requestFlush()
  }

  private func noteResumption() {
    statistics.reconnects += 1
    var resent = 0
    table.visit { if $0.transmissions > 0 { resent += 1 } }
    tell(.resumed(resent: resent))
  }

  // MARK: - The socket

  private func attach(_ socket: KernelSocket, _ address: SocketAddress) {
    epoch += 1
    self.socket = socket
    peer = address
    let local = try? socket.localAddress()
    sourcePort = local?.port ?? 0
    isFromReservedPort = sourcePort != 0 && sourcePort <= LocalPort.highestReserved
    reader = RecordReader(maximumRecord: max(recordLimit, RPCMessage.minimumReply))
    garbageRecords = 0
    gathered = 1
    lastReceived = MonotonicTime.now()
    window.reset()
    do {
      try socket.setUpcalls(
        read: { [self] in readable($0) },
        write: { [self] source in
          if source === self.socket { writable() }
        })
    } catch {
      // A socket that died already says so when it is used.
    }
    dispatcher.perform { [self] in readable(socket) }
  }

  /// Lets go of the socket; calls are untouched.
  private func detachSocket() {
    epoch += 1
    examination?.cancel()
    examination = nil
    if let socket {
      self.socket = nil
      try? socket.setUpcalls(read: nil, write: nil)
      socket.close()
    }
    batch.removeAll()
    placing = nil
    isPaused = false
    reader = RecordReader(maximumRecord: 0)
  }

  /// The connection is of no use any more: every unanswered call is sent again on the next one.
  func lose(_ error: Errno) {
    guard socket != nil else { return }
    let wasReady = phase == .ready
    if !wasReady { return reject(.system(error)) }
    tell(.lost(error, unanswered: inFlight))
    detachSocket()
    searchingSince = MonotonicTime.now()
    phase = .waiting
    failUnsendable(error)
    guard phase == .waiting, socket == nil else { return }
    scheduleSearch(reason: "connection lost: \(error)")
  }

  /// After a loss: puts sent calls back into the queue, and fails those that may not be sent again.
  private func failUnsendable(_ error: Errno) {
    var again: [PendingCall] = []
    var failing: [(PendingCall, RPCError.Reason)] = []
    table.visit { call in
      let wasSent = call.state == .sent
      if call.requestClass != .ordinary {
        failing.append((call, .connectionLost(error)))
      } else if wasSent, call.repetition == .never {
        failing.append((call, .outcomeUnknown(error)))
      } else if wasSent {
        again.append(call)
      }
    }
    inFlight = 0
    bytesInFlight = 0
    largeSinks = 0
    for call in again { requeue(call) }
    for (call, _) in failing where call.state == .sent { requeueForFailure(call) }
    queue.prepend(again)
    failing.sort { $0.0.sequence < $1.0.sequence }
    for (call, reason) in failing where call.state != .idle { fail(call, reason) }
  }

  private func requeue(_ call: PendingCall) {
    call.state = .queued
    // Datagram timers start again with the next transmission.
    if !isStream, call.deadline != .distantFuture { setExpiry(call, call.deadline) }
  }

  /// A call that leaves: in no queue, and no longer in flight.
  private func requeueForFailure(_ call: PendingCall) { call.state = .queued }

  /// Ends search and connection, for good or until the next call.
  func disconnect() {
    resolveStop?.set(.closed)
    resolveStop = nil
    search?.end(.closed)
    search = nil
    detachSocket()
    armedTimer?.timer.cancel()
    armedTimer = nil
  }

  // MARK: - Waiting and closing

  /// Waits until the connection is usable. Dispatcher.
  func addWaiter(_ waiter: ConnectWaiter) {
    switch phase {
    case .ready: waiter.resume(nil)
    case .closed: waiter.resume(.closed)
    case .dead: waiter.resume(.dead)
    case .idle:
      waiters.append(waiter)
      beginSearch()
    default: waiters.append(waiter)
    }
  }

  /// Takes a waiter out, for instance since its time is over.
  func removeWaiter(_ identity: UInt64, _ reason: RPCError.Reason) {
    guard let index = waiters.firstIndex(where: { $0.identity == identity }) else { return }
    waiters.remove(at: index).resume(reason)
  }

  func finishWaiters(_ reason: RPCError.Reason?, failingFastOnly: Bool = false) {
    let leaving = waiters.filter { $0.failsFast || !failingFastOnly }
    waiters.removeAll { $0.failsFast || !failingFastOnly }
    for waiter in leaving { waiter.resume(reason) }
  }

  /// Ends everything. Dispatcher.
  func close() {
    guard phase != .closed else { return }
    disconnect()
    phase = .closed
    finishWaiters(.closed)
    failAll(.closed)
    tell(.closed)
  }
}

extension RPCAttempt.Failure {
  /// What a failed proof says about an address.
  init(proof reason: RPCError.Reason) {
    switch reason {
    case .programUnavailable: self = .unavailable(.programUnavailable)
    case .programMismatch(let low, let high):
      self = .unavailable(.programMismatch(low: low, high: high))
    case .procedureUnavailable: self = .unavailable(.procedureUnavailable)
    case .garbageArguments: self = .unavailable(.garbageArguments)
    case .systemError: self = .unavailable(.systemError)
    case .rpcMismatch(let low, let high): self = .unavailable(.rpcMismatch(low: low, high: high))
    case .denied(let status): self = .unavailable(.denied(status))
    case .malformed(let error): self = .malformed(error)
    case .timedOut(let time): self = .timedOut(time)
    case .connectionLost(let code): self = .system(code)
    default: self = .preparation(reason.description)
    }
  }
}
