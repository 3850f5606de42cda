// SPDX-License-Identifier: Apache-2.0
// sock_shutdown, sock_close, retain and release, socket_defunct.

import CSocketKPI
import Glibc
import SocketKPI
import SystemPackage
import Testing

@Suite("shutdown, close and defunct")
struct EndTests {
  @Test("only a connected socket can be shut, each direction once")
  func shutdownErrors() throws {
    let tcp = try KernelSocket(domain: .inet, type: .stream)
    let udp = try KernelSocket.bound(.inet, .datagram)
    let (listener, _) = try makeListener()
    let (client, server) = try makePair()
    defer { closeAll([tcp, udp, listener, client, server]) }
    for socket in [tcp, udp, listener] {
      #expect(throws: Errno.socketNotConnected) { try socket.shutdown(.both) }
    }
    try client.shutdown(.write)
    #expect(throws: Errno.socketNotConnected) { try client.shutdown(.write) }
    try client.shutdown(.read)
    #expect(throws: Errno.socketNotConnected) { try client.shutdown(.read) }
    #expect(throws: Errno.socketNotConnected) { try client.shutdown(.both) }
  }

  @Test("SHUT_RD discards what is there and what comes, and tells the peer nothing")
  func shutRead() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    try client.send([1, 2, 3])
    try server.shutdown(.read)
    #expect(try server.receive(upTo: 10).isEmpty)
    try client.send([4])
    #expect(try server.receive(upTo: 10).isEmpty)
    #expect(try server.send([5]) == 1)
    #expect(try client.receive(upTo: 10) == [5])
  }

  @Test("SHUT_RD of a connected datagram socket works the same")
  func shutReadDatagram() throws {
    let peer = try KernelSocket.bound(.inet, .datagram)
    let socket = try KernelSocket.bound(.inet, .datagram)
    defer { closeAll([peer, socket]) }
    try socket.connect(to: peer.localAddress())
    try peer.send([1], to: socket.localAddress())
    try socket.shutdown(.read)
    #expect(try socket.receive(upTo: 10).isEmpty)
    #expect(try socket.send([2]) == 1)
    #expect(try peer.receive(upTo: 10) == [2])
  }

  @Test("SHUT_RDWR after the peer's FIN is ENOTCONN, and the FIN goes out all the same")
  func shutBothAfterFin() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    try server.shutdown(.write)
    #expect(try client.receive(upTo: 1).isEmpty)
    #expect(throws: Errno.socketNotConnected) { try client.shutdown(.both) }
    #expect(try server.receive(upTo: 1).isEmpty)
  }

  @Test("close with unread input is an orderly end for the peer, not a reset")
  func orderlyClose() throws {
    let (client, server) = try makePair()
    defer { client.close() }
    try client.send([1, 2, 3])
    #expect(
      eventually { (try? server.option(level: SOL_SOCKET, name: SO_NREAD, initial: CInt(0))) == 3 })
    server.close()
    #expect(try client.receive(upTo: 1).isEmpty)
  }

  @Test("a retained socket lives until its last release, whichever comes last")
  func retains() throws {
    let (client, server) = try makePair()
    defer { client.close() }
    server.retain()
    server.retain()
    server.close()
    try client.send([1])
    #expect(try server.receive(upTo: 1) == [1])
    server.release()
    #expect(try server.send([2]) == 1)
    server.release()
    #expect(throws: Errno.badFileDescriptor) { try server.send([3]) }
    #expect(try client.receive(upTo: 2) == [2])
    #expect(try client.receive(upTo: 2).isEmpty)
  }

  @Test("released before close, the close is real")
  func releasedFirst() throws {
    let socket = try KernelSocket(domain: .inet, type: .stream)
    socket.retain()
    socket.release()
    _ = try socket.localAddress()
    socket.close()
    #expect(throws: Errno.badFileDescriptor) { try socket.localAddress() }
  }

  @Test("closing wakes a receiver that sleeps")
  func closeWakes() throws {
    let (client, server) = try makePair()
    defer { client.close() }
    let outcome = Outcome()
    let sleeper = Thread {
      outcome.set(failure { () throws(Errno) in _ = try server.receive(upTo: 1) })
    }
    usleep(20_000)
    server.close()
    sleeper.join()
    #expect(outcome.isSet)
  }

  @Test("defunct: sleepers get EBADF, sends EPIPE, receives ENOTCONN, and again is fine")
  func defunct() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    let outcome = Outcome()
    let sleeper = Thread {
      outcome.set(failure { () throws(Errno) in _ = try client.receive(upTo: 1) })
    }
    usleep(20_000)
    try client.makeDefunct()
    sleeper.join()
    #expect(outcome.value == .badFileDescriptor)
    try client.makeDefunct()
    #expect(throws: Errno.brokenPipe) { try client.send([1]) }
    #expect(throws: Errno.socketNotConnected) { try client.receive(upTo: 1) }
    #expect(try client.option(level: SOL_SOCKET, name: SO_ISDEFUNCT, initial: CInt(0)) == 1)
    let local = try KernelSocket(domain: .unix, type: .stream)
    defer { local.close() }
    #expect(throws: Errno.notSupportedOnSocket) { try local.makeDefunct() }
  }
}
