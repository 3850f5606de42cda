// SPDX-License-Identifier: Apache-2.0
// Input that gathers before the upcall hears of it.

import SocketKPI
import SystemPackage
import Testing

@Suite("input that gathers", .serialized)
struct GatherTests {
  /// A connection whose upcall counts its calls and the bytes it takes.
  private func withPair(
    _ body: (_ client: KernelSocket, _ server: KernelSocket, Counter, Counter) throws -> Void
  ) throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    let (calls, bytes) = (Counter(), Counter())
    server.gatherInput(1000)
    try server.setUpcall { socket in
      calls.add()
      while let some = try? socket.receive(upTo: 4096, flags: .dontWait), !some.isEmpty {
        bytes.add(some.count)
      }
    }
    drain(server.dispatcher)  // what arming itself brings
    try body(client, server, calls, bytes)
  }

  private let few = [UInt8](repeating: 1, count: 10)

  @Test("less than was asked for is not announced, as much is")
  func announces() throws {
    try withPair { client, server, calls, bytes in
      let before = calls.value
      try client.send(few)
      drain(server.dispatcher)
      #expect(calls.value == before)
      try client.send([UInt8](repeating: 1, count: 990))
      #expect(eventually { bytes.value == 1000 })
    }
  }

  @Test("asking for one byte announces what is there")
  func asksForLess() throws {
    try withPair { client, server, _, bytes in
      try client.send(few)
      server.gatherInput(1)
      #expect(eventually { bytes.value == 10 })
    }
  }

  @Test("the end of the stream is announced, whatever has gathered")
  func end() throws {
    try withPair { client, _, _, bytes in
      try client.send(few)
      client.close()
      #expect(eventually { bytes.value == 10 })
    }
  }
}
