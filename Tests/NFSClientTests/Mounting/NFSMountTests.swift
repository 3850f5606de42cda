// SPDX-License-Identifier: Apache-2.0
// Reaching a server: absent, late, refusing, given up.

import NFSServer
import ONCRPC
import SocketKPI
import SystemPackage
import Testing
import Wire

@testable import NFSClient

@Suite("Mounting", .timeLimit(.minutes(2)))
struct NFSMountTests {
  @Test("a client that starts before its server waits for it and mounts")
  func lateServer() async throws {
    let first = try TestMount.startServer(nil)
    let url = try NFSURL(first.url())
    let address = try #require(first.address)
    first.stop()
    let mounting = Task { try await NFSMount(url, configuration: .test) }
    try await Task.sleep(for: .milliseconds(50))
    var options = NFSServerOptions()
    options.address = address
    let second = try NFSServer(export: .memory(), options: options)
    try second.start()
    defer { second.stop() }
    let mount = try await mounting.value
    #expect(try await mount.stat("/").attributes.type == .directory)
    try await mount.close()
  }

  @Test("a server that never answers is given up after the time-out, with its reason")
  func givenUp() async throws {
    let server = try TestMount.startServer(nil)
    let url = try NFSURL(server.url())
    server.stop()
    var configuration = NFSConfiguration.test
    configuration.connectTimeout = .milliseconds(200)
    let error = await failure { _ = try await NFSMount(url, configuration: configuration) }
    guard case .rpc(let rpc)? = error?.reason, case .unreachable(let reasons) = rpc.reason else {
      Issue.record("unexpected: \(String(describing: error))")
      return
    }
    #expect(reasons.best?.failure == .system(.connectionRefused))
  }

  @Test("a cancelled mount ends within a connect slice")
  func cancelled() async throws {
    let server = try TestMount.startServer(nil)
    let url = try NFSURL(server.url())
    server.stop()
    let mounting = Task { await failure { _ = try await NFSMount(url, configuration: .test) } }
    try await Task.sleep(for: .milliseconds(50))
    let start = ContinuousClock.now
    mounting.cancel()
    let error = await mounting.value
    #expect(ContinuousClock.now - start < .seconds(10))
    #expect(isCancelled(error))
  }

  @Test("a name without an address is an error of its own")
  func unknownHost() async throws {
    let error = await failure {
      _ = try await NFSMount(NFSURL("nfs://no-such-host.invalid/x"), configuration: .test)
    }
    guard case .unknownHost(let text)? = error?.reason else {
      Issue.record("unexpected: \(String(describing: error))")
      return
    }
    #expect(text.contains("no-such-host.invalid"))
  }

  @Test("an export that is not given out is refused with the mount service's status")
  func noExport() async throws {
    let server = try TestMount.startServer(nil)
    defer { server.stop() }
    let url = try NFSURL(server.url()).with(path: Array("/elsewhere".utf8))
    let error = await failure { _ = try await NFSMount(url, configuration: .test) }
    guard case .mountStatus(let status)? = error?.reason else {
      Issue.record("unexpected: \(String(describing: error))")
      return
    }
    #expect(status == .noEntry || status == .accessDenied)
  }

  @Test("of several addresses the one that answers is used")
  func severalAddresses() async throws {
    let server = try TestMount.startServer(nil)
    defer { server.stop() }
    let text = server.url().replacing("127.0.0.1", with: "127.0.0.77,127.0.0.1")
    let mount = try await NFSMount(NFSURL(text), configuration: .test)
    #expect(try await mount.stat("/").attributes.type == .directory)
    try await mount.close()
  }

  @Test("the export that a path lies in is found, and what is left of the path")
  func containing() async throws {
    try await TestMount.with { test in
      try await test.mount.createDirectory("a")
      try await test.mount.writeFile("a/f", [1])
      let server = try #require(test.server)
      let text = server.url(path: "/memory/a/f")
      let (mount, path) = try await NFSMount.containing(NFSURL(text), configuration: .test)
      #expect(mount.exportPath == "/memory")
      #expect(path == "a/f")
      #expect(try await mount.readFile(path) == [1])
      try await mount.close()
    }
  }

  @Test("a path that leads into an export below the mounted one goes on in it")
  func nestedExports() async throws {
    let server = try NFSServer(exports: [
      .memory(as: "/outer"), .memory(as: "/outer/sub"), .memory(as: "/outer/gone/sub"),
    ])
    try server.start()
    defer { server.stop() }
    let inner = try await NFSMount(NFSURL(server.url(path: "/outer/sub")), configuration: .test)
    try await inner.writeFile("f", [1, 2])
    try await inner.close()
    let (mount, path) = try await NFSMount.containing(
      NFSURL(server.url(path: "/outer")), configuration: .test)
    #expect(path == "")
    try await mount.writeFile("other", [3])
    #expect(try await mount.readFile("sub/f") == [1, 2])
    #expect(try await mount.readFile("sub/../other") == [3])
    try await mount.writeFile("sub/g", [4])
    #expect(try await mount.readFile("sub/g") == [4])
    #expect(await refusal { _ = try await mount.stat("gone/sub") } == .noEntry)
    try await mount.close()
  }

  @Test("what a listing says about a nested export's directory is about that export")
  func nestedExportListed() async throws {
    let server = try NFSServer(exports: [.memory(as: "/outer"), .memory(as: "/outer/sub")])
    try server.start()
    defer { server.stop() }
    let outer = try await NFSMount(NFSURL(server.url(path: "/outer")), configuration: .test)
    try await outer.createDirectory("sub")
    try await outer.close()
    let (mount, _) = try await NFSMount.containing(
      NFSURL(server.url(path: "/outer")), configuration: .test)
    try await mount.writeFile("sub/f", [1])
    let walked = Collected()
    try await mount.walk("") { event in
      if case .item(let item) = event { _ = walked.insert(item.path.description) }
      return true
    }
    #expect(walked.contains("sub/f"))
    #expect(await refusal { try await mount.removeTree("sub") } == .crossDevice)
    #expect(try await mount.readFile("sub/f") == [1])
    try await mount.close()
  }

  @Test("four connections carry the same files")
  func fourConnections() async throws {
    try await TestMount.with(.memory) {
      $0.connections = 4
    } _: { test in
      let bytes = pattern(300_000)
      try await test.mount.writeFile(test.path("f"), bytes)
      #expect(try await test.mount.readFile(test.path("f")) == bytes)
    }
  }

  @Test("after close every operation says so")
  func closed() async throws {
    try await TestMount.with { test in
      try await test.mount.close()
      await #expect { try await test.mount.stat("/") } throws: { error in
        if case .closed? = (error as? NFSError)?.reason { true } else { false }
      }
    }
  }

  @Test("a read-only mount refuses to write before the server is asked")
  func readOnly() async throws {
    try await TestMount.with(.memory) {
      $0.isReadOnly = true
    } _: { test in
      await #expect { try await test.mount.writeFile(test.path("f"), [1]) } throws: { error in
        if case .readOnlyMount? = (error as? NFSError)?.reason { true } else { false }
      }
    }
  }
}

/// Whether an error says that its task was cancelled.
func isCancelled(_ error: NFSError?) -> Bool {
  if case .cancelled? = error?.reason { true } else { false }
}
