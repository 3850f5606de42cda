// SPDX-License-Identifier: Apache-2.0
// Open files whose names go away, and what cannot be opened.

import NFSServer
import ONCRPC
import Synchronization
import Testing
import Wire

@testable import NFSClient

@Suite("Open files", .timeLimit(.minutes(2)))
struct OpenFilesTests {
  @Test("a file that is removed while open stays readable, and is gone after its last close")
  func sillyRename() async throws {
    try await TestMount.with(.directory) { test in
      let local = try #require(test.local)
      try await test.mount.writeFile("f", [1, 2, 3])
      let first = try await test.mount.open("f", [.read, .write])
      let second = try await test.mount.open("f")
      try await test.mount.remove("f")
      #expect(await refusal { _ = try await test.mount.stat("f") } == .noEntry)
      #expect(try local.names().allSatisfy { $0.hasPrefix(".nfs") })
      try await first.write([4], at: 3)
      try await first.close()
      #expect(try await second.read(at: 0, count: 10) == [1, 2, 3, 4])
      try await second.close()
      #expect(try local.names().isEmpty)
    }
  }

  @Test("a file that is replaced by a rename while open stays readable")
  func replacedWhileOpen() async throws {
    try await TestMount.with { test in
      try await test.mount.writeFile("old", [1])
      try await test.mount.writeFile("new", [2])
      let file = try await test.mount.open("old")
      try await test.mount.rename("new", to: "old")
      #expect(try await file.read(at: 0, count: 1) == [1])
      #expect(try await test.mount.readFile("old") == [2])
      try await file.close()
      var names: [NFS3Name] = []
      for try await item in try await test.mount.list("/") { names.append(item.name) }
      #expect(names == ["old"])
    }
  }

  @Test("removing other names asks nothing while a file is open")
  func noQuestions() async throws {
    try await TestMount.with { test in
      let mount = test.mount
      let kept = try await mount.open("kept", [.write, .create])
      for name in ["a", "b", "c"] { try await mount.writeFile(NFS3Path(name), [1]) }
      let before = await mount.client.rpc.statistics.calls(.lookup)
      for name in ["a", "b", "c"] {
        mount.nodes.withLock { $0.forgetNames(in: mount.root) }
        try await mount.remove(NFS3Path(name))
      }
      #expect(await mount.client.rpc.statistics.calls(.lookup) == before)
      try await kept.close()
    }
  }

  @Test("an open file survives the removal of its name, however it came by that name")
  func namesFollowed() async throws {
    try await TestMount.with { test in
      let mount = test.mount
      try await mount.writeFile("a", [1])
      let file = try await mount.open("a")
      try await mount.rename("a", to: "b")
      try await mount.link("b", as: "c")
      try await mount.remove("b")
      try await mount.remove("c")
      #expect(try await file.read(at: 0, count: 1) == [1])
      try await file.close()
    }
  }

  @Test("making a file through a link that leads nowhere makes it where the link points")
  func danglingLink() async throws {
    try await TestMount.with { test in
      let mount = test.mount
      try await mount.createDirectory("d")
      try await mount.createSymbolicLink("d/l", to: "../m")
      try await mount.createSymbolicLink("m", to: "d/file")
      try await mount.writeFile("d/l", [7])
      #expect(try await mount.readFile("d/file") == [7])
      #expect(
        await refusal { _ = try await mount.open("d/l", [.write, .create, .exclusive]) } == .exists)
      try await mount.createSymbolicLink("circle", to: "circle")
      #expect(await failure { try await mount.writeFile("circle", [1]) } != nil)
    }
  }

  @Test("a file that is let go without close is written all the same")
  func forgotten() async throws {
    try await TestMount.with { test in
      try await Self.writeAndForget(test.mount)
      try await eventually { test.mount.state.withLock { $0.files.isEmpty } }
      #expect(try await test.mount.readFile("f") == [1, 2])
    }
  }

  private static func writeAndForget(_ mount: NFSMount) async throws {
    let file = try await mount.open("f", [.write, .create])
    try await file.write([1, 2], at: 0)
  }

  @Test("opening a directory, or a link itself, is refused")
  func wrongKinds() async throws {
    try await TestMount.with { test in
      try await test.mount.createDirectory("d")
      try await test.mount.createSymbolicLink("l", to: "d")
      #expect(await refusal { _ = try await test.mount.open("d") } == .isDirectory)
      await #expect { _ = try await test.mount.open("l", [.read, .noFollow]) } throws: { error in
        if case .wrongType? = (error as? NFSError)?.reason { true } else { false }
      }
    }
  }
}

extension RPCStatistics {
  /// Calls of a procedure so far.
  fileprivate func calls(_ procedure: NFS3Procedure) -> UInt64 {
    procedures.first { $0.procedure == NFS3Client.procedure(procedure) }?.calls ?? 0
  }
}
