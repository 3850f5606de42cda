// SPDX-License-Identifier: Apache-2.0
// Filters that come, go and rewrite while data flows and other threads do the same.

import CSocketKPI
import Glibc
import SocketKPI
import Synchronization
import SystemPackage
import Testing

/// A filter that leaves everything as it is, and may do something of its own with the socket.
private final class Onlooker: FilterInstance {
  let seen: Counter
  let isOff: Counter
  let look: @Sendable (KernelSocket) -> Void
  init(_ seen: Counter, _ isOff: Counter, _ look: @escaping @Sendable (KernelSocket) -> Void) {
    self.seen = seen
    self.isOff = isOff
    self.look = look
  }
  func detached(from socket: KernelSocket) { isOff.add() }
  func inbound(
    _ data: inout MbufChain, control: inout MbufChain, from sender: SocketAddress?,
    flags: FilterDataFlags, on socket: KernelSocket
  ) throws(Errno) -> FilterVerdict {
    seen.add(data.byteCount)
    look(socket)
    return .proceed
  }
}

@Suite("filters at work", .serialized)
struct FilterRaceTests {
  @Test("of many threads that attach one filter to one socket one succeeds, the others are EEXIST")
  func oneAttach() throws {
    for _ in 0..<50 {
      let (log, wins, refusals) = (Log<String>(), Counter(), Counter())
      let filter = try Registered { _ throws(Errno) in
        sched_yield()
        return ProbeFilter("f", log)
      }
      let handle = filter.handle
      let socket = try KernelSocket(domain: .inet, type: .stream)
      joinAll(
        (0..<6).map { _ in
          Thread {
            switch failure({ () throws(Errno) in try socket.attachFilter(handle: handle) }) {
            case nil: wins.add()
            case .fileExists: refusals.add()
            default: break
            }
          }
        })
      #expect(wins.value == 1 && refusals.value == 5)
      socket.close()
      #expect(log.all == ["f closing", "f detached"])
    }
  }

  @Test("attached and unregistered at the same time: every attach has its detach, then the report")
  func unregisterRace() throws {
    for _ in 0..<50 {
      let (attached, detached, reports) = (Counter(), Counter(), Counter())
      let sockets = try (0..<4).map { _ in try KernelSocket(domain: .inet, type: .stream) }
      let report: @Sendable () -> Void = { reports.add() }
      let filter = try Registered(unregistered: report) { _ throws(Errno) in
        attached.add()
        return Onlooker(Counter(), detached) { _ in }
      }
      let handle = filter.handle
      let attachers = sockets.map { socket in
        Thread { try? socket.attachFilter(handle: handle) }
      }
      try SocketFilter.unregister(handle: handle)
      joinAll(attachers)
      #expect(attached.value == detached.value)
      #expect(reports.value == 1)
      closeAll(sockets)
    }
  }

  @Test("filters come and go on a stream that is read by upcall and by a thread: no byte is lost")
  func traffic() throws {
    let (seen, off, over) = (Counter(), Counter(), Counter())
    let filter = try Registered { _ throws(Errno) in Onlooker(seen, off) { _ in } }
    let handle = filter.handle
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    let (received, sum) = (Counter(), Counter())
    let take: @Sendable (KernelSocket, MessageFlags) -> Bool = { socket, flags in
      guard let bytes = try? socket.receive(upTo: 777, flags: flags), !bytes.isEmpty else {
        return false
      }
      sum.add(bytes.reduce(0) { $0 + Int($1) })
      received.add(bytes.count)
      return true
    }
    try server.setUpcall { socket in while take(socket, .dontWait) {} }
    let reader = Thread { while over.value == 0 { _ = take(server, .dontWait) } }
    let changer = Thread {
      while over.value == 0 {
        try? server.attachFilter(handle: handle)
        sched_yield()
        try? server.detachFilter(handle: handle)
      }
    }
    let piece = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
    for _ in 0..<500 { try client.send(piece) }
    #expect(eventually { received.value == 500 * piece.count })
    #expect(sum.value == 500 * piece.reduce(0) { $0 + Int($1) })
    over.add()
    joinAll([reader, changer])
    #expect(seen.value <= received.value)
  }

