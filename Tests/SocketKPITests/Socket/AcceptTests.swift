// SPDX-License-Identifier: Apache-2.0
// sock_accept: error rows, what is inherited, MSG_USEUPCALL.

import CSocketKPI
import Glibc
import SocketKPI
import SystemPackage
import Testing

@Suite("accept")
struct AcceptTests {
  @Test("accept is for listeners, knows two flags, and does not wait when told so")
  func errors() throws {
    let (listener, _) = try makeListener()
    let idle = try KernelSocket(domain: .inet, type: .stream)
    let udp = try KernelSocket.bound(.inet, .datagram)
    defer { closeAll([listener, idle, udp]) }
    #expect(throws: Errno.invalidArgument) { try idle.accept() }
    #expect(throws: Errno.invalidArgument) { try udp.accept() }
    #expect(throws: Errno.notSupported) { try listener.accept(flags: .peek) }
    #expect(throws: Errno.notSupported) { try listener.accept(flags: [.dontWait, .waitAll]) }
    #expect(throws: Errno.wouldBlock) { try listener.accept(flags: .dontWait) }
    try listener.setNonBlocking(true)
    #expect(throws: Errno.wouldBlock) { try listener.accept() }
  }

  @Test(
    "a connection inherits mode, class and linger; not time-outs, low water or the close option")
  func inherits() throws {
    let (listener, address) = try makeListener()
    defer { listener.close() }
    try listener.setNonBlocking(true)
    try listener.setTrafficClass(.background)
    try listener.setOption(level: SOL_SOCKET, name: SO_KEEPALIVE, value: CInt(1))
    try listener.setOption(level: SOL_SOCKET, name: SO_NOADDRERR, value: CInt(1))
    try listener.setOption(
      level: SOL_SOCKET, name: SO_LINGER, value: linger(l_onoff: 1, l_linger: 300))
    try listener.setOption(level: SOL_SOCKET, name: SO_UPCALLCLOSEWAIT, value: CInt(1))
    try listener.setOption(
      level: SOL_SOCKET, name: SO_RCVTIMEO, value: timeval(tv_sec: 5, tv_usec: 0))
    try listener.setOption(level: SOL_SOCKET, name: SO_RCVLOWAT, value: CInt(10))
    let client = try KernelSocket(domain: .inet, type: .stream)
    try client.connect(to: address)
    let (server, peer) = try listener.accept()
    defer { closeAll([client, server]) }
    #expect(try peer == client.localAddress())
    #expect(server.isNonBlocking && server.isConnected)
    #expect(server.trafficClass == .background)
    func number(_ name: CInt) throws -> CInt {
      try server.option(level: SOL_SOCKET, name: name, initial: CInt(-1))
    }
    #expect(try number(SO_KEEPALIVE) == 8)
    #expect(try number(SO_NOADDRERR) == 2)
    #expect(try number(SO_UPCALLCLOSEWAIT) == 0)
    #expect(try number(SO_RCVLOWAT) == 1)
    #expect(
      try server.option(level: SOL_SOCKET, name: SO_LINGER, initial: linger()).l_linger == 300)
    #expect(try server.option(level: SOL_SOCKET, name: SO_RCVTIMEO, initial: timeval()).tv_sec == 0)
    #expect(throws: Errno.wouldBlock) { try server.receive(upTo: 1) }
  }

  @Test("closing the listener ends an accept that sleeps")
  func closedListener() throws {
    let (listener, _) = try makeListener()
    let outcome = Outcome()
    let sleeper = Thread {
      outcome.set(failure { () throws(Errno) in _ = try listener.accept() })
    }
    usleep(20_000)
    listener.close()
    sleeper.join()
    #expect(outcome.value == .connectionAbort || outcome.value == .badFileDescriptor)
  }

  @Test("MSG_USEUPCALL hands the listener's upcall on; an explicit one wins; none is the default")
  func useUpcall() throws {
    let (listener, address) = try makeListener()
    defer { listener.close() }
    let (inherited, explicit) = (Counter(), Counter())
    try listener.setUpcall { socket in if socket.isConnected { inherited.add() } }
    var made: [KernelSocket] = []
    defer { closeAll(made) }
    func connection(_ flags: MessageFlags, _ upcall: Upcall?) throws -> KernelSocket {
      let client = try KernelSocket(domain: .inet, type: .stream)
      try client.connect(to: address)
      let server = try listener.accept(flags: flags, upcall: upcall).socket
      made += [client, server]
      return client
    }
    try connection(.useUpcall, nil).send([1])
    #expect(eventually { inherited.value > 0 })
    let before = inherited.value
    try connection(.useUpcall) { _ in explicit.add() }.send([1])
    #expect(eventually { explicit.value > 0 })
    try connection([], nil).send([1])
    #expect(inherited.value == before)
  }

  @Test("data that came before the upcall was armed is reported once it is")
  func earlyData() throws {
    let (listener, address) = try makeListener()
    let client = try KernelSocket(domain: .inet, type: .stream)
    defer { closeAll([listener, client]) }
    try client.connect(to: address)
    try client.send([1, 2, 3])
    let count = Counter()
    let server = try listener.accept(upcall: { _ in count.add() }).socket
    defer { server.close() }
    #expect(eventually { count.value > 0 })
  }
}
