// SPDX-License-Identifier: Apache-2.0
// A DSI and AFP server that fails on request.

import SocketKPI
import SystemPackage
import Wire

@testable import AFPClient

/// An AFP server on loopback with one volume in memory, whose faults are scripted.
///
/// It keeps the habits of netatalk that matter to a client: the replay cache with its stale bodies,
/// tokens, sessions that outlive their connection, deny modes, and lock stealing.
final class ScriptedServer: Sendable {
  /// What happens to a request.
  enum Fault: Sendable {
    /// The connection ends and nothing is done.
    case cutBeforeExecuting
    /// It is done, and the connection ends instead of the reply.
    case cutAfterExecuting
    /// This many bytes of a write are stored, then the connection ends.
    case cutInside(storing: Int)
    /// The server restarts: every session is forgotten and the connection ends.
    case restart
    /// Answered with this code and not done.
    case refuse(AFPResultCode)
    /// Answered with these bytes as the reply's body.
    case answer([UInt8])
    /// Never answered, and not done.
    case stall
    /// Done, but never answered.
    case mute
    /// Done, and answered when the server is told to.
    case hold
    /// An attention packet goes out before the reply.
    case attention(UInt16)
    /// A tickle goes out before the reply.
    case tickle
    /// Garbage goes out instead of the reply.
    case garbage
  }

  struct Settings: Sendable {
    var quantum: UInt32 = 1 << 20
    var replayCacheSize = 128
    var versions = ["AFP2.2", "AFPX03", "AFP3.1", "AFP3.2", "AFP3.3", "AFP3.4"]
    var methods = AFPAuthenticationMethod.allCases.map(\.rawValue)
    var givesTokens = true
    var entriesPerPage = 100
    var volumeAttributes = AFPVolumeAttributes(rawValue: 0x3CEC)
    var user = "ann"
    var password = "secret"
    /// Replies leave in pieces of this many bytes.
    var replyPieceBytes: Int?
    /// The proof of a DHX2 login is spoilt.
    var spoilsProof = false
  }

  /// An AFP request as it came in, login apart.
  struct Arrival: Equatable, Sendable {
    /// Connections are counted from 1.
    var connection: Int
    var id: UInt16
    var command: AFPCommand
    /// The block with the data behind it.
    var payload: [UInt8]
  }

  struct State: Sendable {
    var settings: Settings
    var volume = ScriptedVolume()
    var sessions: [[UInt8]: ScriptedSession] = [:]
    var nextToken: UInt64 = 1
    var faults: [(command: AFPCommand, skip: Int, fault: Fault)] = []
    var arrivals: [Arrival] = []
    var executed: [AFPCommand] = []
    var replayed: [AFPCommand] = []
    var syncs = 0
    var directorySyncs = 0
    var stolenSessions = 0
    var connections = 0
    var tickles = 0
    var attentionReplies = 0
    var logouts = 0
    var held: [@Sendable () -> Void] = []
    var open: [ObjectIdentifier: ScriptedConnection] = [:]

    /// The fault that is due for a command, if any.
    mutating func takeFault(for command: AFPCommand) -> Fault? {
      guard let index = faults.firstIndex(where: { $0.command == command }) else { return nil }
      guard faults[index].skip == 0 else {
        faults[index].skip -= 1
        return nil
      }
      return faults.remove(at: index).fault
    }
  }

  let state: Locked<State>
  private let listener: KernelSocket
  let port: UInt16

  init(_ settings: Settings = Settings()) throws {
    state = Locked(State(settings: settings))
    listener = try KernelSocket(domain: .inet, type: .stream)
    try listener.setNonBlocking(true)
    try listener.bind(to: .loopback(port: 0))
    port = try listener.localAddress().port
    try listener.listen(backlog: 16)
    try listener.setUpcall { [weak self] listener in self?.accept(listener) }
  }

  deinit { stop() }

  func stop() {
    listener.close()
    cutAll()
  }

  /// Makes the `skip + 1`th request of a kind, from now, fail.
  func schedule(_ fault: Fault, for command: AFPCommand, skipping skip: Int = 0) {
    state.withLock { $0.faults.append((command, skip, fault)) }
  }

  /// Sends the replies that were held back.
  func answerHeld() {
    let held = state.withLock { state in
      defer { state.held = [] }
      return state.held
    }
    for reply in held { reply() }
  }

  /// Ends every connection; sessions stay.
  func cutAll() {
    let open = state.withLock { state in
      let open = Array(state.open.values)
      state.open = [:]
      return open
    }
    for connection in open { connection.socket.close() }
  }

  /// Sends a packet of the server's own to every connection.
  func broadcast(_ attention: UInt16) {
    for connection in state.withLock({ Array($0.open.values) }) { connection.attend(attention) }
  }

  func read<Value: Sendable>(_ body: (State) -> Value) -> Value { state.withLock { body($0) } }

  private func accept(_ listener: KernelSocket) {
    while let (socket, _) = try? listener.accept(flags: .dontWait) {
      let connection = state.withLock { state in
        state.connections += 1
        let connection = ScriptedConnection(self, socket, number: state.connections)
        state.open[ObjectIdentifier(connection)] = connection
        return connection
      }
      connection.start()
    }
  }
}
