// SPDX-License-Identifier: Apache-2.0
// Logins, refusals and broken connections on a real server.

import AFPClient
import SocketKPI
import SystemPackage
import Testing
import Wire

@Suite("live AFP server, faults", .enabled(if: LiveServer.isPresent), .serialized)
struct LiveFaultTests {
  @Test(
    "both password methods log in", .enabled(if: LiveServer.isUser),
    arguments: [AFPAuthenticationMethod.dhx2, .clearText])
  func methods(method: AFPAuthenticationMethod) async throws {
    var configuration = AFPConfiguration()
    configuration.onlyMethod = method
    let session = try await LiveServer.session(configuration)
    #expect(session.authenticationMethod == method)
    let volumes = try await session.serverParameters().volumes.map(\.name)
    #expect(volumes.contains(try #require(LiveServer.url?.volume)))
    await session.close()
  }

  @Test("a guest sees the guest's volume and not the user's", .enabled(if: LiveServer.hasGuest))
  func guest() async throws {
    let name = try #require(LiveServer.variable("AFP_TEST_GUEST_VOLUME"))
    let session = try await LiveServer.session(credentials: .guest)
    let volume = try await session.openVolume(name)
    let file = "guest-\(UInt32.random(in: .min ... .max))"
    try await volume.writeFile(file, [1, 2, 3])
    #expect(try await volume.readFile(file) == [1, 2, 3])
    try await volume.delete(file)
    if LiveServer.isUser {
      let other = try #require(LiveServer.url?.volume)
      await #expect { _ = try await session.openVolume(other) } throws: {
        ($0 as? AFPError)?.resultCode == .objectNotFound
      }
    }
    await session.close()
  }

  @Test(
    "a wrong password is refused as such, by both methods", .enabled(if: LiveServer.isUser),
    arguments: [AFPAuthenticationMethod.dhx2, .clearText])
  func wrongPassword(method: AFPAuthenticationMethod) async throws {
    var configuration = AFPConfiguration()
    configuration.onlyMethod = method
    let user = try #require(LiveServer.url?.user)
    await #expect {
      try await LiveServer.session(
        configuration,
        credentials: .user(user, password: AFPPassword("wr0ng"), allowsClearText: true))
    } throws: {
      ($0 as? AFPError)?.resultCode == .userNotAuthenticated
    }
  }

  @Test("a missing volume is reported as such")
  func missingVolume() async throws {
    let session = try await LiveServer.session()
    await #expect { _ = try await session.openVolume("no such volume") } throws: {
      ($0 as? AFPError)?.resultCode == .objectNotFound
    }
    await session.close()
  }

  @Test("a read-only volume refuses changes with EROFS", .enabled(if: LiveServer.hasReadOnly))
  func readOnly() async throws {
    let session = try await LiveServer.session()
    let volume = try await session.openVolume(
      try #require(LiveServer.variable("AFP_TEST_READONLY_VOLUME")))
    #expect(volume.attributes.contains(.readOnly))
    await #expect { try await volume.createFile("f") } throws: {
      ($0 as? AFPError)?.errno == .readOnlyFileSystem
    }
    await session.close()
  }

  @Test(
    "a full disk is ENOSPC, and the session goes on after truncating",
    .enabled(if: LiveServer.hasSmall))
  func diskFull() async throws {
    let session = try await LiveServer.session()
    let volume = try await session.openVolume(
      try #require(LiveServer.variable("AFP_TEST_FULL_VOLUME")))
    let free = Int(try #require(try await volume.parameters().bytesFree))
    try #require(free < 256 << 20, "the volume for this test is small")
    let file = "full-\(UInt32.random(in: .min ... .max))"
    try await volume.createFile(file)
    let fork = try await volume.openFork(file, mode: [.read, .write])
    await #expect {
      try await fork.write([UInt8](repeating: 1, count: free + (4 << 20)), at: 0)
    } throws: { ($0 as? AFPError)?.errno == .noSpace }
    try await fork.setLength(0)
    try await fork.write([1, 2, 3], at: 0)
    try await fork.sync()
    #expect(try await fork.read(at: 0, count: 10) == [1, 2, 3])
    try await fork.close()
    try await volume.delete(file)
    await session.close()
  }

  @Test("connections cut under writes, creates and reads: the session goes on, nothing is lost")
  func cutConnections() async throws {
    try await LiveServer.inDirectory { volume, directory in
      let piece = 200_000
      try await volume.createFile("\(directory)/data")
      let fork = try await volume.openFork("\(directory)/data", mode: [.read, .write, .denyWrite])
      for round in 0..<6 {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for index in 0..<10 {
            group.addTask {
              let number = round * 10 + index
              let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: piece)
              try await fork.write(bytes, at: UInt64(number * piece))
            }
            group.addTask { try await volume.createFile("\(directory)/f\(round)-\(index)") }
          }
          group.addTask { try await Self.cut(volume.session) }
          try await group.waitForAll()
        }
      }
      try await fork.sync()
      for number in 0..<60 {
        let back = try await fork.read(at: UInt64(number * piece), count: piece)
        #expect(back == [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: piece))
      }
      try await fork.close()
      #expect(try await volume.allEntries(of: directory).count == 61)
      let statistics = await volume.session.statistics
      #expect(statistics.reconnects > 0 && statistics.sessionsReplaced == 0)
    }
  }

  /// Ends the TCP connection as a router would.
  private static func cut(_ session: AFPSession) async throws {
    try await Task.sleep(for: .milliseconds(3))
    try? await session.socket?.shutdown(.both)
  }

  @Test("a session left behind with its deny modes is ended by the next one of the same client")
  func lockStealing() async throws {
    try await LiveServer.inDirectory { volume, directory in
      let path = "\(directory)/held"
      try await volume.writeFile(path, [1])
      var configuration = AFPConfiguration()
      configuration.clientID = "kpi-test-\(UInt32.random(in: .min ... .max))"
      configuration.recoveryTimeout = .zero
      let old = try await LiveServer.session(configuration)
      let oldVolume = try await old.openVolume(volume.name)
      _ = try await oldVolume.openFork(path, mode: [.read, .write, .denyRead, .denyWrite])
      try? await old.socket?.shutdown(.both)  // no logout: the server keeps the session
      await #expect { _ = try await volume.openFork(path, mode: [.read]) } throws: {
        ($0 as? AFPError)?.resultCode == .denyConflict
      }
      let new = try await LiveServer.session(configuration)
      let fork = try await new.openVolume(volume.name).openFork(path, mode: [.read, .denyWrite])
      #expect(try await fork.read(at: 0, count: 1) == [1])
      try await fork.close()
      await new.close()
      await old.close()
    }
  }
}
