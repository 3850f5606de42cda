// SPDX-License-Identifier: Apache-2.0
// Servers that forget, dawdle, repeat themselves and hang up: nothing is lost, nothing is invented.

import NFSServer
import ONCRPC
import Synchronization
import Testing
import Wire

@testable import NFSClient

@Suite("Faults", .timeLimit(.minutes(3)))
struct FaultTests {
  @Test("a restart between WRITE and COMMIT loses nothing", arguments: [1, 2, 3])
  func restart(_ times: Int) async throws {
    let rule = FaultRule(
      .restart(down: .milliseconds(20), loses: true), procedures: ["COMMIT"], count: times)
    try await TestMount.with(.directory, faults: [rule]) { test in
      let bytes = pattern(200_000)
      try await test.mount.writeFile("f", bytes)
      #expect(try test.served("f") == bytes)
      #expect(test.mount.client.rewrittenBytes >= bytes.count / 2)
      #expect(test.mount.dirtyBudget.used == 0)
    }
  }

  @Test("a restart in the middle of many WRITEs loses nothing")
  func restartUnderWrites() async throws {
    let rule = FaultRule(
      .restart(down: .milliseconds(20), loses: true), procedures: ["WRITE"], skip: 20, count: 2)
    try await TestMount.with(.directory, faults: [rule]) { test in
      let bytes = pattern(400_000)
      try await test.mount.writeFile("f", bytes)
      #expect(try test.served("f") == bytes)
    }
  }

  @Test("a changed verifier makes what is uncommitted go out again, in every file")
  func verifier() async throws {
    try await TestMount.with(.directory) { test in
      let server = try #require(test.server)
      let one = try await test.mount.open("one", [.write, .create])
      let two = try await test.mount.open("two", [.write, .create])
      try await one.write(pattern(8192), at: 0)
      try await eventually { one.shared.inner.withLock { $0.buffer.unstableBytes == 8192 } }
      server.changeWriteVerifier()
      try await two.write(pattern(8192, seed: 2), at: 0)
      try await eventually { test.mount.client.rewrittenBytes >= 8192 }
      try await two.close()
      try await one.close()
      #expect(try test.served("one") == pattern(8192))
    }
  }

  @Test("JUKEBOX is waited out, with a new call each time")
  func jukebox() async throws {
    let rule = FaultRule(.status(.jukebox), procedures: ["READ", "LOOKUP", "WRITE"], count: 9)
    try await TestMount.with(.memory, faults: [rule]) { test in
      try await test.mount.writeFile("f", [1, 2, 3])
      #expect(try await test.mount.readFile("f") == [1, 2, 3])
      #expect(test.mount.client.jukeboxAnswers == 9)
    }
  }

