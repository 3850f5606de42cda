// SPDX-License-Identifier: Apache-2.0
// Connections that break: before, inside and after requests.

import SocketKPI
import SystemPackage
import Testing
import Wire

@testable import AFPClient

@Suite("recovery")
struct RecoveryTests {
  @Test("a create whose reply was lost is not done twice")
  func createAfterExecution() async throws {
    try await ScriptedServer.run { server, volume in
      server.schedule(.cutAfterExecuting, for: .createFile)
      try await volume.createFile("once")
      #expect(server.read { $0.executed.filter { $0 == .createFile }.count } == 1)
      #expect(server.read { $0.replayed } == [.createFile])
      let statistics = await volume.session.statistics
      #expect(statistics.reconnects == 1 && statistics.sessionsReplaced == 0)
      #expect(statistics.repeatedRequests == 1)
    }
  }

  @Test("a create that never arrived is done after the reconnect")
  func createBeforeExecution() async throws {
    try await ScriptedServer.run { server, volume in
      server.schedule(.cutBeforeExecuting, for: .createFile)
      try await volume.createFile("once")
      #expect(server.content(of: "once") == [])
      #expect(server.read { $0.replayed }.isEmpty)
    }
  }

  @Test("a made directory whose reply was lost can be used: its id is not taken from a stale body")
  func directoryAfterExecution() async throws {
    try await ScriptedServer.run { server, volume in
      server.schedule(.cutAfterExecuting, for: .createDirectory)
      try await volume.makeDirectory("d")
      try await volume.writeFile("d/f", [1, 2, 3])
      #expect(try await volume.readFile("d/f") == [1, 2, 3])
      #expect(server.read { $0.executed.filter { $0 == .createDirectory }.count } == 1)
    }
  }

