// SPDX-License-Identifier: Apache-2.0
// The stream between client and server: pieces, strays, silence, garbage.

import SystemPackage
import Testing
import Wire

@testable import AFPClient

@Suite("session stream")
struct StreamTests {
  @Test("replies in single bytes are put together")
  func singleBytes() async throws {
    var settings = ScriptedServer.Settings()
    settings.replyPieceBytes = 1
    try await ScriptedServer.run(settings) { _, volume in
      try await volume.writeFile("f", Array("in pieces".utf8))
      #expect(try await volume.readFile("f") == Array("in pieces".utf8))
    }
  }

  @Test("tickles and attentions between request and reply are signs of life, not replies")
  func strays() async throws {
    try await ScriptedServer.run { server, volume in
      let seen = EventLog(volume.session)
      server.schedule(.tickle, for: .createFile)
      for word: UInt16 in [0x3001, 0x2005, 0xA007] {
        server.schedule(.attention(word), for: .createFile)
      }
      for name in ["a", "b", "c", "d"] { try await volume.createFile(name) }
      try await server.wait("attention replies") { $0.attentionReplies == 3 }
      try await seen.wait { $0.filter { $0 == .message("maintenance") }.count == 2 }
      let events = seen.events
      #expect(events.count == 4 && events.contains(.volumeChanged))
      #expect(events.contains(.serverShutsDown(minutes: 7, forbidsReconnect: false)))
    }
  }

  @Test("a client with nothing to say sends tickles")
  func tickles() async throws {
    var configuration = ScriptedServer.quick
    configuration.tickleInterval = .milliseconds(20)
    try await ScriptedServer.run(.init(), configuration) { server, volume in
      try await server.wait("five tickles") { $0.tickles >= 5 }
      try await volume.createFile("still here")
    }
  }