  @Test("a filtered stream reads in order to its end, whoever moves the data")
  func order() throws {
    let (seen, off) = (Counter(), Counter())
    let filter = try Registered { _ throws(Errno) in Onlooker(seen, off) { _ in } }
    for round in 0..<20 {
      let (client, server) = try makePair()
      try server.attachFilter(handle: filter.handle)
      if round % 2 == 0 { try server.setUpcall { _ in } }
      let bytes = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      let sender = Thread {
        var start = 0
        while start < bytes.count {
          let end = min(start + 3001, bytes.count)
          _ = try? client.send(Array(bytes[start..<end]))
          start = end
        }
        client.close()
      }
      var received: [UInt8] = []
      while true {
        let part = try server.receive(upTo: 1234)
        if part.isEmpty { break }
        received += part
      }
      sender.join()
      #expect(received == bytes)
      server.close()
    }
  }

  @Test("filtered packets that several threads receive: each once, and no empty ones in between")
  func packets() throws {
    let (seen, off) = (Counter(), Counter())
    let filter = try Registered(type: .datagram) { _ throws(Errno) in Onlooker(seen, off) { _ in } }
    let receiver = try KernelSocket.bound(.inet, .datagram)
    let sender = try KernelSocket(domain: .inet, type: .datagram)
    defer { sender.close() }
    try receiver.attachFilter(handle: filter.handle)
    try receiver.setOption(level: SOL_SOCKET, name: SO_RCVBUF, value: CInt(1_000_000))
    let address = try receiver.localAddress()
    let (received, empty) = (Counter(), Counter())
    let readers = (0..<4).map { _ in
      Thread {
        while let bytes = try? receiver.receive(upTo: 10) {
          if bytes.isEmpty { empty.add() } else { received.add(Int(bytes[0])) }
        }
      }
    }
    for _ in 0..<1000 { try sender.send([1], to: address) }
    #expect(eventually { received.value == 1000 })
    #expect(empty.value == 0)
    try receiver.makeDefunct()  // ends the readers
    joinAll(readers)
    receiver.close()
  }

  @Test("an empty packet is a packet to a filter and behind it")
  func emptyPacket() throws {
    let (seen, off) = (Counter(), Counter())
    let filter = try Registered(type: .datagram) { _ throws(Errno) in Onlooker(seen, off) { _ in } }
    let receiver = try KernelSocket.bound(.inet, .datagram)
    let sender = try KernelSocket(domain: .inet, type: .datagram)
    defer { closeAll([receiver, sender]) }
    try receiver.attachFilter(handle: filter.handle)
    for packet: [UInt8] in [[], [1]] { try sender.send(packet, to: receiver.localAddress()) }
    for flags in [MessageFlags.peek, []] {
      let message = try receiver.receiveMessage(upTo: 10, flags: flags)
      #expect(message.chain.byteCount == 0 && message.sender != nil)
    }
    #expect(try receiver.receive(upTo: 10) == [1])
  }

  @Test("an inbound filter may receive on its own socket: what is there, without sleeping")
  func nested() throws {
    let (seen, off, refused) = (Counter(), Counter(), Counter())
    let filter = try Registered { _ throws(Errno) in
      Onlooker(seen, off) { socket in
        let error = failure { () throws(Errno) in _ = try socket.receive(upTo: 10) }
        if error == .wouldBlock { refused.add() }
      }
    }
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    try server.attachFilter(handle: filter.handle)
    try client.send([1, 2])
    #expect(try server.receive(upTo: 10) == [1, 2])
    #expect(refused.value == 1 && seen.value == 2)
  }

  @Test("a connect_out filter may send the connection elsewhere, of TCP and UDP")
  func detour() throws {
    let (listener, address) = try makeListener()
    let packets = try KernelSocket.bound(.inet, .datagram)
    let target = try packets.localAddress()
    let streams = try Registered { _ throws(Errno) in DivertingFilter(to: address) }
    let datagrams = try Registered(type: .datagram) { _ throws(Errno) in DivertingFilter(to: target)
    }
    let wrong = try Registered { _ throws(Errno) in DivertingFilter(to: .loopback(.inet6, port: 9))
    }
    let client = try KernelSocket(domain: .inet, type: .stream)
    let sender = try KernelSocket(domain: .inet, type: .datagram)
    let lost = try KernelSocket(domain: .inet, type: .stream)
    defer { closeAll([listener, packets, client, sender, lost]) }
    try client.attachFilter(handle: streams.handle)
    try client.connect(to: .loopback(port: 1))
    #expect(try client.peerAddress() == address)
    try listener.accept().socket.close()
    try sender.attachFilter(handle: datagrams.handle)
    try sender.connect(to: .loopback(port: 1))
    #expect(try sender.peerAddress() == target)
    // What a filter makes of the address is checked like any other.
    try lost.attachFilter(handle: wrong.handle)
    #expect(throws: Errno.addressFamilyNotSupported) { try lost.connect(to: address) }
  }
}
