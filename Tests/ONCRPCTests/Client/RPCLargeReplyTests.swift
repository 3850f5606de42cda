// SPDX-License-Identifier: Apache-2.0
// Replies with large payloads: who goes first, and what of a slow one is taken in.

import ONCRPC
import SocketKPI
import SystemPackage
import Testing
import Wire

@Suite("RPC with large replies", .timeLimit(.minutes(1)))
struct RPCLargeReplyTests {
  private static let read = RPCProcedure(program: 77, version: 1, procedure: 1)

  /// A server of one connection that answers by hand.
  private final class Peer: Sendable {
    private let listener: KernelSocket
    let address: SocketAddress

    init() throws {
      listener = try KernelSocket(domain: .inet, type: .stream)
      try listener.bind(to: .loopback(port: 0))
      try listener.listen(backlog: 1)
      address = try listener.localAddress()
    }

    /// The connection, and the numbers of the first calls, which have no arguments. Blocks.
    func accept(calls: Int) throws -> (KernelSocket, [UInt32]) {
      let socket = try listener.accept().socket
      listener.close()
      var numbers: [UInt32] = []
      for _ in 0..<calls {
        let length = RPCRecordMark(word: word(try socket.receive(upTo: 4, flags: .waitAll))).length
        let call = try socket.receive(upTo: length, flags: .waitAll)
        numbers.append(word(call))
      }
      return (socket, numbers)
    }

    private func word(_ bytes: [UInt8]) -> UInt32 {
      bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// A reply whose results are an opaque of these bytes, a multiple of four.
    func reply(_ number: UInt32, _ payload: [UInt8]) -> [UInt8] {
      var writer = XDRWriter()
      let words = [number, 1, 0, 0, 0, 0, UInt32(payload.count)]
      writer.append(UInt32(1) << 31 | UInt32(words.count * 4 + payload.count))
      for word in words { writer.append(word) }
      return writer.bytes + payload
    }
  }

  private func sink(_ buffer: RPCBuffer) -> RPCSink {
    RPCSink(buffer, 0..<buffer.capacity) { reader throws(XDRError) in
      try reader.length(maximum: .max)
    }
  }

  @Test("whoever waits for the first payload goes before the second is received")
  func takesTurns() async throws {
    let bytes = pattern(64 << 10)
    let peer = try Peer()
    let client = RPCClient(target: RPCTarget(addresses: [peer.address]))
    let order = Locked<[String]>([])
    let buffers = [RPCBuffer(capacity: bytes.count), RPCBuffer(capacity: bytes.count)]
    let done = AsyncStream<Void>.makeStream()
    client.taskExecutor.perform {
      for index in 0..<2 {
        client.start(Self.read, sink: sink(buffers[index]), arguments: { _ in }) { reply in
          order.withLock { $0.append(reply.error == nil ? "reply" : "failure") }
          client.taskExecutor.perform {
            order.withLock { $0.append("work") }
            if index == 1 { done.continuation.finish() }
          }
        }
      }
    }
    let socket = try await onThread {
      let (socket, numbers) = try peer.accept(calls: 2)
      try socket.send(numbers.flatMap { peer.reply($0, bytes) })
      return socket
    }
    for await _ in done.stream {}
    #expect(order.withLock { $0 } == ["reply", "work", "reply", "work"])
    for buffer in buffers { #expect(buffer.bytes(0..<bytes.count) == bytes) }
    await client.close()
    socket.close()
  }

  @Test("the few bytes that a slow server sends of a payload are taken in before it is whole")
  func slowPayload() async throws {
    let bytes = pattern(1 << 20)
    let peer = try Peer()
    let client = RPCClient(target: RPCTarget(addresses: [peer.address]))
    let buffer = RPCBuffer([UInt8](repeating: 0xFF, count: bytes.count))
    async let placed = client.call(
      Self.read, sink: sink(buffer), arguments: { _ in },
      results: { _, info throws(XDRError) in info.placed })
    let (socket, reply) = try await onThread {
      let (socket, numbers) = try peer.accept(calls: 1)
      return (socket, peer.reply(numbers[0], bytes))
    }
    // The second part is far less than what is gathered at once.
    for end in [40_000, 41_000] {
      let begin = end == 40_000 ? 0 : 40_000
      try await onThread { _ = try socket.send([UInt8](reply[begin..<end])) }
      let count = end - (reply.count - bytes.count)
      while await !onDispatcher(client, { buffer.bytes(0..<count) }).elementsEqual(bytes[..<count])
      { try await Task.sleep(for: .milliseconds(5)) }
    }
    try await onThread { _ = try socket.send([UInt8](reply[41_000...])) }
    #expect(try await placed == bytes.count)
    #expect(buffer.bytes(0..<bytes.count) == bytes)
    await client.close()
    socket.close()
  }

  /// Runs `body` where replies are received, so that it does not read what is being written.
  private func onDispatcher<Value: Sendable>(
    _ client: RPCClient, _ body: @escaping @Sendable () -> Value
  ) async -> Value {
    await withCheckedContinuation { continuation in
      client.taskExecutor.perform { continuation.resume(returning: body()) }
    }
  }
}