  @Test("a server that stops answering is given up, and the request is repeated elsewhere")
  func stalled() async throws {
    var configuration = ScriptedServer.quick
    configuration.activeTimeout = .milliseconds(150)
    try await ScriptedServer.run(.init(), configuration) { server, volume in
      server.schedule(.stall, for: .getFileDirectoryParameters)
      await #expect { try await volume.status(of: "missing") } throws: { error in
        (error as? AFPError)?.resultCode == .objectNotFound
      }
      #expect(await volume.session.statistics.reconnects >= 1)
    }
  }

  @Test("an idle connection without a sign of life is given up and restored")
  func silentServer() async throws {
    var configuration = ScriptedServer.quick
    configuration.idleTimeout = .milliseconds(100)
    try await ScriptedServer.run(.init(), configuration) { server, volume in
      try await server.wait("a second connection") { $0.connections >= 3 }
      try await volume.createFile("f")
    }
  }

  @Test("garbage instead of a reply costs the connection, not the request")
  func garbage() async throws {
    try await ScriptedServer.run { server, volume in
      server.schedule(.garbage, for: .createFile)
      try await volume.createFile("f")
      #expect(server.read { $0.executed.filter { $0 == .createFile }.count } == 1)
    }
  }

  @Test("a reply that cannot be decoded is an error of its own, and the session goes on")
  func malformed() async throws {
    try await ScriptedServer.run { server, volume in
      try await volume.createFile("f")
      server.schedule(.answer([1, 2, 3]), for: .getFileDirectoryParameters)
      await #expect { try await volume.status(of: "f") } throws: { error in
        if case .malformedReply = (error as? AFPError)?.reason { true } else { false }
      }
      #expect(try await volume.status(of: "f").name == "f")
    }
  }

  @Test("a write that ends elsewhere than asked is an error")
  func wrongEnd() async throws {
    try await ScriptedServer.run { server, volume in
      try await volume.createFile("f")
      server.schedule(.answer([0, 0, 0, 0, 0, 0, 0, 9]), for: .write)
      let fork = try await volume.openFork("f", mode: [.read, .write])
      await #expect { try await fork.write([1, 2, 3], at: 0) } throws: { error in
        if case .unexpectedReply = (error as? AFPError)?.reason { true } else { false }
      }
      try await fork.close()
    }
  }

  @Test(
    "a write that was stored in part goes on where it stopped, and then says why it did not fit")
  func shortWrite() async throws {
    try await ScriptedServer.run { server, volume in
      try await volume.createFile("f")
      let fork = try await volume.openFork("f", mode: [.read, .write])
      server.schedule(.answer([0, 0, 0, 0, 0, 0, 0, 3]), for: .write)
      try await fork.write([1, 2, 3, 4, 5], at: 0)
      #expect(server.read { $0.executed.filter { $0 == .write }.count } == 2)
      server.schedule(.answer([0, 0, 0, 0, 0, 0, 0, 7]), for: .write)
      server.schedule(.refuse(.diskFull), for: .write)
      await #expect { try await fork.write([6, 7, 8], at: 5) } throws: {
        ($0 as? AFPError)?.errno == .noSpace
      }
      try await fork.close()
    }
  }

  @Test("a failed write behind is told once: by the next operation, not lost")
  func writeBehindFailure() async throws {
    try await ScriptedServer.run { server, volume in
      try await volume.createFile("f")
      let fork = try await volume.openFork("f", mode: [.read, .write])
      server.schedule(.refuse(.diskFull), for: .write)
      try await fork.write(behind: [1, 2, 3], at: 0)
      await #expect { try await fork.sync() } throws: { error in
        (error as? AFPError)?.resultCode == .diskFull && (error as? AFPError)?.errno == .noSpace
      }
      try await fork.write([1, 2, 3], at: 0)
      try await fork.sync()
      try await fork.close()
      #expect(server.content(of: "f") == [1, 2, 3])
    }
  }

  @Test("an urgent write overtakes those that wait in line", .timeLimit(.minutes(1)))
  func urgentWrite() async throws {
    var configuration = ScriptedServer.quick
    configuration.maximumOutstandingWriteBytes = 100
    try await ScriptedServer.run(.init(), configuration) { server, volume in
      try await volume.createFile("data")
      try await volume.createFile("beat")
      let data = try await volume.openFork("data", mode: [.read, .write])
      let beat = try await volume.openFork("beat", mode: [.read, .write])
      server.schedule(.stall, for: .write)
      let block = [UInt8](repeating: 7, count: 100)
      for index in 0..<5 { try await data.write(behind: block, at: UInt64(index * block.count)) }
      try await server.wait("the stalled write") { !$0.arrivals(of: .write).isEmpty }
      try await beat.write(urgently: [1, 2, 3], at: 0)
      #expect(server.content(of: "beat") == [1, 2, 3])
      #expect(server.content(of: "data") == [])
      server.cutAll()
      try await data.settle()
      #expect(server.content(of: "data")?.count == 500)
      try await data.close()
      try await beat.close()
    }
  }

  @Test("writes stay within the quantum, and are all there")
  func smallQuantum() async throws {
    var settings = ScriptedServer.Settings()
    settings.quantum = 32_000
    try await ScriptedServer.run(settings) { server, volume in
      let bytes = (0..<1_000_003).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      try await volume.writeFile("f", bytes)
      #expect(server.content(of: "f") == bytes)
      #expect(try await volume.readFile("f") == bytes)
      #expect(server.read { $0.executed.filter { $0 == .write }.count } > 31)
    }
  }

  @Test("a long run of writes never makes an old answer serve a new sync")
  func wrapHazard() async throws {
    try await ScriptedServer.run { server, volume in
      try await volume.createFile("f")
      let fork = try await volume.openFork("f", mode: [.read, .write])
      let block = [UInt8](repeating: 1, count: 16)
      try await fork.sync()
      // 65,535 requests later the same id would come round.
      for round in 0..<66 {
        let count = round == 65 ? 1000 : 993
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<16 {
            group.addTask {
              for _ in 0..<count / 16 { try await fork.write(behind: block, at: 0) }
            }
          }
          try await group.waitForAll()
        }
      }
      for _ in 0..<200 { try await fork.sync() }
      try await fork.close()
      #expect(server.read { $0.syncs } == 201)
      #expect(server.read { $0.replayed }.isEmpty)
    }
  }

  @Test("a session that is closed answers further requests with sessionEnded")
  func afterClose() async throws {
    let server = try ScriptedServer()
    let session = try await server.session()
    let volume = try await session.openVolume("volume")
    await session.close()
    await session.close()
    await #expect(throws: AFPError("FPCreateFile of f", .sessionEnded)) {
      try await volume.createFile("f")
    }
    #expect(server.read { $0.logouts } == 1)
  }
}
