// SPDX-License-Identifier: Apache-2.0
// Getting a connection: races, refusals, preparation, ports.

import ONCRPC
import SocketKPI
import Synchronization
import SystemPackage
import Testing
import Wire

@Suite("RPC connect", .timeLimit(.minutes(1)))
struct RPCConnectTests {
  /// A loopback port that nothing listens on.
  private func deadPort() throws -> SocketAddress {
    let socket = try KernelSocket(domain: .inet, type: .stream)
    try socket.bind(to: .loopback(port: 0))
    let address = try socket.localAddress()
    socket.close()
    return address
  }

  private func settings() -> RPCConfiguration {
    var settings = RPCConfiguration()
    settings.connectSlice = .milliseconds(40)
    settings.stagger = .milliseconds(30)
    settings.reconnectDelay = .milliseconds(5)...(.milliseconds(20))
    settings.connectDeadline = .seconds(10)
    return settings
  }

  @Test("when every address refuses, the error names each attempt")
  func allRefuse() async throws {
    let addresses = [try deadPort(), try deadPort()]
    let client = RPCClient(target: RPCTarget(addresses: addresses), configuration: settings())
    let reason = await failure { () throws(RPCError) in
      try await client.connect(failingFast: true)
    }
    guard case .unreachable(let all) = reason else {
      Issue.record("failed with \(String(describing: reason))")
      return
    }
    #expect(all.attempts.count == 2)
    #expect(all.best?.failure == .system(.connectionRefused))
    #expect(all.description.contains("and 1 other attempt"))
    await client.close()
  }

  @Test("a refused address costs nothing when the next one works")
  func secondAddress() async throws {
    let server = try EchoServer()
    let target = RPCTarget(addresses: [try deadPort(), server.address])
    let client = RPCClient(target: target, configuration: settings())
    #expect(try await client.echo([1]) == [1])
    #expect(await client.peer() == server.address)
    await client.close()
    server.server.stop()
  }

  @Test("an address that answers nothing loses the race after the stagger")
  func silentAddress() async throws {
    // A listener whose queue is full and that never accepts answers no further handshake.
    let blackhole = try Blackhole()
    let server = try EchoServer()
    let target = RPCTarget(addresses: [blackhole.address, server.address])
    let client = RPCClient(target: target, configuration: settings())
    let start = ContinuousClock.now
    #expect(try await client.echo([1]) == [1])
    #expect(ContinuousClock.now - start < .seconds(5))
    await client.close()
    server.server.stop()
  }

  @Test("waiting is told slice by slice, and ends with the client")
  func slices() async throws {
    let blackhole = try Blackhole()
    let client = RPCClient(
      target: RPCTarget(addresses: [blackhole.address]), configuration: settings())
    let events = client.events
    let connecting = Task {
      await failure { () throws(RPCError) in try await client.connect() }
    }
    var slices = 0
    for await event in events {
      if case .waiting(let address, _) = event.kind {
        #expect(address == blackhole.address)
        slices += 1
      }
      if slices == 2 { break }
    }
    let start = ContinuousClock.now
    await client.close()
    #expect(await connecting.value == .closed)
    #expect(ContinuousClock.now - start < .seconds(2))
  }

  @Test("a client that starts before its server connects when the server comes")
  func serverComesLater() async throws {
    let address = try deadPort()
    let client = RPCClient(target: RPCTarget(addresses: [address]), configuration: settings())
    let events = client.events
    let call = Task { try await client.echo([4, 2]) }
    for await event in events { if case .nextAttempt = event.kind { break } }
    let server = RPCServer(programs: [EchoProgram()])
    try server.listen(tcp: address)
    #expect(try await call.value == [4, 2])
    await client.close()
    server.stop()
  }

  @Test("a connection is proved by a NULL call, and a wrong program is no proof")
  func proof() async throws {
    let server = try EchoServer()
    var right = settings()
    right.verify = (EchoProgram.number, 1)
    let client = RPCClient(target: RPCTarget(addresses: [server.address]), configuration: right)
    try await client.connect()
    await client.close()
    var wrong = settings()
    wrong.verify = (EchoProgram.number, 7)
    let other = RPCClient(target: RPCTarget(addresses: [server.address]), configuration: wrong)
    let reason = await failure { () throws(RPCError) in
      try await other.connect(failingFast: true)
    }
    guard case .unreachable(let all) = reason else {
      Issue.record("failed with \(String(describing: reason))")
      return
    }
    #expect(all.best?.failure == .unavailable(.programMismatch(low: 1, high: 2)))
    await other.close()
    server.server.stop()
  }