  @Test("JUKEBOX for ever ends where the configuration says")
  func jukeboxLimit() async throws {
    let rule = FaultRule(.status(.jukebox), procedures: ["GETATTR"], count: nil)
    try await TestMount.with(.memory, faults: [rule]) {
      $0.jukeboxLimit = 3
    } _: { test in
      #expect(
        await refusal { _ = try await test.mount.freshAttributes(of: test.mount.root) } == .jukebox)
    }
  }

  @Test("a full disk is reported by close, once, and hangs nobody")
  func noSpace() async throws {
    let rule = FaultRule(.status(.noSpace), procedures: ["WRITE"], skip: 2, count: nil)
    try await TestMount.with(.memory, faults: [rule]) { test in
      let file = try await test.mount.open("f", [.write, .create])
      let status = await refusal {
        try await file.write(pattern(100_000), at: 0)
        try await file.sync()
      }
      #expect(status == .noSpace)
      test.server?.clearFaults()
      try await file.write([1], at: 0)
      try await file.close()
      #expect(test.mount.dirtyBudget.used == 0)
    }
  }

  /// An operation whose reply is lost with its connection, on a server that forgot the call.
  struct Lost: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var run: @Sendable (NFSMount) async throws -> Void

    init(_ procedure: String, _ run: @escaping @Sendable (NFSMount) async throws -> Void) {
      testDescription = procedure
      self.run = run
    }

    static let all = [
      Lost("REMOVE") { try await $0.remove("file") },
      Lost("RMDIR") { try await $0.removeDirectory("empty") },
      Lost("RENAME") { try await $0.rename("file", to: "renamed") },
      Lost("MKDIR") { _ = try await $0.createDirectory("made") },
      Lost("SYMLINK") { _ = try await $0.createSymbolicLink("link", to: "text") },
      Lost("MKNOD") { _ = try await $0.createNode("fifo", .fifo(NFS3SetAttributes(mode: 0o600))) },
      Lost("LINK") { try await $0.link("file", as: "second") },
      Lost("CREATE") { mount in
        try await mount.open("exclusive", [.write, .create, .exclusive]).close()
      },
    ]
  }

  @Test("a call that ran, lost its reply and ran again is a success", arguments: Lost.all)
  func lostReply(_ lost: Lost) async throws {
    try await TestMount.with(.memory, keepsReplies: false) { test in
      try await test.mount.writeFile("file", [1])
      try await test.mount.createDirectory("empty")
      test.server?.inject(
        FaultRule(.reply(.reset), procedures: [lost.testDescription], count: 1))
      try await lost.run(test.mount)
      #expect(test.server?.statistics.faults == 1)
    }
  }

  @Test("the same errors are believed when the call was sent once", arguments: Lost.all)
  func genuineErrors(_ lost: Lost) async throws {
    guard lost.testDescription != "CREATE" else { return }
    try await TestMount.with(.memory, keepsReplies: false) { test in
      try await test.mount.writeFile("file", [1])
      try await test.mount.createDirectory("empty")
      try await lost.run(test.mount)
      let status = await refusal { try await lost.run(test.mount) }
      #expect(status == .noEntry || status == .exists)
    }
  }

  @Test("what somebody else made meanwhile is not taken for ours")
  func foreignObject() async throws {
    // The call does not run, its connection breaks, and when it is repeated the name is taken.
    try await TestMount.with(.memory, keepsReplies: false) { test in
      let other = try await NFSMount(
        NFSURL(#require(test.server).url()), configuration: .test)
      try await other.createSymbolicLink("link", to: "another text")
      test.server?.inject(FaultRule(.reply(.reset), procedures: ["SYMLINK"], count: 1))
      #expect(
        await refusal { _ = try await test.mount.createSymbolicLink("link", to: "text") }
          == .exists)
      try await other.close()
    }
  }

  @Test("a stale handle on the way of a path is looked up again, once")
  func stale() async throws {
    try await TestMount.with(.memory) { test in
      try await test.mount.createDirectory("d")
      try await test.mount.writeFile("d/f", [5])
      test.server?.inject(FaultRule(.status(.stale), procedures: ["GETATTR"], count: 1))
      #expect(try await test.mount.readFile("d/f") == [5])
      test.server?.inject(
        FaultRule(.status(.stale), procedures: ["GETATTR", "LOOKUP"], count: nil))
      #expect(await refusal { _ = try await test.mount.open("d/f") } == .stale)
    }
  }

  @Test(
    "replies that are cut, doubled, late, out of order or in single bytes change nothing",
    arguments: [
      FaultRule(.reply(.cut), count: nil, percent: 5),
      FaultRule(.reply(.duplicate), count: nil, percent: 20),
      FaultRule(.reply(.delay(.milliseconds(5))), count: nil, percent: 20),
      FaultRule(.reply(.reorder), count: nil, percent: 10),
      FaultRule(.reply(.reset), count: nil, percent: 5),
      FaultRule(.reply(.strangerXID), count: nil, percent: 20),
      FaultRule(.pieces(bytes: 7), count: 1),
    ])
  func replies(_ rule: FaultRule) async throws {
    try await TestMount.with(.directory, faults: [rule]) { test in
      for number in 0..<5 {
        let bytes = pattern(20_000 + number, seed: UInt64(number))
        let path = NFS3Path("f\(number)")
        try await test.mount.writeFile(path, bytes)
        #expect(try await test.mount.readFile(path) == bytes)
        #expect(try test.served("f\(number)") == bytes)
      }
    }
  }

  @Test("a cancelled read ends at once and leaves the mount usable")
  func cancelledCall() async throws {
    try await TestMount.with(.memory) { test in
      try await test.mount.writeFile("f", [1])
      test.server?.inject(FaultRule(.ignore, procedures: ["READ"], count: 1))
      let file = try await test.mount.open("f")
      let reading = Task { try await file.read(at: 0, count: 1) }
      try await eventually { test.server?.statistics.faults == 1 }
      let start = ContinuousClock.now
      reading.cancel()
      await #expect(throws: NFSError.self) { try await reading.value }
      #expect(ContinuousClock.now - start < .seconds(5))
      #expect(try await file.read(at: 0, count: 1) == [1])
      try await file.close()
    }
  }

  @Test("an outage with 1000 calls under way ends with every answer")
  func outage() async throws {
    try await TestMount.with(.memory) { test in
      try await test.mount.writeFile("f", pattern(4096))
      let file = try await test.mount.stat("f").file
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<1000 {
          group.addTask { _ = try await test.mount.client.getAttributes(file).value("GETATTR") }
          if number == 500 {
            group.addTask { test.server?.restart(down: .milliseconds(300)) }
          }
        }
        try await group.waitForAll()
      }
    }
  }
}
