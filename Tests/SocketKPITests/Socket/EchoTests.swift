// SPDX-License-Identifier: Apache-2.0
// Data both ways: buffers, chains, upcalls.

import SocketKPI
import Synchronization
import SystemPackage
import Testing

/// Waits for a condition with a deadline.
func eventually(
  within limit: Duration = .seconds(10), _ condition: () throws -> Bool
) rethrows -> Bool {
  let end = ContinuousClock.now + limit
  while ContinuousClock.now < end {
    if try condition() { return true }
    usleepBriefly()
  }
  return try condition()
}

@Suite("data")
struct EchoTests {
  @Test("bytes arrive in order, and the end of the stream is an empty receive")
  func bytes() throws {
    let (client, server) = try makePair()
    defer {
      client.close()
      server.close()
    }
    let text = Array("what the kernel hid".utf8)
    #expect(try client.send(text) == text.count)
    #expect(try server.receive(upTo: 100) == text)
    try client.shutdown(.write)
    #expect(try server.receive(upTo: 100).isEmpty)
  }

  @Test("a chain goes through whole, far beyond one piece")
  func chains() throws {
    let (client, server) = try makePair()
    defer {
      client.close()
      server.close()
    }
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let sender = Thread { _ = try? client.send(MbufChain(copying: bytes)) }
    let chain = try server.receiveChain(upTo: bytes.count, flags: .waitAll)
    #expect(chain.bytes() == bytes)
    sender.join()
  }

  @Test("the upcall runs on arrival, and again while it takes one packet a call")
  func upcall() throws {
    let receiver = try KernelSocket(domain: .inet, type: .datagram)
    defer { receiver.close() }
    try receiver.bind(to: .loopback(port: 0))
    let count = Counter()
    try receiver.setUpcall { socket in
      if (try? socket.receiveChain(upTo: 2000, flags: .dontWait)) != nil { count.add() }
    }
    let sender = try KernelSocket(domain: .inet, type: .datagram)
    defer { sender.close() }
    for index in 0..<50 {
      _ = try sender.send([UInt8(index)], to: receiver.localAddress())
    }
    #expect(eventually { count.value == 50 })
  }

  @Test("an upcall that takes nothing does not spin")
  func idleUpcall() throws {
    let (client, server) = try makePair()
    defer {
      client.close()
      server.close()
    }
    let count = Counter()
    try server.setUpcall { _ in count.add() }
    _ = try client.send([1, 2, 3])
    #expect(eventually { count.value >= 1 })
    let calls = count.value
    // Another socket's round trip through the same dispatcher proves that it is idle.
    #expect(try server.receive(upTo: 10) == [1, 2, 3])
    #expect(count.value <= calls + 1)
  }
}