  @Test("the preparation runs on every connection before ordinary calls, and may call")
  func preparation() async throws {
    let server = try EchoServer()
    let counter = EchoProgram.Counter()
    let client = server.client {
      $0.prepare = { connection throws(RPCError) in
        let echoed = try await connection.call(
          EchoProgram.echo, arguments: { $0.append(opaque: [8]) },
          results: { reader, _ throws(XDRError) in try reader.opaque(maximum: 8) })
        if echoed == [8] { counter.value.add(1, ordering: .relaxed) }
      }
    }
    #expect(try await client.echo([1]) == [1])
    server.server.closeConnections()
    while await client.peer() != nil { try await Task.sleep(for: .milliseconds(1)) }
    #expect(try await client.echo([2]) == [2])
    #expect(counter.value.load(ordering: .relaxed) == 2)
    // Outside a preparation the class is refused.
    let reason = await failure { () throws(RPCError) in
      _ = try await client.echo([3], options: RPCCallOptions(requestClass: .setup))
    }
    #expect(reason == .notReady)
    await client.close()
    server.server.stop()
  }

  @Test("the same local port is used again after a reconnect, or it is said that somebody has it")
  func samePort() async throws {
    // Connections of others may share a port that connect has chosen; then it cannot be bound.
    for _ in 0..<20 {
      if try await keepsPort() { return }
    }
    Issue.record("the port could never be had again")
  }

  /// Whether a client that loses its connection comes back from the same port.
  private func keepsPort() async throws -> Bool {
    let server = try EchoServer()
    let client = server.client()
    let events = client.events
    _ = try await client.echo([1])
    server.server.faults = RPCFaultPlan([.init(.reset)])
    _ = try await client.echo([2])
    var ports: [UInt16] = []
    var isTaken = false
    for await event in events {
      if case .newSourcePort = event.kind { isTaken = true }
      if case .connected(_, let local) = event.kind { ports.append(local?.port ?? 0) }
      if ports.count == 2 { break }
    }
    await client.close()
    server.server.stop()
    #expect(ports[0] != 0 && (ports[0] == ports[1]) != isTaken)
    return !isTaken
  }

  @Test("the traffic class is set at once, and again on the next connection")
  func trafficClass() async throws {
    let server = try EchoServer()
    let client = server.client { $0.trafficClass = .background }
    _ = try await client.echo([1])
    #expect(await client.trafficClass() == .background)
    try await client.setTrafficClass(.bestEffort)
    #expect(await client.trafficClass() == .bestEffort)
    try await client.setTrafficClass(.background)
    server.server.faults = RPCFaultPlan([.init(.reset)])
    _ = try await client.echo([2])
    #expect(await client.statistics.reconnects == 1)
    #expect(await client.trafficClass() == .background)
    await client.close()
    server.server.stop()
  }

  @Test("a reserved port is used when there is the privilege, and told when there is not")
  func reservedPort() async throws {
    let server = try EchoServer()
    let client = server.client { $0.reservedPort = .ifPossible }
    let events = client.events
    _ = try await client.echo([1])
    let isReserved = await client.usesReservedPort
    var wasTold = false
    for await event in events {
      if case .noReservedPort = event.kind { wasTold = true }
      if case .connected = event.kind { break }
    }
    #expect(isReserved != wasTold)
    await client.close()
    server.server.stop()
  }

  @Test("a name is resolved, and one that does not exist says so")
  func names() async throws {
    let server = try EchoServer()
    let client = RPCClient(
      target: RPCTarget(host: "localhost", port: .fixed(server.address.port), domain: .inet),
      configuration: settings())
    #expect(try await client.echo([1]) == [1])
    await client.close()
    let other = RPCClient(
      target: RPCTarget(host: "no-such-host.invalid", port: .fixed(1)), configuration: settings())
    let reason = await failure { () throws(RPCError) in
      try await other.connect(failingFast: true)
    }
    guard case .unreachable(let all) = reason, case .unresolved = all.best?.failure else {
      Issue.record("failed with \(String(describing: reason))")
      return
    }
    await other.close()
    server.server.stop()
  }
}

/// An address that swallows handshakes: a listener whose queue is full.
final class Blackhole {
  let address: SocketAddress
  private let listener: KernelSocket
  private var fillers: [KernelSocket] = []

  init() throws {
    listener = try KernelSocket(domain: .inet, type: .stream)
    try listener.bind(to: .loopback(port: 0))
    try listener.listen(backlog: 1)
    address = try listener.localAddress()
    // Connect until a handshake stays open.
    for _ in 0..<16 {
      let filler = try KernelSocket(domain: .inet, type: .stream)
      fillers.append(filler)
      try filler.setNonBlocking(true)
      try? filler.connect(to: address, flags: .dontWait)
      if (try? filler.waitForConnection(timeout: .milliseconds(100))) == nil { break }
    }
  }

  deinit {
    for filler in fillers { filler.close() }
    listener.close()
  }
}
