// SPDX-License-Identifier: Apache-2.0
// sock_receive and sock_receivembuf: blocking, low water, MSG_WAITALL, MSG_PEEK, datagrams, errors.

import CSocketKPI
import Glibc
import SocketKPI
import SystemPackage
import Testing

@Suite("receiving, row by row")
struct ReceiveTests {
  @Test("streams that were never connected are ENOTCONN; unconnected datagrams wait")
  func states() throws {
    let tcp = try KernelSocket(domain: .inet, type: .stream)
    let (listener, _) = try makeListener()
    let udp = try KernelSocket.bound(.inet, .datagram)
    let defunct = try KernelSocket.bound(.inet, .datagram)
    defer { closeAll([tcp, listener, udp, defunct]) }
    try defunct.makeDefunct()
    #expect(throws: Errno.socketNotConnected) { try tcp.receive(upTo: 1) }
    #expect(throws: Errno.socketNotConnected) { try listener.receive(upTo: 1) }
    #expect(throws: Errno.wouldBlock) { try udp.receive(upTo: 1, flags: .dontWait) }
    #expect(throws: Errno.socketNotConnected) { try defunct.receive(upTo: 1) }
    #expect(throws: Errno.invalidArgument) { _ = try udp.receiveChain(upTo: 0) }
    try udp.setNonBlocking(true)
    #expect(throws: Errno.wouldBlock) { try udp.receive(upTo: 1) }
  }

  @Test("SO_RCVTIMEO ends a wait with EWOULDBLOCK, not before")
  func timeout() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    try server.setOption(
      level: SOL_SOCKET, name: SO_RCVTIMEO, value: timeval(tv_sec: 0, tv_usec: 60_000))
    let began = ContinuousClock.now
    #expect(throws: Errno.wouldBlock) { try server.receive(upTo: 1) }
    #expect(ContinuousClock.now - began >= .milliseconds(55))
  }

  @Test("MSG_WAITALL: a time-out before everything is there consumes nothing")
  func waitAllTimesOut() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    try server.setOption(
      level: SOL_SOCKET, name: SO_RCVTIMEO, value: timeval(tv_sec: 0, tv_usec: 60_000))
    try client.send([1, 2, 3])
    #expect(throws: Errno.wouldBlock) { try server.receive(upTo: 5, flags: .waitAll) }
    try client.send([4, 5])
    #expect(try server.receive(upTo: 5, flags: .waitAll) == [1, 2, 3, 4, 5])
    try client.send([6])
    try client.shutdown(.write)
    #expect(try server.receive(upTo: 5, flags: .waitAll) == [6])
    #expect(try server.receive(upTo: 5, flags: .waitAll).isEmpty)
  }

  @Test(
    "MSG_WAITALL on a non-blocking socket is EWOULDBLOCK with data there; MSG_DONTWAIT takes it")
  func waitAllNonBlocking() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    try server.setNonBlocking(true)
    try client.send([1, 2, 3])
    #expect(
      eventually { (try? server.option(level: SOL_SOCKET, name: SO_NREAD, initial: CInt(0))) == 3 })
    #expect(throws: Errno.wouldBlock) { try server.receive(upTo: 5, flags: .waitAll) }
    #expect(try server.receive(upTo: 5, flags: [.waitAll, .dontWait]) == [1, 2, 3])
  }

  @Test("below the low-water mark a non-blocking socket has nothing; MSG_DONTWAIT takes it")
  func lowWater() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    try server.setOption(level: SOL_SOCKET, name: SO_RCVLOWAT, value: CInt(4))
    try server.setNonBlocking(true)
    try client.send([1, 2])
    #expect(
      eventually { (try? server.option(level: SOL_SOCKET, name: SO_NREAD, initial: CInt(0))) == 2 })
    #expect(throws: Errno.wouldBlock) { try server.receive(upTo: 10) }
    #expect(try server.receive(upTo: 10, flags: .dontWait) == [1, 2])
    try client.send([3, 4, 5, 6])
    #expect(eventually { (try? server.receive(upTo: 10)) == [3, 4, 5, 6] })
  }

  @Test("MSG_PEEK leaves the data, as bytes and as a chain")
  func peek() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    try client.send([7, 8, 9])
    #expect(try server.receive(upTo: 2, flags: .peek) == [7, 8])
    #expect(try server.receiveChain(upTo: 100, flags: .peek).bytes() == [7, 8, 9])
    #expect(try server.receiveChain(upTo: 100).bytes() == [7, 8, 9])
    #expect(throws: Errno.wouldBlock) {
      _ = try server.receiveChain(upTo: 1, flags: [.peek, .dontWait])
    }
  }

  @Test("datagrams stay apart, an empty one counts, and what does not fit is cut and said so")
  func datagrams() throws {
    let receiver = try KernelSocket.bound(.inet, .datagram)
    let sender = try KernelSocket.bound(.inet, .datagram)
    defer { closeAll([receiver, sender]) }
    let address = try receiver.localAddress()
    for packet: [UInt8] in [[1, 2], [], [3, 4, 5]] { try sender.send(packet, to: address) }
    #expect(try receiver.receive(upTo: 10) == [1, 2])
    let empty = try receiver.receiveMessage(upTo: 10)
    #expect(empty.chain.byteCount == 0)
    #expect(try empty.sender == sender.localAddress())
    let cut = try receiver.receiveMessage(upTo: 2)
    #expect(cut.chain.bytes() == [3, 4])
    #expect(cut.flags == .truncated)
    #expect(throws: Errno.wouldBlock) { try receiver.receive(upTo: 1, flags: .dontWait) }
  }

  @Test("after a reset the data comes first, then the error once, then the end for ever")
  func afterReset() throws {
    let (client, server) = try makePair()
    defer { client.close() }
    try server.setOption(level: SOL_SOCKET, name: SO_LINGER, value: linger(l_onoff: 1, l_linger: 0))
    server.close()
    #expect(throws: Errno.connectionReset) { try client.receive(upTo: 10) }
    #expect(try client.receive(upTo: 10).isEmpty)
    #expect(try client.receive(upTo: 10).isEmpty)
    #expect(!client.isConnected)
    #expect(throws: Errno.brokenPipe) { try client.send([1]) }
  }

  @Test("a datagram nobody wants comes back as ECONNREFUSED, once")
  func refusedDatagram() throws {
    let target = try KernelSocket.bound(.inet, .datagram)
    let address = try target.localAddress()
    target.close()
    let socket = try KernelSocket(domain: .inet, type: .datagram)
    defer { socket.close() }
    try socket.connect(to: address)
    try socket.send([1])
    try socket.setOption(
      level: SOL_SOCKET, name: SO_RCVTIMEO, value: timeval(tv_sec: 5, tv_usec: 0))
    #expect(throws: Errno.connectionRefused) { try socket.receive(upTo: 10) }
    #expect(throws: Errno.wouldBlock) { try socket.receive(upTo: 10, flags: .dontWait) }
  }

  @Test("the urgent byte: EINVAL without one, then the byte, and SIOCATMARK in place")
  func urgent() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    #expect(throws: Errno.invalidArgument) { try server.receive(upTo: 1, flags: .outOfBand) }
    try client.send([1, 2])
    try client.send([9], flags: .outOfBand)
    #expect(eventually { (try? server.receive(upTo: 1, flags: .outOfBand)) == [9] })
    #expect(try server.receive(upTo: 10) == [1, 2])
    let udp = try KernelSocket.bound(.inet, .datagram)
    defer { udp.close() }
    #expect(throws: Errno.notSupportedOnSocket) { try udp.receive(upTo: 1, flags: .outOfBand) }
  }
}
