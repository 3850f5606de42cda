// SPDX-License-Identifier: Apache-2.0
// Connections for calls that wait on their own thread: each has one to itself while it lasts.

internal import SocketKPI
internal import Synchronization
internal import SystemPackage
internal import Wire

final class BlockingPool: Sendable {
  /// Connections kept for the next calls.
  static let maximumIdle = 8
  /// Between two searches that failed.
  static let pause: Duration = .milliseconds(200)

  private struct State {
    var idle: [BlockingTransport] = []
    var isClosed = false
    var nextXID: UInt32
    var statistics = RPCStatistics()
    var random: SplitMix
  }

  private let target: RPCTarget
  private let configuration: RPCConfiguration
  private let stop = StopToken()
  private let state: Mutex<State>

  init(target: RPCTarget, configuration: RPCConfiguration, seed: UInt64) {
    self.target = target
    self.configuration = configuration
    var random = SplitMix(seed: seed)
    state = Mutex(State(nextXID: UInt32(truncatingIfNeeded: random.next()), random: random))
  }

  var statistics: RPCStatistics { state.withLock { $0.statistics } }

  func close() {
    stop.set(.closed)
    let idle = state.withLock { state in
      state.isClosed = true
      defer { state.idle = [] }
      return state.idle
    }
    _ = idle.count  // their sockets close as they go
  }

  func call<Result>(
    _ procedure: RPCProcedure, options: RPCCallOptions, payload: RPCPayload?, sink: RPCSink?,
    arguments: (inout XDRWriter) -> Void,
    results: (inout XDRReader, RPCReplyInfo) throws(XDRError) -> Result
  ) throws(RPCError) -> Result {
    let call = PendingCall()
    call.prepare(procedure, options, payload: payload, sink: sink, arguments: arguments)
    call.xid = takeXID()
    call.record.patch(call.xid, at: PendingCall.messageOffset)
    let limit = options.deadline ?? configuration.callDeadline
    let start = MonotonicTime.now()
    let deadline = limit.map { start + $0 } ?? .distantFuture
    do throws(Stop) {
      let transport = try run(call, repetition: options.repetition, deadline: deadline)
      var info = RPCReplyInfo()
      info.transmissions = call.transmissions
      info.roundTripNanoseconds =
        MonotonicTime.now().nanoseconds - call.firstSent.nanoseconds
      note(call, transport, info)
      let outcome = decode(call, transport, &info, results)
      giveBack(transport)
      return try outcome.get()
    } catch {
      if case .timedOut = error.reason {
        throw RPCError(.timedOut(MonotonicTime.now() - start), call: call.identity)
      }
      throw RPCError(error.reason, call: call.identity)
    }
  }

  private struct Stop: Error { var reason: RPCError.Reason }

  /// Sends and receives, on as many connections as it takes.
  private func run(
    _ call: PendingCall, repetition: RPCRepetition, deadline: MonotonicTime
  ) throws(Stop) -> BlockingTransport {
    let exchange = BlockingTransport.Exchange(
      record: call.record, payload: call.payload, sink: call.sink, xid: call.xid,
      maximumRecord: min(
        configuration.maximumRecord,
        call.maximumReply + (call.sink?.range.count ?? 0) + 24 + RPCOpaqueAuth.maximumBody + 3),
      deadline: deadline, mayResend: repetition != .never)
    while true {
      let transport = try takeTransport(deadline)
      if call.transmissions == 0 { call.firstSent = .now() }
      do {
        call.transmissions += try transport.perform(exchange, stop: stop)
        return transport
      } catch {
        call.transmissions += 1
        switch error {
        case .stopped: throw Stop(reason: .closed)
        case .timedOut: throw Stop(reason: .timedOut(.zero))
        case .lost(let code):
          if repetition == .never { throw Stop(reason: .outcomeUnknown(code)) }
        }
      }
    }
  }