  @Test("the server's refusal is replayed too", arguments: [AFPCommand.delete, .createDirectory])
  func replayedRefusal(command: AFPCommand) async throws {
    try await ScriptedServer.run { server, volume in
      try await volume.makeDirectory("taken")
      try await volume.writeFile("taken/f", [1])
      server.schedule(.cutAfterExecuting, for: command)
      await #expect(throws: AFPError.self) {
        if command == .delete {
          try await volume.delete("taken")
        } else {
          try await volume.makeDirectory("taken")
        }
      }
      #expect(server.read { $0.replayed } == [command])
    }
  }

  @Test("a write cut anywhere is written again, whole")
  func tornWrite() async throws {
    try await ScriptedServer.run { server, volume in
      try await volume.createFile("w")
      let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
      try await volume.withFork("w", mode: [.read, .write]) { fork throws(AFPError) in
        for (round, fault) in [
          ScriptedServer.Fault.cutBeforeExecuting, .cutInside(storing: 1),
          .cutInside(storing: 50_000), .cutAfterExecuting,
        ].enumerated() {
          server.schedule(fault, for: .write)
          try await fork.write(bytes, at: UInt64(round * bytes.count))
        }
        try await fork.sync()
      }
      #expect(server.content(of: "w") == bytes + bytes + bytes + bytes)
      #expect(await volume.session.statistics.reconnects == 4)
    }
  }

  @Test("many tasks in flight lose nothing when the connection is cut under them")
  func manyInFlight() async throws {
    try await ScriptedServer.run { server, volume in
      for skip in [10, 60, 200] {
        server.schedule(.cutAfterExecuting, for: .createFile, skipping: skip)
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for index in 0..<300 {
          group.addTask { try await volume.createFile("f\(index)") }
        }
        try await group.waitForAll()
      }
      #expect(server.read { $0.volume.children(of: .root).count } == 300)
      #expect(server.read { $0.executed.filter { $0 == .createFile }.count } == 300)
    }
  }

  @Test("a fork that was being opened when the connection broke is opened once")
  func openFork() async throws {
    try await ScriptedServer.run { server, volume in
      try await volume.writeFile("f", [1, 2, 3])
      try await volume.writeFile("g", [4])
      let other = try await volume.openFork("g", mode: [.read, .write, .denyWrite])
      try await other.write([5, 6], at: 0)
      server.schedule(.cutAfterExecuting, for: .openFork)
      // With a deny mode, a fork left behind would keep this very open from succeeding.
      let fork = try await volume.openFork("f", mode: [.read, .write, .denyRead, .denyWrite])
      #expect(try await fork.read(at: 0, count: 3) == [1, 2, 3])
      #expect(try await other.read(at: 0, count: 2) == [5, 6])
      try await other.sync()
      try await fork.close()
      try await other.close()
    }
  }

  @Test("after a server restart a new session replaces the old one, forks reopened")
  func restart() async throws {
    try await ScriptedServer.run { server, volume in
      try await volume.writeFile("f", [1, 2, 3])
      let fork = try await volume.openFork("f", mode: [.read, .write])
      server.schedule(.restart, for: .read)
      #expect(try await fork.read(at: 0, count: 3) == [1, 2, 3])
      #expect(await volume.session.replacements == 1)
      try await fork.write([9], at: 0)
      try await fork.sync()
      try await fork.close()
      #expect(server.content(of: "f") == [9, 2, 3])
    }
  }

  @Test("writes that no sync covered are reported lost after a restart, synced ones are not")
  func lostWrites() async throws {
    try await ScriptedServer.run { server, volume in
      try await volume.createFile("synced")
      try await volume.createFile("unsynced")
      let synced = try await volume.openFork("synced", mode: [.read, .write])
      let unsynced = try await volume.openFork("unsynced", mode: [.read, .write])
      try await synced.write([1, 2, 3, 4], at: 0)
      try await synced.sync()
      try await unsynced.write([1, 2], at: 0)
      try await unsynced.sync()
      try await unsynced.write([3, 4], at: 2)
      server.schedule(.restart, for: .getServerParameters)
      _ = try await volume.session.serverParameters()
      #expect(try await synced.read(at: 0, count: 4) == [1, 2, 3, 4])
      await #expect(throws: AFPError("FPSyncFork of unsynced", .forkLost(syncedThrough: 2))) {
        try await unsynced.sync()
      }
      try await unsynced.close()  // told already
      try await synced.close()
    }
  }

  @Test("closing a fork whose writes may be lost says so, once nobody was told before")
  func lossAtClose() async throws {
    try await ScriptedServer.run { server, volume in
      try await volume.createFile("f")
      let fork = try await volume.openFork("f", mode: [.read, .write])
      try await fork.write([1], at: 0)
      server.schedule(.restart, for: .getServerParameters)
      _ = try await volume.session.serverParameters()
      await #expect { try await fork.close() } throws: { AFPError.isLoss($0) }
    }
  }

  @Test("a change that was under way when the server restarted has an unknown outcome, and says so")
  func unknownOutcome() async throws {
    try await ScriptedServer.run { server, volume in
      server.schedule(.restart, for: .createFile)
      await #expect(throws: AFPError("FPCreateFile of f", .outcomeUnknown)) {
        try await volume.createFile("f")
      }
      // What can be repeated without harm is repeated.
      server.schedule(.restart, for: .setFileDirectoryParameters)
      try await volume.createFile("f")
      try await volume.set(AFPItemSettings(modificationDate: AFPDate(rawValue: 7)), of: "f")
      #expect(try await volume.status(of: "f").modificationDate == AFPDate(rawValue: 7))
    }
  }

  @Test("no attempt is made when the server asked its clients to stay away")
  func stayAway() async throws {
    let server = try ScriptedServer()
    let session = try await server.session()
    server.schedule(.attention(0xB000), for: .getServerParameters)
    _ = try await session.serverParameters()
    server.cutAll()
    await #expect {
      while true { _ = try await session.serverParameters() }
    } throws: { error in
      (error as? AFPError)?.reason == .serverShutDown(mayReturn: false)
    }
    #expect(server.read { $0.connections } == 2)  // status and session
    await session.close()
  }

  @Test("a server that stays away ends the session after the recovery time, and every waiter knows")
  func neverReturns() async throws {
    let server = try ScriptedServer()
    var configuration = ScriptedServer.quick
    configuration.recoveryTimeout = .milliseconds(200)
    let session = try await server.session(configuration)
    let volume = try await session.openVolume("volume")
    server.stop()
    await #expect { try await volume.createFile("f") } throws: { error in
      guard case .connectionLost = (error as? AFPError)?.reason else { return false }
      return (error as? AFPError)?.isTransient == true
    }
    await #expect(throws: AFPError.self) { try await volume.createFile("g") }
    await session.close()
  }

  @Test("an older session of the same client is ended, so that its deny modes are gone")
  func lockStealing() async throws {
    let server = try ScriptedServer()
    var configuration = ScriptedServer.quick
    configuration.clientID = "installation-1"
    let old = try await server.session(configuration)
    let oldVolume = try await old.openVolume("volume")
    try await oldVolume.createFile("f")
    _ = try await oldVolume.openFork("f", mode: [.read, .write, .denyRead, .denyWrite])
    server.cutAll()
    let new = try await server.session(configuration)
    let volume = try await new.openVolume("volume")
    let fork = try await volume.openFork("f", mode: [.read, .write, .denyWrite])
    try await fork.close()
    #expect(server.read { $0.stolenSessions } >= 1)
    await new.close()
    await old.close()
  }

  @Test("the traffic class is set on every connection of the session")
  func trafficClass() async throws {
    let server = try ScriptedServer()
    var configuration = ScriptedServer.quick
    configuration.trafficClass = .background
    let session = try await server.session(configuration)
    let first = try #require(await session.socket)
    #expect(first.trafficClass == .background)
    server.schedule(.cutBeforeExecuting, for: .getServerParameters)
    _ = try await session.serverParameters()
    let second = try #require(await session.socket)
    #expect(second !== first && second.trafficClass == .background)
    try await session.setTrafficClass(.bestEffort)
    #expect(second.trafficClass == .bestEffort)
    server.schedule(.cutBeforeExecuting, for: .getServerParameters)
    _ = try await session.serverParameters()
    let third = try #require(await session.socket)
    #expect(third !== second && third.trafficClass == .bestEffort)
    await session.close()
  }
}
