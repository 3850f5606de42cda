// SPDX-License-Identifier: Apache-2.0
// An NFS version 3 server in a process: directories or memory, over KPI sockets.

public import HostFS
internal import ONCRPC
public import SocketKPI
internal import Synchronization
public import SystemPackage
internal import Wire

/// An NFS version 3 and MOUNT version 3 server.
///
/// For demos and tests, and complete: all procedures, handles that survive renames and restarts, unstable writes with a
/// verifier that tells when they may have been lost, and faults on request.
///
///     let server = try NFSServer(export: .memory())
///     try server.start()
///     print(server.url())   // nfs://127.0.0.1/memory?version=3&nfsport=40123&mountport=40123
///     server.stop()
///
/// Calls are served on the dispatchers of their connections; what waits for a disk goes to a few threads.
///
/// - Note: any thread.
public final class NFSServer: Sendable {
  public let options: NFSServerOptions
  public let exports: [NFSExport]

  let service: NFS3Service
  let mounts: Mount3Service
  let faults: FaultPlan
  let workers = WorkerPool()
  let counters = CallCounters()
  let table: ExportTable
  private let undo: UndoLog?
  private let state = Mutex(State())
  /// Calls being executed, and whether new ones are let in.
  let gate = CallGate()

  struct State {
    var engine: RPCServer?
    var address: SocketAddress?
    var isStarted = false
    /// Rises with every stop, so that a restart under way knows that it is not wanted any more.
    var generation = 0
    var restarts = 0
  }

  /// Opens the exports. Nothing is served before `start`.
  ///
  /// - Throws: what opening a directory or making a key throws.
  public init(
    exports: [NFSExport], options: NFSServerOptions = NFSServerOptions()
  ) throws(HostError) {
    let key = try Self.key(options)
    let table = try ExportTable(exports, key: key)
    let undo = UndoLog()
    service = NFS3Service(
      exports: table, verifier: try Self.freshVerifier(),
      undo: options.faults.contains(where: \.losesWrites) ? undo : nil, counters: counters)
    mounts = Mount3Service(exports: table)
    faults = FaultPlan(options.faults, seed: options.seed)
    self.undo = service.undo
    self.table = table
    self.options = options
    self.exports = exports
  }

  /// Opens one export.
  public convenience init(
    export: NFSExport, options: NFSServerOptions = NFSServerOptions()
  ) throws(HostError) {
    try self.init(exports: [export], options: options)
  }

  deinit { stop() }

  private static func key(_ options: NFSServerOptions) throws(HostError) -> HandleKey {
    if let key = options.handleKey { return key }
    return try HandleKey.random()
  }

  static func freshVerifier() throws(HostError) -> NFS3Verifier {
    NFS3Verifier(rawValue: try HostRandom.bytes(8).reduce(0) { $0 << 8 | UInt64($1) })
  }

  /// Listens. From then on clients are served.
  ///
  /// - Throws: `.addressInUse`, `.permissionDenied`; `.alreadyInProcess` for a server that runs.
  public func start() throws(Errno) {
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

  func listen(on address: SocketAddress) throws(Errno) {
    let engine = RPCServer(
      programs: [NFSProgram(server: self), MountProgram(server: self)],
      configuration: options.engine)
    let bound = try engine.listen(tcp: address)
    state.withLock { state in
      state.engine = engine
      state.address = bound
    }
    gate.open()
    tell(.listening(bound))
  }

  /// Where the server listens, also while it is down for a restart; nil before `start`.
  public var address: SocketAddress? { state.withLock { $0.address } }

  /// The port; 0 before `start`.
  public var port: UInt16 { address?.port ?? 0 }

  /// Stops listening, closes every connection and waits for calls under way. May be started again.
  public func stop() {
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

  /// The URL of an export, as libnfs and nfs-client write them.
  public func url(path: String? = nil) -> String {
    let path = NFSExport.normalized(path ?? exports.first?.path ?? "/")
    let host = address?.hostText ?? "127.0.0.1"
    let bracketed = host.contains(":") ? "[\(host)]" : host
    return "nfs://\(bracketed)\(path)?version=3&nfsport=\(port)&mountport=\(port)"
  }

  func tell(_ event: NFSServerEvent) {
    options.onEvent?(event)
  }
}

// MARK: - Restarts and faults

extension NFSServer {
  /// A restart gives its port back for a moment; somebody may have it.
  private static let listenAttempts = 50
  private static let listenPause = Duration.milliseconds(100)

  /// Goes down and comes back on the same port, with another write verifier.
  ///
  /// Returns at once; the restart runs elsewhere.
  ///
  /// - Parameters:
  ///   - down: between closing everything and listening again.
  ///   - loses: takes back unstable writes that no COMMIT has covered. Only writes since the server learned that it
  ///     may have to are remembered: a fault script with such a restart tells it from the start.
  public func restart(down: Duration = .zero, loses: Bool = false) {
    let (engine, generation) = state.withLock { state in
      defer {
        state.engine = nil
        state.restarts += 1
      }
      return (state.engine, state.generation)
    }
    guard let engine else { return }  // stopped, or down already
    gate.close()
    engine.stop()
    _ = workers.perform { [self] in
      gate.waitUntilIdle()
      let files = loses ? undo?.loseAll() ?? 0 : 0
      changeWriteVerifier()
      table.forgetAll()
      tell(.down(lostFiles: files))
      Dispatcher.next().schedule(after: down) { [self] in
        comeBack(generation, attempts: Self.listenAttempts)
      }
    }
  }

  private func comeBack(_ generation: Int, attempts: Int) {
    guard let address, state.withLock({ $0.generation == generation && $0.engine == nil }) else {
      return
    }
    do {
      try listen(on: address)
    } catch {
      guard attempts > 1 else { return }
      Dispatcher.next().schedule(after: Self.listenPause) { [self] in
        comeBack(generation, attempts: attempts - 1)
      }
    }
  }

  /// Tells clients that uncommitted writes may be lost, though none are.
  public func changeWriteVerifier() {
    let old = service.writeVerifier.rawValue
    let fresh = (try? Self.freshVerifier())?.rawValue ?? old &+ 1
    service.writeVerifier = NFS3Verifier(rawValue: fresh == old ? old &+ 1 : fresh)
  }

  /// Adds a fault to those of the options.
  public func inject(_ rule: FaultRule) { faults.add(rule) }

  /// Ends all faults.
  public func clearFaults() {
    faults.removeAll()
    setPieces(0)
  }

  /// Sends streams in pieces; 0 as usual.
  func setPieces(_ bytes: Int) {
    state.withLock(\.engine)?.faults.segmentBytes = bytes == 0 ? nil : bytes
  }

  /// What the server has done so far.
  public var statistics: NFSServerStatistics {
    let (engine, restarts) = state.withLock { ($0.engine, $0.restarts) }
    return counters.statistics(
      faults: faults.firedCount, restarts: restarts, connections: engine?.connectionCount ?? 0,
      repetitions: engine?.counts.repetitions ?? 0)
  }
}
