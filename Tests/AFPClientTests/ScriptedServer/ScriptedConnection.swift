// SPDX-License-Identifier: Apache-2.0
// One connection of the scripted server.

import SocketKPI
import SystemPackage
import Wire

@testable import AFPClient

/// Cuts the stream into packets, runs them against the server's state, and obeys its faults.
final class ScriptedConnection: Sendable {
  private struct Inbox {
    var assembler = FrameAssembler(maximumPayloadBytes: 64 << 20)
    /// The token of the session this connection serves.
    var token: [UInt8]?
    var login: ScriptedLogin?
    var outbox: [UInt8] = []
  }

  let socket: KernelSocket
  /// The server lets go of a connection when it ends, so this is no lasting cycle.
  private let server: ScriptedServer
  private let number: Int
  private let inbox = Locked(Inbox())

  init(_ server: ScriptedServer, _ socket: KernelSocket, number: Int) {
    self.server = server
    self.number = number
    self.socket = socket
  }

  func start() {
    try? socket.setNonBlocking(true)
    try? socket.setUpcall { [weak self] _ in self?.serve() }
    serve()
  }

  private func serve() {
    push([])
    while true {
      let frames: [DSIFrame]? = inbox.withLock { inbox in
        do {
          let count = try inbox.assembler.fill { bytes throws(Errno) in
            try socket.receive(into: &bytes, flags: .dontWait)
          }
          guard count > 0 else { return nil }
          var frames: [DSIFrame] = []
          while let frame = try inbox.assembler.next() { frames.append(frame) }
          return frames
        } catch { return nil }
      }
      guard let frames else { return }
      for frame in frames { handle(frame) }
    }
  }

  // MARK: Out

  private func push(_ bytes: [UInt8]) {
    inbox.withLock { inbox in
      inbox.outbox.append(contentsOf: bytes)
      while !inbox.outbox.isEmpty {
        let piece = server.read { $0.settings.replyPieceBytes } ?? inbox.outbox.count
        let part = Array(inbox.outbox.prefix(piece))
        guard let count = try? socket.send(head: part[...], data: nil) else { return }
        inbox.outbox.removeFirst(count)
      }
    }
  }

  private func packet(_ header: DSIHeader, _ body: [UInt8]) -> [UInt8] {
    var writer = AFPWriter()
    header.encode(into: &writer)
    return writer.bytes + body
  }

  private func reply(_ frame: DSIFrame, _ result: AFPResultCode, _ body: [UInt8]) {
    push(
      packet(
        DSIHeader(
          reply: frame.header.command, id: frame.header.requestID, result: result,
          length: UInt32(body.count)), body))
  }

  func attend(_ word: UInt16) {
    push(
      packet(
        DSIHeader(request: .attention, id: 0, length: 2),
        [UInt8(truncatingIfNeeded: word >> 8), UInt8(truncatingIfNeeded: word)]))
  }

  private func cut() {
    socket.close()
    server.state.withLock { $0.open[ObjectIdentifier(self)] = nil }
  }

  // MARK: In

  private func handle(_ frame: DSIFrame) {
    guard frame.header.kind == .request else {
      if frame.header.command == .attention {
        server.state.withLock { $0.attentionReplies += 1 }
      }
      return
    }
    switch frame.header.command {
    case .getStatus: reply(frame, .noError, information())
    case .openSession:
      let options = server.read {
        DSISessionOptions(
          requestQuantum: $0.settings.quantum,
          replayCacheSize: $0.settings.replayCacheSize > 0
            ? UInt32($0.settings.replayCacheSize) : nil)
      }
      var writer = AFPWriter()
      options.encode(into: &writer)
      reply(frame, .noError, writer.bytes)
    case .tickle: server.state.withLock { $0.tickles += 1 }
    case .closeSession:
      push(packet(DSIHeader(request: .closeSession, id: 0), []))
      cut()
    case .command, .write: run(frame)
    case .attention: break
    }
  }

  private func information() -> [UInt8] {
    let information = server.read {
      AFPServerInformation(
        machineType: "Scripted", versions: $0.settings.versions,
        authenticationMethods: $0.settings.methods, flags: [.tcp], serverName: Array("test".utf8))
    }
    var writer = AFPWriter()
    information.encode(into: &writer)
    return writer.bytes
  }

