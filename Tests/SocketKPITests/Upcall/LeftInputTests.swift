// SPDX-License-Identifier: Apache-2.0
// What one thread brings in and does not take, the upcall hears of, although the host has it no more.

import CSocketKPI
import Glibc
import SocketKPI
import SystemPackage
import Testing

@Suite("input that a receiver leaves", .serialized)
struct LeftInputTests {
  /// Runs `body` while the socket's dispatcher looks at nothing.
  private func whileDeaf(_ socket: KernelSocket, _ body: () throws -> Void) rethrows {
    let (isDeaf, mayListen) = (Counter(), Counter())
    socket.dispatcher.perform {
      isDeaf.add()
      _ = eventually { mayListen.value == 1 }
    }
    #expect(eventually { isDeaf.value == 1 })
    defer { mayListen.add() }
    try body()
  }

  /// Arms an upcall that takes all there is.
  private func takeAll(_ socket: KernelSocket) throws -> Log<UInt8> {
    let taken = Log<UInt8>()
    try socket.setUpcall { socket in
      while let bytes = try? socket.receive(upTo: 10, flags: .dontWait), !bytes.isEmpty {
        for byte in bytes { taken.add(byte) }
      }
    }
    return taken
  }

  @Test("behind a filter: a thread takes one byte of four, the upcall gets three")
  func filtered() throws {
    let filter = try Registered { _ throws(Errno) in ProbeFilter("f", Log<String>()) }
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    try server.attachFilter(handle: filter.handle)
    let taken = try takeAll(server)
    try whileDeaf(server) {
      try client.send([1, 2, 3, 4])
      #expect(try server.receive(upTo: 1) == [1])
    }
    #expect(eventually { taken.all == [2, 3, 4] })
  }

  @Test("MSG_WAITALL that times out: the upcall gets what came")
  func timedOut() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    try server.setOption(
      level: SOL_SOCKET, name: SO_RCVTIMEO, value: timeval(tv_sec: 0, tv_usec: 50_000))
    let taken = try takeAll(server)
    try whileDeaf(server) {
      try client.send([1, 2])
      #expect(throws: Errno.wouldBlock) { try server.receive(upTo: 3, flags: .waitAll) }
    }
    #expect(eventually { taken.all == [1, 2] })
  }

  @Test("SO_DONTTRUNC: a thread takes the front of a packet, the upcall gets its rest")
  func rest() throws {
    let receiver = try KernelSocket.bound(.inet, .datagram)
    let sender = try KernelSocket(domain: .inet, type: .datagram)
    defer { closeAll([receiver, sender]) }
    try receiver.setOption(level: SOL_SOCKET, name: SO_DONTTRUNC, value: CInt(1))
    let taken = try takeAll(receiver)
    try whileDeaf(receiver) {
      try sender.send([1, 2, 3], to: receiver.localAddress())
      #expect(try receiver.receive(upTo: 1) == [1])
    }
    #expect(eventually { taken.all == [2, 3] })
  }

  @Test("a look is announced once: an upcall that only looks is not called for ever")
  func looks() throws {
    let receiver = try KernelSocket.bound(.inet, .datagram)
    let sender = try KernelSocket(domain: .inet, type: .datagram)
    defer { closeAll([receiver, sender]) }
    try receiver.setOption(level: SOL_SOCKET, name: SO_DONTTRUNC, value: CInt(1))
    let calls = Counter()
    try receiver.setUpcall { socket in
      calls.add()
      _ = try? socket.receive(upTo: 1, flags: [.peek, .dontWait])
    }
    try sender.send([1, 2, 3], to: receiver.localAddress())
    #expect(eventually { calls.value >= 1 })
    drain(receiver.dispatcher)
    #expect(calls.value <= 2)
  }
}
