// SPDX-License-Identifier: Apache-2.0
// What the RPC engine calls: everything of a server that must live as long as a connection does.

internal import HostFS
internal import ONCRPC
internal import SocketKPI
internal import Synchronization
internal import SystemPackage
internal import Wire

/// The inside of an `NFSServer`.
///
/// The engine's programs refer to it and it refers to the engine; `stop` breaks the circle, and the server that
/// owns it stops it when it goes.
final class ServerCore: Sendable {
  let options: NFSServerOptions
  let table: ExportTable
  let service: NFS3Service
  let mounts: Mount3Service
  let faults: FaultPlan
  let workers = WorkerPool()
  let counters = CallCounters()
  /// Calls being executed, and whether new ones are let in.
  let gate = CallGate()
  private let state = Mutex(State())

  private struct State {
    var engine: RPCServer?
    var address: SocketAddress?
    var isStarted = false
    /// Rises with every stop, so that a restart under way knows that it is not wanted any more.
    var generation = 0
    var restarts = 0
  }

  init(_ exports: [NFSExport], _ options: NFSServerOptions) throws(HostError) {
    self.options = options
    table = try ExportTable(exports, key: try Self.key(options))
    let remembers = options.remembersUnstableWrites || options.faults.contains(where: \.losesWrites)
    service = NFS3Service(
      exports: table, verifier: try Self.freshVerifier(), undo: remembers ? UndoLog() : nil,
      counters: counters)
    mounts = Mount3Service(exports: table)
    faults = FaultPlan(options.faults, seed: options.seed)
  }

  private static func key(_ options: NFSServerOptions) throws(HostError) -> HandleKey {
    if let key = options.handleKey { return key }
    return try HandleKey.random()
  }

  private static func freshVerifier() throws(HostError) -> NFS3Verifier {
    NFS3Verifier(rawValue: try HostRandom.bytes(8).reduce(0) { $0 << 8 | UInt64($1) })
  }

  var address: SocketAddress? { state.withLock(\.address) }

  func tell(_ event: NFSServerEvent) { options.onEvent?(event) }

  // MARK: Life

  func start() throws(Errno) {
    let isFirst = state.withLock { state in
      defer { state.isStarted = true }
      return !state.isStarted
    }
    guard isFirst else { throw .alreadyInProcess }
    do {
      try listen(on: options.address)
    } catch {
      state.withLock { $0.isStarted = false }
      throw error
    }
  }

  private func listen(on address: SocketAddress) throws(Errno) {
    let engine = RPCServer(
      programs: [NFSProgram(server: self), MountProgram(server: self)],
      configuration: options.engine)
    gate.open()
    let bound = try engine.listen(tcp: address)
    state.withLock { state in
      state.engine = engine
      state.address = bound
    }
    tell(.listening(bound))
  }

  func stop() {
    let (engine, wasStarted) = state.withLock { state in
      defer {
        state.engine = nil
        state.isStarted = false
        state.generation += 1
      }
      return (state.engine, state.isStarted)
    }
    guard wasStarted else { return }
    gate.close()
    engine?.stop()
    gate.waitUntilIdle()
    table.forgetAll()
    tell(.stopped)
  }

  // MARK: Restarts and faults

  /// A restart gives its port back for a moment; somebody may have it.
  private static let listenAttempts = 50
  private static let listenPause = Duration.milliseconds(100)

  func restart(down: Duration, loses: Bool) {
    let (engine, generation) = state.withLock { state in
      defer {
        if state.engine != nil { state.restarts += 1 }
        state.engine = nil
      }
      return (state.engine, state.generation)
    }
    guard let engine else { return }  // stopped, or down already
    gate.close()
    engine.stop()
    let isQueued = workers.perform { [self] in
      gate.waitUntilIdle()
      let files = loses ? service.undo?.loseAll() ?? 0 : 0
      changeWriteVerifier()
      table.forgetAll()
      tell(.down(lostFiles: files))
      Dispatcher.next().schedule(after: down) { [self] in
        comeBack(generation, attempts: Self.listenAttempts)
      }
    }
    precondition(isQueued, "a restart that no thread can do")
  }

  private func comeBack(_ generation: Int, attempts: Int) {
    let isWanted = state.withLock { $0.generation == generation && $0.engine == nil }
    guard isWanted, let address else { return }
    do {
      try listen(on: address)
    } catch {
      guard attempts > 1 else { return tell(.cannotListen(error)) }
      Dispatcher.next().schedule(after: Self.listenPause) { [self] in
        comeBack(generation, attempts: attempts - 1)
      }
    }
  }

  func changeWriteVerifier() {
    let old = service.writeVerifier.rawValue
    let fresh = (try? Self.freshVerifier())?.rawValue ?? old &+ 1
    service.writeVerifier = NFS3Verifier(rawValue: fresh == old ? old &+ 1 : fresh)
  }

  /// Sends streams in pieces; 0 as usual.
  func setPieces(_ bytes: Int) {
    state.withLock(\.engine)?.faults.segmentBytes = bytes == 0 ? nil : bytes
  }

  var statistics: NFSServerStatistics {
    let (engine, restarts) = state.withLock { ($0.engine, $0.restarts) }
    return counters.statistics(
      faults: faults.firedCount, restarts: restarts, connections: engine?.connectionCount ?? 0,
      repetitions: engine?.counts.repetitions ?? 0)
  }
}
