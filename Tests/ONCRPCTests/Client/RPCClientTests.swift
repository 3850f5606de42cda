// SPDX-License-Identifier: Apache-2.0
// Calls over a healthy connection.

import ONCRPC
import SocketKPI
import SystemPackage
import Testing
import Wire

@Suite("RPC client", .timeLimit(.minutes(1)))
struct RPCClientTests {
  @Test("a call returns its results", arguments: [RPCTransportKind.tcp, .udp])
  func echo(transport: RPCTransportKind) async throws {
    let server = try EchoServer()
    let client = server.client { $0.transport = transport }
    for count in [0, 1, 3, 4, 1000, 20_000] {
      let bytes = pattern(count)
      #expect(try await client.echo(bytes) == bytes)
    }
    await client.close()
    server.server.stop()
  }

  @Test("a thousand calls at once all get their own reply")
  func manyAtOnce() async throws {
    let server = try EchoServer()
    let client = server.client { $0.connections = 3 }
    let matches = try await withThrowingTaskGroup(of: Bool.self) { group in
      for index in 0..<1000 {
        group.addTask {
          let bytes = pattern(index % 300) + [UInt8(truncatingIfNeeded: index)]
          let options = RPCCallOptions(priority: index % 3 == 0 ? .bulk : .normal)
          return try await client.echo(bytes, options: options) == bytes
        }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(matches == 1000)
    let statistics = await client.statistics
    #expect(statistics.procedure(EchoProgram.echo)?.replies == 1000)
    #expect(statistics.pending == 0)
    await client.close()
    server.server.stop()
  }

  @Test("tasks on the client's executor get every reply on its thread")
  func pinnedTasks() async throws {
    let server = try EchoServer()
    let client = server.client()
    let task = Task(executorPreference: client.taskExecutor) {
      for _ in 0..<200 {
        let bytes = pattern(17)
        guard try await client.echo(bytes) == bytes, client.taskExecutor.isCurrent else {
          return false
        }
      }
      return true
    }
    #expect(try await task.value)
    await client.close()
    server.server.stop()
  }

  @Test("every refusal of a server has its own error")
  func refusals() async throws {
    let server = try EchoServer()
    let client = server.client()
    let other = RPCProcedure(program: EchoProgram.number, version: 9, procedure: 1)
    let unknown = RPCProcedure(program: 77, version: 1, procedure: 1)
    let refusals: [(RPCProcedure, RPCError.Reason)] = [
      (EchoProgram.procedure(99), .procedureUnavailable), (EchoProgram.garbage, .garbageArguments),
      (EchoProgram.failing, .systemError), (EchoProgram.denied, .denied(.tooWeak)),
      (other, .programMismatch(low: 1, high: 2)), (unknown, .programUnavailable),
    ]
    for (procedure, reason) in refusals {
      #expect(await failure { () throws(RPCError) in try await client.plain(procedure) } == reason)
    }
    #expect(
      await failure { () throws(RPCError) in try await client.plain(EchoProgram.procedure(0)) }
        == nil)
    await client.close()
    server.server.stop()
  }

  @Test("results that cannot be decoded are an error of that call only")
  func malformedResults() async throws {
    let server = try EchoServer()
    let client = server.client()
    let reason = await failure { () throws(RPCError) in
      _ = try await client.call(
        EchoProgram.echo, arguments: { $0.append(opaque: [1]) },
        results: { reader, _ throws(XDRError) in
          _ = try reader.uint64()
          return try reader.uint32()
        })
    }
    #expect(reason == .malformed(.truncated(at: 32, need: 4)))
    #expect(try await client.echo([1, 2]) == [1, 2])
    await client.close()
    server.server.stop()
  }

  @Test("a credential reaches the server")
  func credential() async throws {
    let server = try EchoServer()
    let client = server.client()
    let options = RPCCallOptions(credential: .sys(uid: 1234, gid: 5, groups: [1, 2, 3]))
    let uid = try await client.call(
      EchoProgram.who, options: options, arguments: { _ in },
      results: { reader, _ throws(XDRError) in try reader.uint32() })
    #expect(uid == 1234)
    await client.close()
    server.server.stop()
  }

  @Test(
    "payload is placed in the caller's memory, whatever its length",
    arguments: [0, 1, 3, 4096, 9000, 65_536, 1 << 20])
  func placedPayload(count: Int) async throws {
    let server = try EchoServer()
    let client = server.client()
    let buffer = RPCBuffer(capacity: count + 64)
    let sink = RPCSink(buffer, 32..<(32 + count)) { reader throws(XDRError) in
      _ = try reader.uint32()
      return try reader.length(maximum: .max)
    }
    for _ in 0..<3 {
      let placed = try await client.call(
        EchoProgram.read, sink: sink, arguments: { $0.append(UInt32(count)) },
        results: { reader, info throws(XDRError) in
          guard try reader.uint32() == 7 else { throw .invalidText(at: 0) }
          return info.placed
        })
      #expect(placed == count)
      #expect(buffer.bytes(32..<(32 + count)) == pattern(count))
    }
    await client.close()
    server.server.stop()
  }

  @Test(
    "payload goes out behind the arguments", arguments: [0, 1, 2, 3, 70_000, 1 << 20])
  func sentPayload(count: Int) async throws {
    let server = try EchoServer()
    let client = server.client()
    let bytes = pattern(count)
    let payload = RPCPayload(RPCBuffer(bytes))
    let (length, sum) = try await client.call(
      EchoProgram.write, payload: payload, arguments: { $0.append(opaqueLength: count) },
      results: { reader, _ throws(XDRError) in (try reader.uint32(), try reader.uint32()) })
    #expect(length == UInt32(count))
    #expect(sum == checksum(bytes))
    await client.close()
    server.server.stop()
  }

  @Test("a completion may make the next call, and a thousand chained ones arrive")
  func chainedCompletions() async throws {
    let server = try EchoServer()
    let client = server.client()
    let total: Int = await withCheckedContinuation { continuation in
      chain(client, left: 1000, done: 0) { continuation.resume(returning: $0) }
    }
    #expect(total == 1000)
    await client.close()
    server.server.stop()
  }

  private func chain(
    _ client: RPCClient, left: Int, done: Int, _ finish: @escaping @Sendable (Int) -> Void
  ) {
    guard left > 0 else { return finish(done) }
    client.start(
      EchoProgram.echo, arguments: { $0.append(opaque: [1, 2, 3]) },
      completion: { reply in
        let isRight =
          (try? reply.decode { reader throws(XDRError) in try reader.opaque(maximum: 8) })
          == [1, 2, 3]
        self.chain(client, left: left - 1, done: done + (isRight ? 1 : 0), finish)
      })
  }

  @Test("a blocking call works on a plain thread")
  func blocking() async throws {
    let server = try EchoServer()
    let client = server.client()
    let bytes = pattern(100)
    let (first, placed): ([UInt8], Int) = try await onThread {
      let first = try client.callBlocking(
        EchoProgram.echo, arguments: { $0.append(opaque: bytes) },
        results: { reader, _ throws(XDRError) in try reader.opaque(maximum: 1000) })
      let buffer = RPCBuffer(capacity: 100_000)
      let sink = RPCSink(buffer, 0..<100_000) { reader throws(XDRError) in
        _ = try reader.uint32()
        return try reader.length(maximum: .max)
      }
      let placed = try client.callBlocking(
        EchoProgram.read, sink: sink, arguments: { $0.append(UInt32(100_000)) },
        results: { _, info throws(XDRError) in info.placed })
      return (first, buffer.bytes(0..<100_000) == pattern(100_000) ? placed : -1)
    }
    #expect(first == bytes)
    #expect(placed == 100_000)
    await client.close()
    server.server.stop()
  }

  @Test("a closed client fails its calls, those under way too")
  func close() async throws {
    let server = try EchoServer()
    let client = server.client()
    _ = try await client.echo([1])
    async let waiting = failure { () throws(RPCError) in try await client.plain(EchoProgram.silent)
    }
    while await client.statistics.pending == 0 { await Task.yield() }
    await client.close()
    #expect(await waiting == .closed)
    #expect(
      await failure { () throws(RPCError) in try await client.plain(EchoProgram.silent) } == .closed
    )
    server.server.stop()
  }
}
