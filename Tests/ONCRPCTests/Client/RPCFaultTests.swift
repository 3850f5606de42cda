// SPDX-License-Identifier: Apache-2.0
// Calls over a bad network and a bad server: nothing is lost, nothing hangs, nothing runs twice
// unnoticed.

import ONCRPC
import SocketKPI
import SystemPackage
import Testing
import Wire

@Suite("RPC under faults", .timeLimit(.minutes(1)))
struct RPCFaultTests {
  /// Makes `count` echo calls at once; returns how many came back right.
  private func echoes(_ client: RPCClient, _ count: Int) async -> Int {
    await withTaskGroup(of: Bool.self) { group in
      for index in 0..<count {
        group.addTask {
          let bytes = pattern(index % 700) + [UInt8(truncatingIfNeeded: index)]
          return (try? await client.echo(bytes)) == bytes
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
  }

  @Test("replies in one-byte segments are put together")
  func oneByteSegments() async throws {
    let server = try EchoServer()
    server.server.faults.segmentBytes = 1
    let client = server.client()
    #expect(await echoes(client, 20) == 20)
    await client.close()
    server.server.stop()
  }

  @Test("a thousand calls survive an outage and are sent again with their numbers")
  func outage() async throws {
    let server = try EchoServer()
    let client = server.client()
    _ = try await client.echo([1])
    // Calls that the server swallows stay in flight until the connection breaks.
    server.server.faults.rules = [.init(.drop, procedure: EchoProgram.echo, count: nil)]
    async let calls = echoes(client, 1000)
    while server.server.counts.calls < 1001 { try await Task.sleep(for: .milliseconds(5)) }
    server.server.faults = RPCFaultPlan()
    server.server.faults.refusesConnections = true
    server.server.closeConnections()
    try await Task.sleep(for: .milliseconds(300))
    server.server.faults = RPCFaultPlan()
    #expect(await calls == 1000)
    let statistics = await client.statistics
    #expect(statistics.procedure(EchoProgram.echo)?.resends ?? 0 >= 1000)
    #expect(statistics.reconnects >= 1)
    await client.close()
    server.server.stop()
  }

  @Test("a server that closes the connection at every call is called with growing pauses")
  func closingServer() async throws {
    let server = try EchoServer()
    server.server.faults.rules = [.init(.reset, procedure: EchoProgram.echo, count: nil)]
    let client = server.client { $0.reconnectDelay = .milliseconds(100)...(.seconds(10)) }
    let options = RPCCallOptions(deadline: .seconds(3))
    await #expect(throws: RPCError.self) {
      try await client.call(
        EchoProgram.echo, options: options, arguments: { $0.append(opaque: [1]) },
        results: { _, _ in })
    }
    // Twice at once, then after 100, 200, 400, 800 and 1600 ms, each give or take a quarter.
    #expect((2...7).contains(server.server.counts.accepted))
    await client.close()
    server.server.stop()
  }

  @Test("a call that must not run twice runs once, though its reply was lost")
  func duplicateRequest() async throws {
    let server = try EchoServer()
    let client = server.client()
    server.server.faults.rules = [.init(.reset, procedure: EchoProgram.count)]
    let options = RPCCallOptions(repetition: .tolerated)
    let (value, wasResent) = try await client.call(
      EchoProgram.count, options: options, arguments: { _ in },
      results: { reader, info throws(XDRError) in (try reader.uint32(), info.wasResent) })
    #expect(value == 1)
    #expect(wasResent)
    #expect(server.server.counts.repetitions == 1)
    await client.close()
    server.server.stop()
  }

  @Test("a call that forbids repetition fails instead")
  func neverTwice() async throws {
    let server = try EchoServer()
    let client = server.client()
    server.server.faults.rules = [.init(.reset, procedure: EchoProgram.count)]
    let reason = await failure { () throws(RPCError) in
      try await client.plain(EchoProgram.count, options: RPCCallOptions(repetition: .never))
    }
    guard case .outcomeUnknown = reason else {
      Issue.record("failed with \(String(describing: reason))")
      return
    }
    await client.close()
    server.server.stop()
  }

  @Test(
    "duplicated, delayed, reordered and strange replies do no harm",
    arguments: [
      RPCFaultPlan.Fault.duplicate, .delay(.milliseconds(20)), .reorder, .garbage, .strangerXID,
      .cut, .reset, .longMark,
    ])
  func strangeReplies(fault: RPCFaultPlan.Fault) async throws {
    let server = try EchoServer()
    server.server.faults = RPCFaultPlan([.init(fault, skip: 2, count: 5)])
    let client = server.client()
    for index in 0..<10 {
      let bytes = pattern(index * 50)
      #expect(try await client.echo(bytes) == bytes)
    }
    #expect(await echoes(client, 50) == 50)
    await client.close()
    server.server.stop()
  }

  @Test("a random mix of faults loses nothing", arguments: [RPCTransportKind.tcp, .udp])
  func randomFaults(transport: RPCTransportKind) async throws {
    let server = try EchoServer()
    var plan = RPCFaultPlan()
    plan.seed = 42
    plan.duplicatePercent = 5
    plan.reorderPercent = 5
    plan.delayPercent = 5
    if transport == .udp { plan.dropPercent = 5 } else { plan.resetPercent = 1 }
    server.server.faults = plan
    let client = server.client {
      $0.transport = transport
      $0.initialTimeout = .milliseconds(70)
    }
    #expect(await echoes(client, 300) == 300)
    await client.close()
    server.server.stop()
  }

  @Test("garbage without end gives the connection up, and the calls their answer")
  func onlyGarbage() async throws {
    let server = try EchoServer()
    server.server.faults = RPCFaultPlan([.init(.garbage, count: 40)])
    let client = server.client()
    #expect(await echoes(client, 100) == 100)
    #expect(await client.statistics.malformedRecords >= 8)
    await client.close()
    server.server.stop()
  }

  @Test("a reset in every phase of a payload is survived", arguments: [1, 5, 29, 300, 70_000])
  func cutPayload(skip: Int) async throws {
    let server = try EchoServer()
    server.server.faults = RPCFaultPlan([.init(.cut, procedure: EchoProgram.read, count: 3)])
    let client = server.client()
    let count = 100_000 + skip
    let buffer = RPCBuffer(capacity: count)
    let sink = RPCSink(buffer, 0..<count) { reader throws(XDRError) in
      _ = try reader.uint32()
      return try reader.length(maximum: .max)
    }
    let (placed, times) = try await client.call(
      EchoProgram.read, sink: sink, arguments: { $0.append(UInt32(count)) },
      results: { _, info throws(XDRError) in (info.placed, info.transmissions) })
    #expect(placed == count)
    #expect(times == 4)
    #expect(buffer.bytes(0..<count) == pattern(count))
    await client.close()
    server.server.stop()
  }

  @Test("a deadline ends a call that is not answered, and only that one")
  func deadline() async throws {
    let server = try EchoServer()
    let client = server.client()
    let options = RPCCallOptions(deadline: .milliseconds(60))
    let reason = await failure { () throws(RPCError) in
      try await client.plain(EchoProgram.silent, options: options)
    }
    guard case .timedOut(let time) = reason else {
      Issue.record("failed with \(String(describing: reason))")
      return
    }
    #expect(time >= .milliseconds(60))
    #expect(try await client.echo([5]) == [5])
    await client.close()
    server.server.stop()
  }

  @Test("calls are cancelled in every state")
  func cancellation() async throws {
    let server = try EchoServer()
    let client = server.client()
    // Connecting: the call waits for a connection.
    let early = Task {
      await failure { () throws(RPCError) in try await client.plain(EchoProgram.silent) }
    }
    early.cancel()
    #expect(await early.value == .cancelled)
    // Sent: the call waits for its reply.
    let sent = Task {
      await failure { () throws(RPCError) in try await client.plain(EchoProgram.silent) }
    }
    while server.server.counts.calls == 0 { try await Task.sleep(for: .milliseconds(1)) }
    sent.cancel()
    #expect(await sent.value == .cancelled)
    // A late reply to a cancelled call disturbs nobody.
    let late = Task {
      await failure { () throws(RPCError) in
        _ = try await client.call(
          EchoProgram.later, arguments: { $0.append(UInt32(1000)) },
          results: { reader, _ throws(XDRError) in try reader.uint32() })
      }
    }
    while server.server.counts.calls < 2 { try await Task.sleep(for: .milliseconds(1)) }
    late.cancel()
    #expect(await late.value == .cancelled)
    while await client.statistics.unexpectedReplies == 0 {
      try await Task.sleep(for: .milliseconds(5))
    }
    // Cancelled while the server is away.
    server.server.faults.refusesConnections = true
    server.server.closeConnections()
    let away = Task {
      await failure { () throws(RPCError) in try await client.plain(EchoProgram.silent) }
    }
    try await Task.sleep(for: .milliseconds(30))
    away.cancel()
    #expect(await away.value == .cancelled)
    server.server.faults.refusesConnections = false
    #expect(try await client.echo([9]) == [9])
    #expect(await client.statistics.pending == 0)
    await client.close()
    server.server.stop()
  }

  @Test("silence is told, and its end")
  func responsiveness() async throws {
    let server = try EchoServer()
    let client = server.client {
      $0.notRespondingAfter = .milliseconds(80)
      $0.notRespondingRepeat = .milliseconds(200)
    }
    let events = client.events
    let late = Task {
      try await client.call(
        EchoProgram.later, arguments: { $0.append(UInt32(400)) },
        results: { reader, _ throws(XDRError) in try reader.uint32() })
    }
    var kinds: [String] = []
    for await event in events {
      switch event.kind {
      case .notResponding: kinds.append("silent")
      case .aliveAgain: kinds.append("alive")
      default: continue
      }
      if kinds.last == "alive" { break }
    }
    #expect(kinds.first == "silent" && kinds.last == "alive")
    #expect(try await late.value == 400)
    await client.close()
    server.server.stop()
  }

  @Test("after the dead time-out everything fails, at once and for good")
  func dead() async throws {
    let server = try EchoServer()
    let client = server.client { $0.deadTimeout = .milliseconds(150) }
    let reason = await failure { () throws(RPCError) in try await client.plain(EchoProgram.silent) }
    #expect(reason == .dead)
    #expect(await failure { () throws(RPCError) in _ = try await client.echo([1]) } == .dead)
    await client.close()
    server.server.stop()
  }

  @Test("soft calls give up when a reconnect takes too long")
  func soft() async throws {
    let server = try EchoServer()
    let client = server.client { $0.recovery = .soft(reconnect: .milliseconds(150)) }
    _ = try await client.echo([1])
    server.server.stop()
    while await client.peer() != nil { try await Task.sleep(for: .milliseconds(1)) }
    let reason = await failure { () throws(RPCError) in _ = try await client.echo([2]) }
    guard case .unreachable(let all) = reason else {
      Issue.record("failed with \(String(describing: reason))")
      return
    }
    #expect(all.best?.failure == .system(.connectionRefused))
    await client.close()
  }
}
