// SPDX-License-Identifier: Apache-2.0
// Tasks that are cancelled while a server does not answer.

import SocketKPI
import SystemPackage
import Testing
import Wire

@testable import AFPClient

@Suite("cancellation", .timeLimit(.minutes(1)))
struct CancellationTests {
  private func expectCancelled(_ task: Task<Void, any Error>) async {
    task.cancel()
    switch await task.result {
    case .success: Issue.record("it was not cancelled")
    case .failure(let error): #expect((error as? AFPError)?.reason == .cancelled)
    }
  }

  @Test("a task stops waiting for its request, and the session goes on")
  func request() async throws {
    try await ScriptedServer.run { server, volume in
      server.schedule(.stall, for: .createFile)
      let asking = Task { try await volume.createFile("never") }
      try await server.wait("the request") { $0.arrivals.contains { $0.command == .createFile } }
      await expectCancelled(asking)
      try await volume.createFile("another")
      #expect(server.content(of: "another") == [])
    }
  }

  @Test("a fork that opens after its task was cancelled is closed")
  func fork() async throws {
    try await ScriptedServer.run { server, volume in
      try await volume.createFile("f")
      server.schedule(.hold, for: .openFork)
      let asking = Task { try await volume.withFork("f", mode: .read) { _ in } }
      try await server.wait("the fork") { $0.held.count == 1 }
      await expectCancelled(asking)
      #expect(server.read { $0.executed.filter { $0 == .closeFork } } == [])
      server.answerHeld()
      try await server.wait("its end") { $0.executed.contains(.closeFork) }
    }
  }

  private static func writeAndClose(_ fork: AFPFork, _ bytes: [UInt8]) async throws {
    try await fork.write(behind: bytes, at: 0)
    let settling = Task { try await fork.settle() }
    let outcome = await withTaskCancellationHandler {
      await settling.result
    } onCancel: {
      settling.cancel()
    }
    try? await fork.close()
    try outcome.get()
  }

  @Test("writes that nobody waits for are not sent once their fork is closed in a cancelled task")
  func writes() async throws {
    var settings = ScriptedServer.Settings()
    settings.quantum = 64 << 10
    var configuration = ScriptedServer.quick
    configuration.maximumOutstanding = 1
    try await ScriptedServer.run(settings, configuration) { server, volume in
      try await volume.createFile("f")
      let fork = try await volume.openFork("f", mode: [.read, .write])
      server.schedule(.hold, for: .write)
      let bytes = [UInt8](repeating: 7, count: 1 << 20)
      let writing = Task { try await Self.writeAndClose(fork, bytes) }
      try await server.wait("the first write") { !$0.held.isEmpty }
      await expectCancelled(writing)
      server.answerHeld()
      try await volume.createFile("another")
      #expect(server.read { $0.executed.count { $0 == .write } } == 1)
    }
  }

  @Test("an opening ends with its task, also at a server that takes connections and says nothing")
  func opening() async throws {
    let listener = try KernelSocket(domain: .inet, type: .stream)
    defer { listener.close() }
    try listener.bind(to: .loopback(port: 0))
    try listener.listen(backlog: 4)
    let port = try listener.localAddress().port
    let opening = Task {
      _ = try await AFPSession.open(
        host: "127.0.0.1", port: port, credentials: .guest, configuration: ScriptedServer.quick)
    }
    let (accepted, _) = try listener.accept()
    defer { accepted.close() }
    await expectCancelled(opening)
  }
}
