// SPDX-License-Identifier: Apache-2.0
// sock_setsockopt, sock_getsockopt, sock_ioctl: values, bits, limits, errors.

import CSocketKPI
import Glibc
import SocketKPI
import SystemPackage
import Testing

@Suite("options, row by row")
struct OptionTests {
  private func read(_ socket: KernelSocket, _ name: CInt) throws(Errno) -> CInt {
    try socket.option(level: SOL_SOCKET, name: name, initial: CInt(-1))
  }

  @Test(
    "a flag reads as its Darwin bit",
    arguments: [
      (SO_KEEPALIVE, 0x8), (SO_BROADCAST, 0x20), (SO_REUSEADDR, 0x4), (SO_DONTROUTE, 0x10),
      (SO_OOBINLINE, 0x100), (SO_REUSEPORT, 0x200), (SO_USELOOPBACK, 0x40), (SO_NOSIGPIPE, 0x1),
      (SO_NOADDRERR, 0x2), (SO_UPCALLCLOSEWAIT, 0x800), (SO_WANTMORE, 0x4000),
      (SO_RECV_TRAFFIC_CLASS, 0x4000), (SO_DONTTRUNC, 0x2000),
    ] as [(CInt, CInt)])
  func bits(name: CInt, bit: CInt) throws {
    let socket = try KernelSocket(domain: .inet, type: .datagram)
    defer { socket.close() }
    try socket.setOption(level: SOL_SOCKET, name: name, value: CInt(7))
    #expect(try read(socket, name) == bit)
    try socket.setOption(level: SOL_SOCKET, name: name, value: CInt(0))
    #expect(try read(socket, name) == 0)
  }

  struct Row: Sendable, CustomStringConvertible {
    var name: CInt
    var value: CInt
    var error: Errno?
    var description: String { "\(name) = \(value)" }
  }

  @Test(
    "values out of range, and names that cannot be set",
    arguments: [
      Row(name: SO_SNDBUF, value: 0, error: .invalidArgument),
      Row(name: SO_RCVBUF, value: -1, error: .invalidArgument),
      Row(name: SO_RCVLOWAT, value: 0, error: .invalidArgument),
      Row(name: SO_SNDLOWAT, value: -5, error: .invalidArgument),
      Row(name: SO_SNDBUF, value: 7_456_541, error: .noBufferSpace),
      Row(name: SO_RCVBUF, value: 7_456_541, error: .noBufferSpace),
      Row(name: SO_SNDBUF, value: 7_456_540), Row(name: SO_RCVBUF, value: 1),
      Row(name: SO_ERROR, value: 1, error: .protocolNotAvailable),
      Row(name: SO_TYPE, value: 1, error: .protocolNotAvailable),
      Row(name: SO_NREAD, value: 1, error: .protocolNotAvailable),
      Row(name: SO_NWRITE, value: 1, error: .protocolNotAvailable),
      Row(name: SO_ACCEPTCONN, value: 1, error: .protocolNotAvailable),
      Row(name: SO_TRAFFIC_CLASS_STATS, value: 1, error: .protocolNotAvailable),
      Row(name: 0x7777, value: 1, error: .protocolNotAvailable),
      Row(name: SO_TRAFFIC_CLASS, value: 450, error: .invalidArgument),
      Row(name: SO_TRAFFIC_CLASS, value: -1, error: .invalidArgument),
      Row(name: SO_TRAFFIC_CLASS, value: 901, error: .invalidArgument),
      Row(name: SO_NET_SERVICE_TYPE, value: 9, error: .invalidArgument),
      Row(name: SO_TRAFFIC_CLASS_DBG, value: 1, error: .notPermitted),
      Row(name: SO_FLUSH, value: 77, error: .invalidArgument), Row(name: SO_FLUSH, value: -1),
      Row(name: SO_RCVTIMEO, value: 1, error: .invalidArgument),  // too short for a timeval
    ])
  func setting(row: Row) throws {
    let socket = try KernelSocket(domain: .inet, type: .stream)
    defer { socket.close() }
    let error = failure { () throws(Errno) in
      try socket.setOption(level: SOL_SOCKET, name: row.name, value: row.value)
    }
    #expect(error == row.error)
  }

