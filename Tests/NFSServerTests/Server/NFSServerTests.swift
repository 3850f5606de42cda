// SPDX-License-Identifier: Apache-2.0
// The server over sockets: life, restarts, faults.

import HostFS
import ONCRPC
import SocketKPI
import SystemPackage
import Testing
import Wire

@testable import NFSServer

@Suite("NFS server")
struct NFSServerTests {
  @Test("a file is made, written, committed and read over the wire")
  func content() async throws {
    try await ServerClient.withServer { nfs in
      let file = try await nfs.make("f")
      let written = try await nfs.write(file, "over the wire")
      #expect(try await nfs.commit(file).verifier == written.verifier)
      #expect(try await nfs.text(file) == "over the wire")
      let statistics = nfs.server.statistics
      #expect(statistics.calls["WRITE"] == 1)
      #expect(statistics.bytesRead == 13 && statistics.bytesWritten == 13)
    }
  }

  @Test("stable writes of a real directory are answered from the threads that may wait")
  func stable() async throws {
    let scratch = try Scratch()
    try await ServerClient.withServer(.directory(scratch.path)) { nfs in
      let file = try await nfs.make("f")
      #expect(try await nfs.write(file, "on disk", .fileSync).stability == .fileSync)
      let name = try #require(FileName("f"))
      #expect(try scratch.directory.open(name).read(count: 99, at: 0) == Array("on disk".utf8))
    }
  }

  @Test("many calls at once are all answered")
  func many() async throws {
    let scratch = try Scratch()
    try await ServerClient.withServer(.directory(scratch.path)) { nfs in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<200 {
          group.addTask {
            let file = try await nfs.make(NFS3Name("f\(number)"))
            _ = try await nfs.write(
              file, "number \(number)", number % 2 == 0 ? .unstable : .fileSync)
            #expect(try await nfs.text(file) == "number \(number)")
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test("a restart keeps port and handles, changes the verifier, and keeps what was written")
  func restart() async throws {
    let scratch = try Scratch()
    try await ServerClient.withServer(.directory(scratch.path)) { nfs in
      let file = try await nfs.make("f")
      let written = try await nfs.write(file, "kept")
      let port = nfs.server.port
      nfs.server.restart(down: .milliseconds(50))
      #expect(try await nfs.text(file) == "kept")
      #expect(try await nfs.commit(file).verifier != written.verifier)
      #expect(nfs.server.port == port)
      #expect(nfs.server.statistics.restarts == 1)
    }
  }

  @Test("a scripted restart between WRITE and COMMIT loses exactly the uncommitted writes")
  func lossyRestart() async throws {
    var options = NFSServerOptions()
    options.faults = [try FaultRule(parsing: "restart:proc=COMMIT,ms=20,lose=yes,after=1")]
    try await ServerClient.withServer(.memory(), options) { nfs in
      let file = try await nfs.make("f")
      let first = try await nfs.write(file, "AAAA")
      #expect(try await nfs.commit(file).verifier == first.verifier)
      let second = try await nfs.write(file, "BBBB")
      #expect(second.verifier == first.verifier)
      #expect(try await nfs.commit(file).verifier != second.verifier)
      #expect(try await nfs.text(file) == "AAAA")
    }
  }

  @Test("JUKEBOX, a full disk and stale handles come as often as scripted")
  func statuses() async throws {
    var options = NFSServerOptions()
    options.faults = [
      try FaultRule(parsing: "jukebox:proc=GETATTR,count=2"),
      try FaultRule(parsing: "nospace:proc=WRITE,after=1"),
      try FaultRule(parsing: "stale:proc=GETATTR,after=2"),
    ]
    try await ServerClient.withServer(.memory(), options) { nfs in
      var statuses: [NFS3Status] = []
      for _ in 0..<4 { statuses.append(try await nfs.attributes(nfs.root).status) }
      #expect(statuses == [.jukebox, .jukebox, .stale, .ok])
      let file = try await nfs.make("f")
      _ = try await nfs.write(file, "x")
      await #expect(throws: StoreError(.noSpace)) { try await nfs.write(file, "y") }
      _ = try await nfs.write(file, "z")
      #expect(nfs.server.statistics.faults == 4)
    }
  }

  @Test(
    "a reply that suffers on the wire is got all the same, and the call is done once",
    arguments: [
      "delay:proc=CREATE,ms=30", "duplicate:proc=CREATE", "reorder:proc=CREATE",
      "cut:proc=CREATE", "reset:proc=CREATE", "stranger:proc=CREATE",
      "pieces:proc=CREATE,bytes=1",
    ])
  func replies(_ script: String) async throws {
    var options = NFSServerOptions()
    options.faults = [try FaultRule(parsing: script)]
    try await ServerClient.withServer(.memory(), options) { nfs in
      // Guarded: a second execution would answer EXIST.
      let file = try await nfs.make("f")
      #expect(try await nfs.attributes(file).status == .ok)
      #expect(nfs.server.statistics.calls["CREATE"] == 1)
      #expect(nfs.server.statistics.faults == 1)
    }
  }

  @Test(
    "records that are none end the connection, not the client",
    arguments: ["overlong:proc=GETATTR", "garbage:proc=GETATTR"])
  func records(_ script: String) async throws {
    var options = NFSServerOptions()
    options.faults = [try FaultRule(parsing: script)]
    try await ServerClient.withServer(.memory(), options) { nfs in
      #expect(try await nfs.attributes(nfs.root).status == .ok)
      #expect(nfs.server.statistics.faults == 1)
      _ = try await nfs.make("f")
    }
  }

  @Test("a dropped call is not answered")
  func drop() async throws {
    try await ServerClient.withServer { nfs in
      nfs.server.inject(FaultRule(.ignore, procedures: ["GETATTR"]))
      await #expect(throws: (any Error).self) {
        try await nfs.attributes(nfs.root, deadline: .milliseconds(200))
      }
      let status = try await nfs.attributes(nfs.root).status
      #expect(status == .ok)
    }
  }

  @Test("a server that demands reserved ports denies others with AUTH_TOOWEAK")
  func reserved() async throws {
    var options = NFSServerOptions()
    options.requiresReservedPort = true
    let server = try NFSServer(export: .memory(), options: options)
    try server.start()
    defer { server.stop() }
    let client = RPCClient(target: RPCTarget(addresses: [try #require(server.address)]))
    let procedure = RPCProcedure(
      program: Mount3.program, version: 3, procedure: Mount3Procedure.export.rawValue)
    do {
      _ = try await client.call(
        procedure, options: RPCCallOptions(deadline: ServerClient.patience), arguments: { _ in },
        results: { reader, _ throws(XDRError) in try Mount3ExportList(from: &reader) })
      Issue.record("served")
    } catch {
      #expect("\(error)".contains("too weak") || error.reason == .denied(.tooWeak))
    }
    await client.close()
  }

  @Test("a stopped server can be started again; one that runs cannot")
  func startAndStop() throws {
    let server = try NFSServer(export: .memory())
    try server.start()
    #expect(throws: Errno.alreadyInProcess) { try server.start() }
    let url = server.url()
    #expect(
      url == "nfs://127.0.0.1/memory?version=3&nfsport=\(server.port)&mountport=\(server.port)")
    server.stop()
    server.stop()
    try server.start()
    #expect(server.port != 0)
    server.stop()
  }
}