  private func decode<Result>(
    _ call: PendingCall, _ transport: BlockingTransport, _ info: inout RPCReplyInfo,
    _ results: (inout XDRReader, RPCReplyInfo) throws(XDRError) -> Result
  ) -> Swift.Result<Result, Stop> {
    do throws(XDRError) {
      let bytes = transport.reply
      guard transport.placed >= 0 else { throw .truncated(at: bytes.count, need: 1) }
      var reader = XDRReader(bytes.rawSpan)
      let header = try RPCReplyHeader(from: &reader)
      if let failure = header.status.failure { return .failure(Stop(reason: failure)) }
      info.placed = transport.placed
      guard let sink = call.sink, transport.placed == 0 else {
        return .success(try results(&reader, info))
      }
      let (end, length) = try sink.take(from: reader)
      info.placed = length
      var short = XDRReader(bytes.rawSpan.extracting(reader.offset..<end))
      return .success(try results(&short, info))
    } catch {
      return .failure(Stop(reason: .malformed(error)))
    }
  }

  private func takeXID() -> UInt32 {
    state.withLock { state in
      state.nextXID &+= 1
      if state.nextXID == 0 { state.nextXID = 1 }
      return state.nextXID
    }
  }

  private func note(_ call: PendingCall, _ transport: BlockingTransport, _ info: RPCReplyInfo) {
    let received = UInt64(transport.reply.count + max(transport.placed, 0))
    state.withLock { state in
      let row = state.statistics.row(call.procedure)
      state.statistics.procedures[row].calls += 1
      state.statistics.procedures[row].replies += 1
      state.statistics.procedures[row].resends += UInt64(max(call.transmissions - 1, 0))
      state.statistics.procedures[row].bytesSent += UInt64(call.wireBytes)
      state.statistics.procedures[row].bytesReceived += received
      state.statistics.procedures[row].latency.record(info.roundTrip)
    }
  }

  private func giveBack(_ transport: BlockingTransport) {
    state.withLock { state in
      if !state.isClosed, state.idle.count < Self.maximumIdle { state.idle.append(transport) }
    }
  }

  /// An idle connection, or a new one; searches again until the deadline.
  private func takeTransport(_ deadline: MonotonicTime) throws(Stop) -> BlockingTransport {
    if let idle = state.withLock({ $0.idle.popLast() }) { return idle }
    while true {
      if stop.isSet { throw Stop(reason: .closed) }
      var attempts: [RPCAttempt] = []
      if let transport = search(deadline, &attempts) { return transport }
      let failure = RPCUnreachable(attempts)
      let now = MonotonicTime.now()
      guard now + Self.pause < deadline else { throw Stop(reason: .unreachable(failure)) }
      pauseThread(Self.pause)
    }
  }

  private func search(
    _ deadline: MonotonicTime, _ attempts: inout [RPCAttempt]
  ) -> BlockingTransport? {
    let resolved = TargetResolver.resolve(target, configuration.transport, stop: stop)
    attempts = resolved.failures
    for address in resolved.addresses {
      let settings = settings(until: deadline)
      do throws(ConnectFailure) {
        let socket = try ConnectCandidate(address: address, settings: settings, stop: stop)
          .connect()
        do throws(Errno) {
          let transport = try BlockingTransport(
            socket: socket, isStream: configuration.transport == .tcp)
          state.withLock { $0.statistics.connects += 1 }
          return transport
        } catch {
          throw .failed(.system(error))
        }
      } catch {
        if case .failed(let failure) = error {
          attempts.append(RPCAttempt(address: address, failure: failure))
        }
      }
    }
    return nil
  }

  private func settings(until deadline: MonotonicTime) -> ConnectSettings {
    let seed = state.withLock { $0.random.next() }
    let left = deadline == .distantFuture ? .seconds(3600) : deadline - MonotonicTime.now()
    return ConnectSettings(
      kind: configuration.transport, reservedPort: configuration.reservedPort,
      trafficClass: configuration.trafficClass, slice: configuration.connectSlice,
      limit: max(min(configuration.candidateLimit, left), .zero),
      peerTimeout: configuration.peerTimeout, seed: seed,
      dispatcher: configuration.dispatcher ?? Dispatcher.next(), report: { _ in })
  }
}