  @Test("a value too short is EINVAL, a longer one is cut, and reading cuts to the room there is")
  func lengths() throws {
    let socket = try KernelSocket(domain: .inet, type: .stream)
    defer { socket.close() }
    #expect(throws: Errno.invalidArgument) {
      try socket.setOption(level: SOL_SOCKET, name: SO_KEEPALIVE, value: UInt8(1))
    }
    try socket.setOption(level: SOL_SOCKET, name: SO_KEEPALIVE, value: UInt64(1))
    #expect(try socket.option(level: SOL_SOCKET, name: SO_KEEPALIVE, initial: UInt8(0)) == 8)
    #expect(
      try socket.option(level: SOL_SOCKET, name: SO_KEEPALIVE, initial: UInt64.max)
        == 0xffff_ffff_0000_0008)
  }

  @Test("times: microseconds out of range are EDOM, zero means none")
  func times() throws {
    let socket = try KernelSocket(domain: .inet, type: .stream)
    defer { socket.close() }
    for name in [SO_RCVTIMEO, SO_SNDTIMEO] {
      for bad in [timeval(tv_sec: -1, tv_usec: 0), timeval(tv_sec: 0, tv_usec: 1_000_000)] {
        #expect(throws: Errno.outOfDomain) {
          try socket.setOption(level: SOL_SOCKET, name: name, value: bad)
        }
      }
      try socket.setOption(
        level: SOL_SOCKET, name: name, value: timeval(tv_sec: 3, tv_usec: 250_000))
      let back = try socket.option(level: SOL_SOCKET, name: name, initial: timeval())
      #expect(back.tv_sec == 3 && back.tv_usec == 250_000)
      try socket.setOption(level: SOL_SOCKET, name: name, value: timeval())
    }
  }

  @Test("SO_LINGER is in ticks, SO_LINGER_SEC in seconds, and both are one setting")
  func lingers() throws {
    let socket = try KernelSocket(domain: .inet, type: .stream)
    defer { socket.close() }
    try socket.setOption(
      level: SOL_SOCKET, name: SO_LINGER, value: linger(l_onoff: 1, l_linger: 250))
    let ticks = try socket.option(level: SOL_SOCKET, name: SO_LINGER, initial: linger())
    #expect(ticks.l_onoff == 0x80 && ticks.l_linger == 250)
    #expect(
      try socket.option(level: SOL_SOCKET, name: SO_LINGER_SEC, initial: linger()).l_linger == 2)
    try socket.setOption(
      level: SOL_SOCKET, name: SO_LINGER_SEC, value: linger(l_onoff: 1, l_linger: 4))
    #expect(
      try socket.option(level: SOL_SOCKET, name: SO_LINGER, initial: linger()).l_linger == 400)
    #expect(throws: Errno.invalidArgument) {
      try socket.setOption(
        level: SOL_SOCKET, name: SO_LINGER_SEC, value: linger(l_onoff: 1, l_linger: 328))
    }
  }

  @Test("buffer sizes read back as set, and low water never passes them")
  func buffers() throws {
    let socket = try KernelSocket(domain: .inet, type: .stream)
    defer { socket.close() }
    try socket.setOption(level: SOL_SOCKET, name: SO_SNDBUF, value: CInt(10_000))
    #expect(try read(socket, SO_SNDBUF) == 10_000)
    try socket.setOption(level: SOL_SOCKET, name: SO_SNDLOWAT, value: CInt(50_000))
    #expect(try read(socket, SO_SNDLOWAT) == 10_000)
    try socket.setOption(level: SOL_SOCKET, name: SO_SNDBUF, value: CInt(500))
    #expect(try read(socket, SO_SNDLOWAT) == 500)
  }

  @Test("after both directions are shut nothing can be set, but read")
  func afterShutdown() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    try client.shutdown(.both)
    #expect(throws: Errno.invalidArgument) {
      try client.setOption(level: SOL_SOCKET, name: SO_KEEPALIVE, value: CInt(1))
    }
    #expect(try read(client, SO_TYPE) == SocketType.stream.rawValue)
  }

  @Test("SO_ERROR takes the pending error; SO_ACCEPTCONN and SO_NKE cannot be read")
  func reading() throws {
    let socket = try KernelSocket(domain: .inet, type: .datagram)
    let gone = try KernelSocket.bound(.inet, .datagram)
    defer { socket.close() }
    let address = try gone.localAddress()
    gone.close()
    try socket.connect(to: address)
    try socket.send([1])
    #expect(eventually { (try? read(socket, SO_ERROR)) == ECONNREFUSED })
    #expect(try read(socket, SO_ERROR) == 0)
    for name in [SO_ACCEPTCONN, SO_NKE, 0x7777] {
      #expect(throws: Errno.protocolNotAvailable) { try read(socket, name) }
    }
    #expect(throws: Errno.invalidArgument) { try read(socket, SO_FLUSH) }
  }

  @Test("SO_NREAD is the next packet, SO_NWRITE what has not been taken")
  func counts() throws {
    let receiver = try KernelSocket.bound(.inet, .datagram)
    let sender = try KernelSocket(domain: .inet, type: .datagram)
    defer { closeAll([receiver, sender]) }
    for count in [5, 9] {
      try sender.send([UInt8](repeating: 0, count: count), to: receiver.localAddress())
    }
    #expect(try read(receiver, SO_NREAD) == 5)
    #expect(try read(receiver, SO_NWRITE) == 0)
  }
}
