// SPDX-License-Identifier: Apache-2.0
// What goes over a new connection: every unanswered request, by its own rule.

import SocketKPI
import Testing
import Wire

@testable import AFPClient

@Suite("replay", .timeLimit(.minutes(1)))
struct ReplayTests {
  /// Starts `count` creations of which none is answered; the server has done every other one.
  private func createUnanswered(
    _ count: Int, on server: ScriptedServer, _ volume: AFPVolume
  ) async throws -> [Task<Void, any Error>] {
    for index in 0..<count {
      server.schedule(index.isMultiple(of: 2) ? .mute : .stall, for: .createFile)
    }
    let tasks = (0..<count).map { index in Task { try await volume.createFile("f\(index)") } }
    try await server.wait("all requests") { $0.arrivals(of: .createFile).count == count }
    return tasks
  }

  @Test("each slot's request goes again with its id and its bytes, in order, before any new one")
  func slotBySlot() async throws {
    try await ScriptedServer.run { server, volume in
      let tasks = try await createUnanswered(20, on: server, volume)
      let behind = Task { try await volume.status(of: "f0") }
      let before = server.read { $0.arrivals(of: .createFile) }
      server.cutAll()
      for task in tasks { try await task.value }
      _ = try await behind.value
      let (all, after) = server.read { state in
        let after = state.arrivals.drop { $0.connection == before[0].connection }
        return (after, after.filter { $0.command == .createFile })
      }
      #expect(after.map(\.id) == before.map(\.id))
      #expect(after.map(\.payload) == before.map(\.payload))
      // The session is taken over first; nothing new comes between the requests of the slots.
      let takeOver = try #require(all.firstIndex { $0.command == .disconnectOldSession })
      let first = try #require(all.firstIndex { $0.command == .createFile })
      #expect(takeOver < first)
      #expect(all[first...].prefix(20).map(\.command) == Array(repeating: .createFile, count: 20))
      #expect(server.read { $0.replayed } == Array(repeating: .createFile, count: 10))
      #expect(server.read { $0.executed.count { $0 == .createFile } } == 20)
      #expect(server.read { $0.volume.children(of: .root).count } == 20)
    }
  }

  @Test("a connection that breaks in the middle of the replay changes nothing")
  func brokenReplay() async throws {
    try await ScriptedServer.run { server, volume in
      let tasks = try await createUnanswered(12, on: server, volume)
      let ids = server.read { Set($0.arrivals(of: .createFile).map(\.id)) }
      server.schedule(.cutBeforeExecuting, for: .createFile, skipping: 5)
      server.cutAll()
      for task in tasks { try await task.value }
      #expect(server.read { Set($0.arrivals(of: .createFile).map(\.id)) } == ids)
      #expect(server.read { $0.executed.count { $0 == .createFile } } == 12)
      #expect(await volume.session.statistics.reconnects == 2)
    }
  }

  @Test("an unanswered change stays in the server's cache: no more is sent than it remembers")
  func cacheBound() async throws {
    var settings = ScriptedServer.Settings()
    settings.replayCacheSize = 8
    try await ScriptedServer.run(settings) { server, volume in
      server.schedule(.mute, for: .createFile)
      let first = Task { try await volume.createFile("first") }
      try await server.wait("the first") { $0.arrivals(of: .createFile).count == 1 }
      let others = (0..<30).map { index in Task { try await volume.createFile("f\(index)") } }
      // Seven more ids fit into the cache beside the first one.
      try await server.wait("as many as fit") { $0.arrivals(of: .createFile).count == 8 }
      server.cutAll()
      for task in [first] + others { try await task.value }
      #expect(server.read { $0.executed.count { $0 == .createFile } } == 31)
      #expect(server.read { $0.replayed } == [.createFile])
    }
  }

  @Test("what only reads goes again with a new id, whose answer is no older than the request")
  func newNumbers() async throws {
    try await ScriptedServer.run { server, volume in
      try await volume.writeFile("f", [1, 2, 3])
      server.schedule(.mute, for: .getFileDirectoryParameters)
      let status = Task { try await volume.status(of: "f") }
      try await server.wait("the request") {
        $0.arrivals(of: .getFileDirectoryParameters).count == 1
      }
      server.cutAll()
      #expect(try await status.value.size == 3)
      let ids = server.read { $0.arrivals(of: .getFileDirectoryParameters).map(\.id) }
      #expect(ids.count == 2 && ids[0] != ids[1])
      #expect(server.read { $0.replayed }.isEmpty)
    }
  }

  @Test("a new session opens volume and forks again, with their modes and locks")
  func secondaryReopen() async throws {
    try await ScriptedServer.run { server, volume in
      let modes: [AFPForkMode] = [[.read], [.read, .write], [.read, .write, .denyWrite]]
      var forks: [AFPFork] = []
      for (index, mode) in modes.enumerated() {
        try await volume.writeFile("f\(index)", [UInt8(index)])
        forks.append(try await volume.openFork("f\(index)", mode: mode))
      }
      try await forks[1].lock(at: 10, length: 20)
      let before = server.read { $0.arrivals.count }
      server.schedule(.restart, for: .getServerParameters)
      _ = try await volume.session.serverParameters()
      let after = server.read { $0.arrivals.dropFirst(before) }
      #expect(after.count { $0.command == .openVolume } == 1)
      #expect(after.count { $0.command == .byteRangeLock } == 1)
      let open = server.read { $0.sessions.values.flatMap(\.forks.values).map(\.mode) }
      #expect(open.count == 3 && modes.allSatisfy(open.contains))
      for (index, fork) in forks.enumerated() {
        #expect(try await fork.read(at: 0, count: 1) == [UInt8(index)])
        try await fork.close()
      }
    }
  }

  @Test(
    "the class is set on whatever connection replaces the last one",
    arguments: [ScriptedServer.Fault.cutBeforeExecuting, .restart])
  func trafficClass(fault: ScriptedServer.Fault) async throws {
    let server = try ScriptedServer()
    var configuration = ScriptedServer.quick
    configuration.trafficClass = .background
    let session = try await server.session(configuration)
    var sockets = [try #require(await session.socket)]
    for _ in 0..<3 {
      server.schedule(fault, for: .getServerParameters)
      _ = try await session.serverParameters()
      sockets.append(try #require(await session.socket))
      #expect(sockets[sockets.count - 1] !== sockets[sockets.count - 2])
      #expect(sockets[sockets.count - 1].trafficClass == .background)
    }
    // Changed while the connection is away: the next one has the new class.
    let before = server.read { $0.arrivals(of: .getServerParameters).count }
    server.schedule(.stall, for: .getServerParameters)
    let waiting = Task { try await session.serverParameters() }
    try await server.wait("the request") {
      $0.arrivals(of: .getServerParameters).count == before + 1
    }
    server.cutAll()
    // The old socket may refuse, being closed under the call; the next one has it all the same.
    try? await session.setTrafficClass(.backgroundSystem)
    _ = try await waiting.value
    #expect(await session.socket?.trafficClass == .backgroundSystem)
    await session.close()
  }
}

extension ScriptedServer.State {
  /// The requests of one kind, as they came in.
  func arrivals(of command: AFPCommand) -> [ScriptedServer.Arrival] {
    arrivals.filter { $0.command == command }
  }
}
