// SPDX-License-Identifier: Apache-2.0
// sock_bind, sock_listen and the names of both ends: error rows of the interface.

import CSocketKPI
import Glibc
import SocketKPI
import SystemPackage
import Testing

@Suite("bind, listen and names")
struct NameTests {
  @Test("bind refuses what the kernel refuses")
  func bindErrors() throws {
    let tcp = try KernelSocket(domain: .inet, type: .stream)
    defer { tcp.close() }
    let multicast = try #require(SocketAddress(numericHost: "224.0.0.9", port: 0))
    let foreign = try #require(SocketAddress(numericHost: "192.0.2.77", port: 0))
    #expect(throws: Errno.addressFamilyNotSupported) {
      try tcp.bind(to: .loopback(.inet6, port: 0))
    }
    #expect(throws: Errno.addressFamilyNotSupported) { try tcp.bind(to: multicast) }
    #expect(throws: Errno.addressNotAvailable) { try tcp.bind(to: foreign) }
    try tcp.bind(to: .loopback(port: 0))
    #expect(throws: Errno.invalidArgument) { try tcp.bind(to: .loopback(port: 0)) }
    try tcp.listen(backlog: 1)
    let other = try KernelSocket(domain: .inet, type: .stream)
    defer { other.close() }
    #expect(throws: Errno.addressInUse) { try other.bind(to: tcp.localAddress()) }
  }

  @Test("a defunct socket cannot be bound")
  func defunctBind() throws {
    let socket = try KernelSocket(domain: .inet, type: .stream)
    defer { socket.close() }
    try socket.makeDefunct()
    #expect(throws: Errno.invalidArgument) { try socket.bind(to: .loopback(port: 0)) }
  }

  @Test("listen is for connection-oriented sockets that are neither connected nor dead")
  func listenErrors() throws {
    let udp = try KernelSocket.bound(.inet, .datagram)
    let (client, server) = try makePair()
    let dead = try KernelSocket(domain: .inet, type: .stream)
    defer { closeAll([udp, client, server, dead]) }
    #expect(throws: Errno.notSupportedOnSocket) { try udp.listen(backlog: 1) }
    #expect(throws: Errno.invalidArgument) { try client.listen(backlog: 1) }
    #expect(throws: Errno.connectionRefused) { try dead.connect(to: unusedPort()) }
    #expect(throws: Errno.invalidArgument) { try dead.listen(backlog: 1) }
  }

  @Test("listen binds an unbound socket, may be repeated, and takes any backlog")
  func listenTwice() throws {
    let socket = try KernelSocket(domain: .inet, type: .stream)
    defer { socket.close() }
    for backlog in [0, -3, 5, 4096] { try socket.listen(backlog: backlog) }
    #expect(try socket.localAddress().port != 0)
  }

  @Test("an unbound socket has a local address of zeros, and no peer")
  func unbound() throws {
    let socket = try KernelSocket(domain: .inet, type: .stream)
    defer { socket.close() }
    #expect(try socket.localAddress() == .any(.inet, port: 0))
    #expect(throws: Errno.socketNotConnected) { try socket.peerAddress() }
  }

  @Test("the peer's name outlives its FIN, and is gone after its reset")
  func peerNameAfterEnd() throws {
    let (client, server) = try makePair()
    defer { client.close() }
    try server.shutdown(.write)
    #expect(try client.receive(upTo: 1).isEmpty)
    #expect(client.isConnected)
    _ = try client.peerAddress()
    // Linger 0: the close is a reset.
    try server.setOption(level: SOL_SOCKET, name: SO_LINGER, value: linger(l_onoff: 1, l_linger: 0))
    server.close()
    #expect(eventually { !client.isConnected })
    #expect(throws: Errno.socketNotConnected) { try client.peerAddress() }
  }

  @Test("reserved ports are taken only when they are asked for")
  func reservedPorts() throws {
    let socket = try KernelSocket(domain: .inet, type: .datagram)
    defer { socket.close() }
    try socket.setOption(
      level: CInt(IPPROTO_IP), name: KPI_IP_PORTRANGE, value: CInt(KPI_IP_PORTRANGE_LOW))
    let error = failure { () throws(Errno) in try socket.bind(to: .loopback(port: 0)) }
    if error == nil {
      #expect(try (600...1023).contains(socket.localAddress().port))
    } else {
      #expect(error == .permissionDenied)
    }
    #expect(throws: Errno.invalidArgument) {
      try socket.setOption(level: CInt(IPPROTO_IP), name: KPI_IP_PORTRANGE, value: CInt(3))
    }
  }
}
