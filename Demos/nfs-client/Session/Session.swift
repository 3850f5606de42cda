// SPDX-License-Identifier: Apache-2.0
// Opening what a URL names, telling a person what is waited for.

import DemoSupport
import NFSClient
import ONCRPC
import Synchronization
import Wire

/// A mount, and the part of the URL's path that lies in it.
struct Session: Sendable {
  var mount: NFSMount
  var path: NFS3Path
  var url: NFSURL

  static func open(_ url: NFSURL, _ options: ConnectionOptions) async throws -> Session {
    if options.quiet { Console.shared.beQuiet() }
    let waiting = WaitingNotes(server: url.hosts.joined(separator: ", "))
    let (mount, path) = try await NFSMount.containing(
      url, configuration: options.configuration, onEvent: { waiting.note($0) })
    return Session(mount: mount, path: path, url: url)
  }

  /// Runs work on a session and closes it, whatever happens.
  static func with<Result: Sendable>(
    _ url: NFSURL, _ options: ConnectionOptions,
    _ body: (Session) async throws -> Result
  ) async throws -> Result {
    let session = try await open(url, options)
    do {
      let result = try await body(session)
      try await session.mount.close()
      return result
    } catch {
      try? await session.mount.close()
      throw error
    }
  }
}

/// Turns events of a connection into lines for people: only what keeps them waiting.
final class WaitingNotes: Sendable {
  /// Between two notes of the same wait.
  static let interval: Duration = .seconds(2)

  private struct State {
    var lastNote: ContinuousClock.Instant?
    var lastText = ""
    var isWaiting = false
  }

  private let server: String
  private let state = Mutex(State())

  init(server: String) { self.server = server }

  func note(_ event: RPCEvent) {
    switch event.kind {
    case .waiting(let address, let time):
      say("waiting for server \(address): no answer for \(time.short)")
    case .nextAttempt(let time, let reason):
      say("waiting for server \(reason), next try in \(time.short)")
    case .notResponding(let time): say("server \(server) not responding for \(time.short)")
    case .lost(let code, let count):
      say("connection to \(server) lost: \(code), \(count) calls to be sent again")
    case .aliveAgain: over("server \(server) is alive again")
    case .resumed(let count): over("connected to \(server) again, \(count) calls sent again")
    case .connected(let address, _): over("connected to \(address)")
    case .dead(let time): Console.shared.note("server \(server) is dead: silent for \(time.short)")
    case .noReservedPort(let code):
      Console.shared.note("no port below 1024 could be had: \(code)")
    case .resolving, .connecting, .failed, .newSourcePort, .closed: break
    }
  }

  private func say(_ text: String) {
    let isNews = state.withLock { state in
      let now = ContinuousClock.now
      state.isWaiting = true
      if let last = state.lastNote, now - last < WaitingNotes.interval { return false }
      state.lastNote = now
      return true
    }
    if isNews { Console.shared.note(text) }
  }

  /// The end of a wait is worth a line only if its beginning was.
  private func over(_ text: String) {
    let wasWaiting = state.withLock { state in
      defer {
        state.isWaiting = false
        state.lastNote = nil
      }
      return state.isWaiting
    }
    if wasWaiting { Console.shared.note(text) }
  }
}
