// SPDX-License-Identifier: Apache-2.0
// Making and ending a session: status, options, login, token, logout.

internal import SocketKPI
internal import SystemPackage
internal import Wire

extension SessionEngine {
  /// Asks for the server's information block over a connection of its own.
  func fetchStatus() async throws(AFPError) -> AFPServerInformation {
    try await connect()
    let call = AFPCall(
      carrier: .getStatus, command: .getServerInfo, subject: host, recovery: .never
    ) { _ in [] }
    let reply = try await control(call, limit: configuration.connectTimeout)
    dropLink()
    return try decode(call.operation, reply.payload) { reader throws(AFPWireError) in
      try AFPServerInformation(from: &reader)
    }
  }

  /// Connects and logs in for the first time.
  func open() async throws(AFPError) {
    // Cancelled before it began.
    if case .ended(let reason) = phase { throw AFPError("login", reason) }
    precondition(phase == .idle, "a session is opened once")
    phase = .opening
    do throws(AFPError) {
      let information = try await fetchStatus()
      self.information = information
      guard
        let version = AFPVersion.highest(
          offered: information.versions, notAbove: configuration.highestVersion)
      else { throw AFPError("login", .noCommonVersion(offered: information.versions)) }
      self.version = version
      method = try credentials.method(
        offered: information.authenticationMethods, only: configuration.onlyMethod)
      try await establish()
      try await fetchToken()
      becomeReady()
    } catch {
      if phase == .ended(.cancelled) { throw AFPError("login", .cancelled) }
      end(error.reason)
      throw error
    }
  }

  /// A new connection with a session and a login of its own.
  func establish() async throws(AFPError) {
    try await connect()
    try await openDSISession()
    try await login()
  }

  func becomeReady() {
    phase = .ready
    shutdownAnnounced = false
    liveness = Liveness(configuration, now: .now)
    liveness.setBusy(!pending.isEmpty, at: .now)
    checkLiveness()
    pump()
  }

  private func openDSISession() async throws(AFPError) {
    var writer = AFPWriter()
    DSISessionOptions(attentionQuantum: Self.attentionQuantum).encode(into: &writer)
    let options = writer.bytes
    let call = AFPCall(
      carrier: .openSession, command: .login, subject: "DSIOpenSession", recovery: .never
    ) { _ in options }
    let reply = try await control(call, limit: configuration.loginTimeout)
    let answer = try decode("DSIOpenSession", reply.payload) { reader throws(AFPWireError) in
      try DSISessionOptions(from: &reader)
    }
    let stated = answer.requestQuantum.map(Int.init) ?? Self.smallestQuantum
    quantum = min(max(stated, Self.smallestQuantum), Self.largestQuantum)
    // The server keeps one slot per id at most, and never fewer than none.
    let cache = answer.replayCacheSize.map { min(Int($0), Int(UInt16.max) + 1) }
    numbers.forgetReplies(replayCacheSize: cache)
  }

  /// Bytes of an attention packet that this client takes.
  private static let attentionQuantum: UInt32 = 4

  /// Sends a request of the set-up, past the line, and waits at most `limit`.
  func control(_ call: AFPCall, limit: Duration) async throws(AFPError) -> AFPReply {
    guard link != nil else { throw AFPError(call.operation, .connectionLost(nil)) }
    let sequence = takeSequence()
    let timer = dispatcher.schedule(after: limit) { [weak self] in
      self?.assumeIsolated { $0.giveUpControl(sequence, limit) }
    }
    let outcome = await withCheckedContinuation { continuation in
      transmit(
        PendingCall(call: call, sequence: sequence, completion: .caller(Waiter(continuation))))
    }
    timer.cancel()
    let reply = try outcome.get()
    guard reply.result == .noError || call.tolerated.contains(reply.result) else {
      throw AFPError(call.operation, .result(reply.result))
    }
    return reply
  }

  private func giveUpControl(_ sequence: UInt64, _ limit: Duration) {
    guard let late = pending.values.first(where: { $0.sequence == sequence }) else { return }
    pending[late.id] = nil
    finish(late, .failure(AFPError(late.call.operation, .timedOut(limit))))
    lose(.timedOut)
  }

  /// Asks for the token that recovery needs, and ends an older session of this client.
  ///
  /// A server without tokens is used without recovery of the same session.
  func fetchToken() async throws(AFPError) {
    let request = AFPSessionTokenRequest(
      configuration.clientID.map {
        .client(id: Array($0.utf8), timestamp: tokenTimestamp)
      } ?? .anonymous)
    let call = AFPCall(command: .getSessionToken, subject: "", recovery: .never) { _ in
      request.block
    }
    do throws(AFPError) {
      let reply = try await control(call, limit: configuration.loginTimeout)
      token = try decode(call.operation, reply.payload) { reader throws(AFPWireError) in
        try AFPSessionTokenRequest.reply(from: &reader)
      }
    } catch {
      guard error.resultCode != nil else { throw error }
      token = nil
    }
  }

  /// Decodes a reply; what cannot be decoded is the server's fault and says so.
  nonisolated func decode<Value>(
    _ operation: String, _ payload: [UInt8],
    _ body: (inout AFPReader) throws(AFPWireError) -> Value
  ) throws(AFPError) -> Value {
    var reader = AFPReader(payload)
    do {
      return try body(&reader)
    } catch {
      throw AFPError(operation, .malformedReply(error))
    }
  }

  /// Of a task that is cancelled, the time for a close: a server that answers needs no more.
  private static let hurriedCloseTimeout = Duration.seconds(1)

  /// Waits for what is under way, logs out, and closes.
  func close() async {
    switch phase {
    case .ended: return
    case .ready: break
    case .idle, .opening, .recovering, .closing: return end(.sessionEnded)
    }
    phase = .closing
    let limit =
      Task.isCancelled
      ? min(configuration.closeTimeout, Self.hurriedCloseTimeout) : configuration.closeTimeout
    let deadline = dispatcher.schedule(after: limit) { [weak self] in
      self?.assumeIsolated { $0.end(.sessionEnded) }
    }
    if !(pending.isEmpty && waiting.isEmpty) {
      await withCheckedContinuation { idleWaiters.append($0) }
    }
    if phase == .closing, link != nil {
      let call = AFPCall(command: .logout, subject: "", recovery: .never) { _ in
        AFPLogoutRequest().block
      }
      _ = try? await control(call, limit: limit)
      let id = numbers.take(for: nil) { pending[$0] != nil }
      send(DSIHeader(request: .closeSession, id: id))
      flush()
    }
    deadline.cancel()
    end(.sessionEnded)
  }
}
