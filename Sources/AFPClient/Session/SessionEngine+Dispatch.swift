// SPDX-License-Identifier: Apache-2.0
// Requests onto the connection, packets from it, and the tickle discipline.

internal import SocketKPI
internal import SystemPackage
internal import Wire

extension SessionEngine {
  // MARK: Out

  /// Sends a request with a new id.
  func transmit(_ request: PendingCall) {
    var request = request
    let number: UInt16
    do throws(AFPError) {
      number = try self.number(of: request.call)
    } catch {
      return finish(request, .failure(error))
    }
    request.id = numbers.take(for: request.call.cachedCommand) { pending[$0] != nil }
    put(request, number)
  }

  /// Sends a request again with the id it had.
  func retransmit(_ request: PendingCall) {
    var request = request
    let number: UInt16
    do throws(AFPError) {
      number = try self.number(of: request.call)
    } catch {
      return finish(request, .failure(error))
    }
    request.isReplayed = true
    if let command = request.call.cachedCommand { numbers.record(request.id, command) }
    put(request, number)
  }

  private func put(_ request: PendingCall, _ number: UInt16) {
    var request = request
    let block = request.call.block(number)
    let data = request.call.data
    request.sentAt = .now
    pending[request.id] = request
    if case .sameNumber = request.call.recovery {
      replayable.append((request.sequence, request.id))
    }
    outstandingWriteBytes += request.dataBytes
    statistics.requests += 1
    statistics.writtenBytes += UInt64(request.dataBytes)
    let header = DSIHeader(
      request: request.call.carrier, id: request.id,
      dataOffset: data == nil ? 0 : UInt32(block.count),
      length: UInt32(block.count + request.dataBytes))
    send(header, block, data, isUrgent: request.call.isUrgent)
    let wasIdle = pending.count == 1
    liveness.setBusy(true, at: .now)
    if wasIdle { checkLiveness() }
  }

  /// The number of what a request is about, in the present session.
  private func number(of call: AFPCall) throws(AFPError) -> UInt16 {
    switch call.target {
    case .session: return 0
    case .volume(let handle):
      guard let volume = volumes[handle] else {
        throw AFPError(call.operation, .unexpectedReply("the volume is closed"))
      }
      return volume.id.rawValue
    case .fork(let handle):
      guard let fork = forks[handle] else {
        throw AFPError(call.operation, .result(.parameterError))
      }
      guard !fork.isLost else {
        forks[handle]?.isLossReported = true
        throw AFPError(call.operation, .forkLost(syncedThrough: fork.syncedThrough))
      }
      return fork.id.rawValue
    }
  }

  // MARK: In

  func handle(_ frame: DSIFrame) {
    liveness.heard(at: .now)
    let header = frame.header
    guard header.kind == .request else { return answer(frame) }
    switch header.command {
    case .tickle: return
    case .attention:
      send(DSIHeader(reply: .attention, id: header.requestID))
      var reader = AFPReader(frame.payload)
      if let attention = try? DSIAttention(from: &reader) { heed(attention) }
    case .closeSession: lose(nil)
    case .command, .getStatus, .openSession, .write: lose(.badMessage)
    }
  }

  private func answer(_ frame: DSIFrame) {
    guard let request = pending.removeValue(forKey: frame.header.requestID) else { return }
    outstandingWriteBytes -= request.dataBytes
    if pending.isEmpty { liveness.setBusy(false, at: .now) }
    if request.call.command == .read { statistics.readBytes += UInt64(frame.payload.count) }
    finish(
      request,
      .success(
        AFPReply(
          result: frame.header.result, payload: frame.payload, isReplayed: request.isReplayed)))
    pump()
    wakeIdleWaiters()
  }

  private func heed(_ attention: DSIAttention) {
    if attention.forbidsReconnect { reconnectForbidden = true }
    switch attention.meaning {
    case .shutdown(let minutes):
      shutdownAnnounced = minutes == 0
      // After a failed login the server says this too; the login's own error tells more.
      if phase == .ready || phase == .closing {
        announce.yield(
          .serverShutsDown(minutes: minutes, forbidsReconnect: attention.forbidsReconnect))
      }
    case .crash: announce.yield(.serverCrashed)
    case .volumeChanged: announce.yield(.volumeChanged)
    case .message: break
    case .other(let code): announce.yield(.attention(code))
    }
    if attention.hasMessage, phase == .ready { Task { await fetchMessage() } }
  }

  private func fetchMessage() async {
    let request = AFPServerMessageRequest(.server)
    let call = AFPCall(command: .getServerMessage, subject: "", recovery: .anew) { _ in
      request.block
    }
    guard let reply = try? await perform(call) else { return }
    var reader = AFPReader(reply.payload)
    if let text = try? AFPServerMessageRequest.reply(from: &reader), !text.isEmpty {
      announce.yield(.message(text))
    }
  }

  // MARK: Signs of life

  /// Sends a tickle or gives the connection up, as the time requires, and comes back later.
  func checkLiveness() {
    livenessTimer?.cancel()
    livenessTimer = nil
    guard link != nil, phase == .ready || phase == .closing else { return }
    let now = ContinuousClock.now
    let oldest = pending.values.lazy.map(\.sentAt).min()
    switch liveness.action(at: now, oldestRequest: oldest) {
    case .declareLost: lose(.timedOut)
    case .sendTickle:
      statistics.tickles += 1
      let id = numbers.take(for: nil) { pending[$0] != nil }
      send(DSIHeader(request: .tickle, id: id))
      checkLiveness()
    case .wait(let instant):
      livenessTimer = dispatcher.schedule(after: now.duration(to: instant)) { [weak self] in
        self?.assumeIsolated { $0.checkLiveness() }
      }
    }
  }
}