  private func run(_ frame: DSIFrame) {
    let isWrite = frame.header.command == .write
    let cutAt = isWrite ? Int(frame.header.dataOffset) : frame.payload.count
    let block = Array(frame.payload.prefix(cutAt))
    let data = isWrite ? Array(frame.payload.dropFirst(cutAt)) : nil
    guard let command = block.first.flatMap(AFPCommand.init(rawValue:)) else {
      return reply(frame, .callNotSupported, [])
    }
    if [.login, .loginExtended, .loginContinue].contains(command) { return login(frame, block) }
    let fault = server.state.withLock { state in
      state.arrivals.append(
        .init(
          connection: number, id: frame.header.requestID, command: command,
          payload: frame.payload))
      return state.takeFault(for: command)
    }
    if let fault, !begin(fault, frame, block, data) { return }
    if command == .disconnectOldSession { return takeOver(frame, block) }
    guard let answer = execute(frame, block, data) else {
      return reply(frame, .userNotAuthenticated, [])
    }
    if command == .logout { logout() }
    switch fault {
    case .cutAfterExecuting: cut()
    case .mute: break
    case .hold:
      server.state.withLock { state in
        state.held.append { self.reply(frame, answer.result, answer.body) }
      }
    case .answer(let body): reply(frame, .noError, body)
    case .garbage: push([UInt8](repeating: 0x5a, count: 32))
    default: reply(frame, answer.result, answer.body)
    }
  }

  private func execute(
    _ frame: DSIFrame, _ block: [UInt8], _ data: [UInt8]?
  ) -> ScriptedServer.State.Answer? {
    guard let token = inbox.withLock({ $0.token }) else { return nil }
    return server.state.withLock { state in
      guard var session = state.sessions[token] else { return nil }
      let answer = state.execute(
        &session, id: frame.header.requestID, block: block, data: data)
      state.sessions[token] = session
      return answer
    }
  }

  /// The part of a fault that comes before execution; false when there will be none.
  private func begin(
    _ fault: ScriptedServer.Fault, _ frame: DSIFrame, _ block: [UInt8], _ data: [UInt8]?
  ) -> Bool {
    switch fault {
    case .cutBeforeExecuting: cut()
    case .cutInside(let count):
      _ = execute(frame, block, data.map { Array($0.prefix(count)) })
      cut()
    case .restart:
      server.state.withLock { $0.sessions = [:] }
      cut()
    case .refuse(let code): reply(frame, code, [])
    case .stall: break
    case .attention(let word):
      attend(word)
      return true
    case .tickle:
      push(packet(DSIHeader(request: .tickle, id: 1), []))
      return true
    case .cutAfterExecuting, .mute, .hold, .answer, .garbage: return true
    }
    return false
  }

  private func takeOver(_ frame: DSIFrame, _ block: [UInt8]) {
    guard let request = try? AFPDisconnectOldSessionRequest(block: block) else {
      return reply(frame, .parameterError, [])
    }
    let mine = inbox.withLock { $0.token }
    let found = server.state.withLock { state in
      guard state.sessions[request.token] != nil, request.token != mine else { return false }
      if let mine { state.sessions[mine] = nil }
      return true
    }
    guard found else { return reply(frame, .miscellaneous, []) }
    inbox.withLock { $0.token = request.token }
    reply(frame, .noError, [])
  }

  private func logout() {
    let token = inbox.withLock { $0.token }
    server.state.withLock { state in
      state.logouts += 1
      if let token { state.sessions[token] = nil }
    }
  }

  // MARK: Login

  private func login(_ frame: DSIFrame, _ block: [UInt8]) {
    let settings = server.read { $0.settings }
    var login = inbox.withLock { $0.login } ?? ScriptedLogin(settings)
    let outcome = login.step(block)
    inbox.withLock { $0.login = login }
    if outcome.result == .noError { beginSession(login.user) }
    reply(frame, outcome.result, outcome.body)
    guard outcome.result != .noError, outcome.result != .authContinue else { return }
    attend(0x8000)
    push(packet(DSIHeader(request: .closeSession, id: 1), []))
    cut()
  }

  private func beginSession(_ user: String) {
    let token = server.state.withLock { state in
      var writer = AFPWriter()
      writer.append(state.nextToken)
      let first = UInt16(truncatingIfNeeded: state.nextToken)
      state.nextToken += 1
      // Numbers differ from session to session, so that a stale one is found out.
      state.sessions[writer.bytes] = ScriptedSession(
        token: writer.bytes, user: user, nextVolume: first * 10, nextFork: first * 256)
      return writer.bytes
    }
    inbox.withLock { $0.token = token }
  }
}
