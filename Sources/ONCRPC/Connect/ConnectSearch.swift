// SPDX-License-Identifier: Apache-2.0
// A search for a usable address: the race's decisions, carried out.

internal import SocketKPI
internal import SystemPackage

/// Runs one race. Lives on the dispatcher; connects that have to wait do so on helper threads.
final class ConnectSearch: @unchecked Sendable {
  enum Outcome {
    /// A connected socket to examine; answer with `reject` or `accept`.
    case examine(KernelSocket, SocketAddress)
    case failed(RPCUnreachable)
  }

  private let addresses: [SocketAddress]
  private let settings: ConnectSettings
  private let stagger: Duration
  private let stop = StopToken()
  private let report: (ConnectSearch, Outcome) -> Void
  private var race: ConnectRace
  private var sockets: [Int: KernelSocket] = [:]
  private var attempts: [RPCAttempt]
  private var isOver = false
  private var examined: Int?

  /// - Parameters:
  ///   - failures: what went wrong before there were addresses.
  ///   - report: called on the dispatcher.
  init(
    addresses: [SocketAddress], failures: [RPCAttempt], settings: ConnectSettings,
    stagger: Duration, report: @escaping (ConnectSearch, Outcome) -> Void
  ) {
    self.addresses = addresses
    self.settings = settings
    self.stagger = stagger
    self.report = report
    attempts = failures
    race = ConnectRace(count: addresses.count)
  }

  func begin() { perform(race.begin()) }

  /// The examined candidate is the one: the others are closed.
  func accept() {
    examined = nil
    end(.superseded)
  }

  /// The examined candidate is of no use; its socket has been closed.
  func reject(_ failure: RPCAttempt.Failure, fromReservedPort: Bool) {
    guard !isOver, let candidate = examined else { return }
    examined = nil
    note(candidate, failure, fromReservedPort: fromReservedPort)
    perform(race.rejected())
  }

  /// Ends the search; nothing is reported any more.
  func end(_ reason: StopReason) {
    guard !isOver else { return }
    isOver = true
    stop.set(reason)
    for socket in sockets.values { socket.close() }
    sockets = [:]
  }

  private func perform(_ actions: [ConnectRace.Action]) {
    for action in actions where !isOver {
      switch action {
      case .start(let candidate): start(candidate)
      case .stagger(let number):
        settings.dispatcher.schedule(after: stagger) { [self] in
          if !isOver { perform(race.staggerElapsed(number)) }
        }
      case .examine(let candidate): examine(candidate)
      case .giveUp:
        isOver = true
        report(self, .failed(RPCUnreachable(attempts)))
      }
    }
  }

  private func start(_ candidate: Int) {
    settings.report(.connecting(addresses[candidate]))
    let connect = ConnectCandidate(address: addresses[candidate], settings: settings, stop: stop)
    do throws(ConnectFailure) {
      let (socket, isConnected) = try connect.start()
      if isConnected { return connected(candidate, socket) }
      wait(connect, candidate, socket)
    } catch {
      failed(candidate, error)
    }
  }

  private func wait(_ connect: ConnectCandidate, _ candidate: Int, _ socket: KernelSocket) {
    let dispatcher = settings.dispatcher
    let started = HelperThread.run { [self] in
      do throws(ConnectFailure) {
        try connect.finish(socket)
        dispatcher.perform { self.connected(candidate, socket) }
      } catch {
        dispatcher.perform { self.failed(candidate, error) }
      }
    }
    guard !started else { return }
    socket.close()
    failed(candidate, .failed(.system(.resourceTemporarilyUnavailable)))
  }

  private func connected(_ candidate: Int, _ socket: KernelSocket) {
    guard !isOver else { return socket.close() }
    sockets[candidate] = socket
    perform(race.connected(candidate))
  }

  private func failed(_ candidate: Int, _ failure: ConnectFailure) {
    guard !isOver else { return }
    if case .failed(let why) = failure { note(candidate, why, fromReservedPort: false) }
    perform(race.failed(candidate))
  }

  private func examine(_ candidate: Int) {
    // The socket is the examiner's from here on.
    guard let socket = sockets.removeValue(forKey: candidate) else { return }
    examined = candidate
    report(self, .examine(socket, addresses[candidate]))
  }

  private func note(_ candidate: Int, _ failure: RPCAttempt.Failure, fromReservedPort: Bool) {
    let attempt = RPCAttempt(
      address: addresses[candidate], failure: failure, fromReservedPort: fromReservedPort)
    attempts.append(attempt)
    settings.report(.failed(attempt))
  }
}
