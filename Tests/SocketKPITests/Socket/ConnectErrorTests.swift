// SPDX-License-Identifier: Apache-2.0
// sock_connect and sock_connectwait: error rows of the interface.

import CSocketKPI
import Glibc
import SocketKPI
import SystemPackage
import Testing

/// A listener whose queue is full, so that a further connect stays under way, and a socket to do it.
struct FullListener {
  let listener: KernelSocket
  let address: SocketAddress
  /// Not connecting yet.
  let caller: KernelSocket
  private let fillers: [KernelSocket]

  init() throws {
    (listener, address) = try makeListener(backlog: 1)
    caller = try KernelSocket(domain: .inet, type: .stream)
    var fillers: [KernelSocket] = []
    for _ in 0..<8 {
      let filler = try KernelSocket(domain: .inet, type: .stream)
      fillers.append(filler)
      do { try filler.connect(to: address, flags: .dontWait) } catch {
        if error != .nowInProgress { throw error }
        if (try? filler.waitForConnection(timeout: .milliseconds(20))) == nil { break }
      }
    }
    self.fillers = fillers
  }

  func close() { closeAll(fillers + [caller, listener]) }
}

@Suite("connect, row by row")
struct ConnectErrorTests {
  @Test("addresses that cannot be connected to are refused before anything is sent")
  func addresses() throws {
    let multicast = try #require(SocketAddress(numericHost: "224.0.0.9", port: 9))
    let rows: [(SocketAddress, Errno)] = [
      (.loopback(port: 0), .addressNotAvailable),
      (.loopback(.inet6, port: 9), .addressFamilyNotSupported),
      (multicast, .addressFamilyNotSupported),
    ]
    let socket = try KernelSocket(domain: .inet, type: .stream)
    defer { socket.close() }
    for (address, expected) in rows {
      #expect(throws: expected) { try socket.connect(to: address) }
    }
    // None of them has used the socket up.
    let (listener, address) = try makeListener()
    defer { listener.close() }
    try socket.connect(to: address)
  }

  @Test("a second connect while the first is under way is EALREADY, waiting or not, and harmless")
  func twice() throws {
    let full = try FullListener()
    let socket = full.caller
    defer { full.close() }
    #expect(throws: Errno.nowInProgress) { try socket.connect(to: full.address, flags: .dontWait) }
    #expect(throws: Errno.alreadyInProcess) {
      try socket.connect(to: full.address, flags: .dontWait)
    }
    #expect(throws: Errno.alreadyInProcess) { try socket.connect(to: full.address) }
    #expect(throws: Errno.nowInProgress) { try socket.waitForConnection(timeout: .zero) }
    #expect(throws: Errno.invalidArgument) { try socket.listen(backlog: 1) }
    #expect(throws: Errno.socketNotConnected) { try socket.send([1]) }
    #expect(throws: Errno.wouldBlock) { try socket.receive(upTo: 1, flags: .dontWait) }
  }

  @Test("connectwait: a time out of range is EDOM while connecting, and ignored otherwise")
  func range() throws {
    let full = try FullListener()
    let socket = full.caller
    let (client, server) = try makePair()
    defer {
      closeAll([client, server])
      full.close()
    }
    #expect(throws: Errno.invalidArgument) { try socket.waitForConnection(timeout: .seconds(-1)) }
    #expect(throws: Errno.nowInProgress) { try socket.connect(to: full.address, flags: .dontWait) }
    for timeout in [Duration.seconds(-1), .seconds(328)] {
      #expect(throws: Errno.outOfDomain) { try socket.waitForConnection(timeout: timeout) }
    }
    let began = ContinuousClock.now
    #expect(throws: Errno.nowInProgress) {
      try socket.waitForConnection(timeout: .milliseconds(50))
    }
    #expect(ContinuousClock.now - began >= .milliseconds(50))
    try client.waitForConnection(timeout: .seconds(-1))
  }

  @Test("a listening or defunct socket does not connect")
  func listening() throws {
    let (listener, address) = try makeListener()
    let defunct = try KernelSocket(domain: .inet, type: .stream)
    defer { closeAll([listener, defunct]) }
    try defunct.makeDefunct()
    #expect(throws: Errno.notSupportedOnSocket) { try listener.connect(to: address) }
    #expect(throws: Errno.notSupportedOnSocket) { try defunct.connect(to: address) }
  }

  @Test("a datagram socket may be connected again, and a wrong address leaves it disconnected")
  func datagramAgain() throws {
    let (first, second) = (
      try KernelSocket.bound(.inet, .datagram), try KernelSocket.bound(.inet, .datagram)
    )
    let socket = try KernelSocket(domain: .inet, type: .datagram)
    defer { closeAll([first, second, socket]) }
    try socket.connect(to: first.localAddress())
    try socket.connect(to: second.localAddress())
    #expect(socket.isConnected)
    #expect(try socket.peerAddress() == second.localAddress())
    #expect(throws: Errno.addressFamilyNotSupported) {
      try socket.connect(to: .loopback(.inet6, port: 9))
    }
    #expect(!socket.isConnected)
    #expect(throws: Errno.addressRequired) { try socket.send([1]) }
  }

  @Test("TCP_CONNECTIONTIMEOUT ends an attempt with ETIMEDOUT, and the socket is dead")
  func connectionTimeout() throws {
    let full = try FullListener()
    let socket = full.caller
    defer { full.close() }
    try socket.setOption(level: CInt(IPPROTO_TCP), name: TCP_CONNECTIONTIMEOUT, value: CInt(1))
    #expect(throws: Errno.nowInProgress) { try socket.connect(to: full.address, flags: .dontWait) }
    #expect(throws: Errno.timedOut) { try socket.waitForConnection(timeout: .seconds(20)) }
    #expect(throws: Errno.invalidArgument) { try socket.waitForConnection(timeout: .zero) }
    #expect(throws: Errno.invalidArgument) { try socket.connect(to: full.address) }
    #expect(throws: Errno.connectionReset) {
      try socket.option(level: CInt(IPPROTO_TCP), name: TCP_NODELAY, initial: CInt(0))
    }
  }
}
