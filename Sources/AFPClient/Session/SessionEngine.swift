// SPDX-License-Identifier: Apache-2.0
// The engine of a session: state on one dispatcher, requests in, replies out.

internal import SocketKPI
internal import SystemPackage
internal import Wire

/// A session over a connection that may come and go.
///
/// All state belongs to one dispatcher; the actor's executor is that dispatcher, so the compiler keeps
/// others out. The sockets' upcalls only mark work; `serve` does it.
actor SessionEngine {
  enum Phase: Equatable {
    case idle
    /// Connecting and logging in for the first time.
    case opening
    case ready
    /// Restoring the connection; requests wait.
    case recovering
    case closing
    case ended(AFPError.Reason)
  }

  nonisolated let dispatcher: Dispatcher
  nonisolated let host: String
  nonisolated let port: UInt16
  nonisolated let credentials: AFPCredentials
  nonisolated let events: AsyncStream<AFPEvent>
  let announce: AsyncStream<AFPEvent>.Continuation

  var configuration: AFPConfiguration
  var phase = Phase.idle

  // The connection.
  var link: Link?
  var generation = 0
  var isFlushScheduled = false
  var signal: CheckedContinuation<Void, Never>?
  var liveness: Liveness
  var livenessTimer: DispatcherTimer?

  // Requests.
  var numbers = RequestNumbers()
  var nextSequence: UInt64 = 0
  var waiting = Queue<PendingCall>()
  var pending: [UInt16: PendingCall] = [:]
  var outstandingWriteBytes = 0
  /// Unanswered commands that must keep their id, oldest first; answered ones are dropped lazily.
  var replayable = Queue<(sequence: UInt64, id: UInt16)>()
  /// Requests whose connection broke, oldest first.
  var interrupted: [PendingCall] = []
  var idleWaiters: [CheckedContinuation<Void, Never>] = []

  // The session.
  var information: AFPServerInformation?
  var version = AFPVersion.afp31
  var method = AFPAuthenticationMethod.guest
  var quantum = SessionEngine.smallestQuantum
  var token: [UInt8]?
  var tokenTimestamp = UInt32.random(in: 1...UInt32.max / 2)
  var reconnectForbidden = false
  var shutdownAnnounced = false
  var statistics = AFPStatistics()

  // What is open.
  var nextHandle = 1
  var volumes: [VolumeHandle: OpenVolume] = [:]
  var forks: [ForkHandle: OpenFork] = [:]
  var behind: [ForkHandle: WriteBehind] = [:]

  /// Used when a server states no quantum, in bytes; the least that servers can be set to.
  static let smallestQuantum = 32_000
  /// More than this is not believed, in bytes.
  static let largestQuantum = 64 << 20
  /// A reply may exceed the quantum by this much, in bytes (attribute lists, headers).
  static let replySlack = 1 << 20
  static let bufferedEvents = 64

  init(host: String, port: UInt16, credentials: AFPCredentials, configuration: AFPConfiguration) {
    self.host = host
    self.port = port
    self.credentials = credentials
    self.configuration = configuration
    dispatcher = Dispatcher.next()
    liveness = Liveness(configuration, now: .now)
    (events, announce) = AsyncStream.makeStream(
      of: AFPEvent.self, bufferingPolicy: .bufferingNewest(Self.bufferedEvents))
  }

  // MARK: Requests

  /// Sends a request and waits for its reply, or until the task is cancelled.
  ///
  /// - Throws: the server's refusal, or what kept the request from being answered.
  func perform(_ call: AFPCall) async throws(AFPError) -> AFPReply {
    let cancelled = CallOutcome.failure(AFPError(call.operation, .cancelled))
    let outcome = await wait(cancelled: cancelled) { waiter in
      enqueue(call, .caller(waiter))
      pump()
    }
    let reply = try outcome.get()
    guard reply.result == .noError || call.tolerated.contains(reply.result) else {
      throw AFPError(call.operation, .result(reply.result))
    }
    return reply
  }

  /// Puts a request in line.
  func enqueue(_ call: AFPCall, _ completion: Completion) {
    let waiter = PendingCall(call: call, sequence: takeSequence(), completion: completion)
    if let reason = refusal {
      finish(waiter, .failure(AFPError(call.operation, reason)))
    } else {
      putInLine(waiter)
    }
  }

  func putInLine(_ request: PendingCall) {
    guard request.call.isUrgent else { return waiting.append(request) }
    waiting.insert(request) { !$0.call.isUrgent }
  }

  /// Why no new request is accepted, if so.
  private var refusal: AFPError.Reason? {
    switch phase {
    case .ended(let reason): reason
    case .idle, .closing: .sessionEnded
    case .opening, .ready, .recovering: nil
    }
  }

  func takeSequence() -> UInt64 {
    nextSequence += 1
    return nextSequence
  }

  /// Sends what may be sent now.
  func pump() {
    guard phase == .ready || phase == .closing, link != nil else { return }
    while let next = waiting.first, next.isAbandoned || admits(next) {
      _ = waiting.popFirst()
      if next.isAbandoned {
        finish(next, .failure(AFPError(next.call.operation, .cancelled)))
      } else {
        transmit(next)
      }
    }
  }

  private func admits(_ next: PendingCall) -> Bool {
    if pending.isEmpty { return true }
    let limit = min(configuration.maximumOutstanding, numbers.cacheSize ?? .max)
    guard pending.count < limit else { return false }
    guard
      next.call.isUrgent || next.dataBytes == 0 || outstandingWriteBytes == 0
        || outstandingWriteBytes + next.dataBytes <= configuration.maximumOutstandingWriteBytes
    else { return false }
    return numbers.keepsReplayable(oldestReplayable())
  }

  private func oldestReplayable() -> UInt16? {
    while let first = replayable.first {
      if pending[first.id]?.sequence == first.sequence { return first.id }
      _ = replayable.popFirst()
    }
    return nil
  }

  // MARK: Ends

  /// Hands an outcome to whoever waits.
  func finish(_ done: PendingCall, _ outcome: CallOutcome) {
    switch done.completion {
    case .caller(let waiter):
      if !waiter.resume(outcome) { undo(done.call, outcome) }
    case .piece(let group, let end): finishPiece(of: group, end: end, done.call, outcome)
    }
  }

  /// Ends the session: everything unanswered fails.
  func end(_ reason: AFPError.Reason) {
    if case .ended = phase { return }
    phase = .ended(reason)
    dropLink()
    let unanswered =
      interrupted + pending.values.sorted { $0.sequence < $1.sequence } + waiting.removeAll()
    interrupted = []
    pending = [:]
    outstandingWriteBytes = 0
    for call in unanswered { finish(call, .failure(AFPError(call.call.operation, reason))) }
    announce.yield(.ended(AFPError("session", reason).explanation))
    announce.finish()
    wakeIdleWaiters()
  }

  func wakeIdleWaiters() {
    guard pending.isEmpty, waiting.isEmpty, interrupted.isEmpty else { return }
    let waiters = idleWaiters
    idleWaiters = []
    for waiter in waiters { waiter.resume() }
  }
}
