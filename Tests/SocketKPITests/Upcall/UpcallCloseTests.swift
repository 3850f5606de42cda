// SPDX-License-Identifier: Apache-2.0
// Closing and releasing around upcalls: SO_UPCALLCLOSEWAIT, own upcalls, retains.

import CSocketKPI
import Glibc
import SocketKPI
import SystemPackage
import Testing

@Suite("closing and upcalls")
struct UpcallCloseTests {
  private func pair(closeWaits: Bool) throws -> (client: KernelSocket, server: KernelSocket) {
    let (client, server) = try makePair()
    try server.setOption(
      level: SOL_SOCKET, name: SO_UPCALLCLOSEWAIT, value: CInt(closeWaits ? 1 : 0))
    return (client, server)
  }

  @Test("with SO_UPCALLCLOSEWAIT close returns after the upcall that was running")
  func closeWaits() throws {
    let (client, server) = try pair(closeWaits: true)
    defer { client.close() }
    let (began, ended) = (Counter(), Counter())
    try server.setUpcall { _ in
      began.add()
      usleep(50_000)
      ended.add()
    }
    try client.send([1])
    #expect(eventually { began.value == 1 })
    server.close()
    #expect(ended.value == began.value)
  }

  @Test(
    "the socket's own upcall may close it, with or without the option", arguments: [true, false])
  func closeFromWithin(closeWaits: Bool) throws {
    let (client, server) = try pair(closeWaits: closeWaits)
    defer { client.close() }
    let closed = Counter()
    try server.setUpcall { socket in
      socket.close()
      closed.add()
    }
    try client.send([1])
    #expect(eventually { closed.value == 1 })
    #expect(throws: Errno.badFileDescriptor) { try server.send([1]) }
  }

  @Test("one socket's upcall may close another of the same dispatcher")
  func closeOther() throws {
    let (client, server) = try makePair()
    let (otherClient, other) = try makePair()
    defer { closeAll([client, otherClient]) }
    let closed = Counter()
    try other.setUpcall { _ in }
    try server.setUpcall { socket in
      _ = try? socket.receive(upTo: 10, flags: .dontWait)
      other.close()
      closed.add()
    }
    try client.send([1])
    #expect(eventually { closed.value == 1 })
    server.close()
  }

  @Test("after close no upcall starts")
  func nothingAfterClose() throws {
    for _ in 0..<20 {
      let (client, server) = try pair(closeWaits: true)
      let calls = Counter()
      try server.setUpcall { socket in
        calls.add()
        _ = try? socket.receive(upTo: 100, flags: .dontWait)
      }
      let sender = Thread { for _ in 0..<50 { _ = try? client.send([1], flags: .dontWait) } }
      server.close()
      let after = calls.value
      sender.join()
      drain(server.dispatcher)
      #expect(calls.value == after)
      client.close()
    }
  }

  @Test("a retained socket keeps calling back after its owner's close, until the last release")
  func retained() throws {
    let (client, server) = try makePair()
    defer { client.close() }
    let reads = Counter()
    try server.setUpcall { socket in
      if let bytes = try? socket.receive(upTo: 100, flags: .dontWait), !bytes.isEmpty {
        reads.add()
      }
    }
    server.retain()
    server.close()
    try client.send([1])
    #expect(eventually { reads.value == 1 })
    server.release()
    let after = reads.value
    _ = try? client.send([2])
    drain(server.dispatcher)
    #expect(reads.value == after)
  }

  @Test("a release that is not the last leaves upcalls alone")
  func earlyRelease() throws {
    let (client, server) = try pair(closeWaits: true)
    defer { closeAll([client, server]) }
    let reads = Counter()
    try server.setUpcall { socket in
      if let bytes = try? socket.receive(upTo: 100, flags: .dontWait), !bytes.isEmpty {
        reads.add()
      }
    }
    server.retain()
    server.release()
    try client.send([1])
    #expect(eventually { reads.value == 1 })
  }
}
