// SPDX-License-Identifier: Apache-2.0
// sock_ioctl, and options at other levels or after the end: row by row.

import CSocketKPI
import Glibc
import SocketKPI
import SystemPackage
import Testing

@Suite("controls and late options")
struct ControlTests {
  private func control(
    _ socket: KernelSocket, _ request: UInt, _ value: inout CInt
  ) -> errno_t {
    unsafe sock_ioctl(socket.cHandle, CUnsignedLong(request), &value)
  }

  @Test("each request by Darwin's number and by the host's")
  func requests() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    try client.send([1, 2, 3])
    var value: CInt = 0
    for request in [UInt(KPI_FIONREAD), UInt(FIONREAD)] {
      #expect(eventually { control(server, request, &value) == 0 && value == 3 })
    }
    for (number, request) in [UInt(KPI_FIONBIO), UInt(FIONBIO)].enumerated() {
      value = number == 0 ? 1 : 0
      #expect(control(server, request, &value) == 0)
      #expect(server.isNonBlocking == (number == 0))
    }
    for (set, get) in [
      (UInt(KPI_SIOCSPGRP), UInt(KPI_SIOCGPGRP)), (UInt(SIOCSPGRP), UInt(SIOCGPGRP)),
    ] {
      value = getpid()
      #expect(control(server, set, &value) == 0)
      value = 0
      #expect(control(server, get, &value) == 0 && value == getpid())
    }
    for request in [UInt(KPI_FIOASYNC), UInt(FIOASYNC)] {
      value = 0
      #expect(control(server, request, &value) == 0)
    }
    for request in [UInt(KPI_SIOCATMARK), UInt(SIOCATMARK)] {
      value = 7
      #expect(control(server, request, &value) == 0 && value == 0)
    }
  }

  @Test("descriptor requests and unknown ones are EOPNOTSUPP")
  func unknown() throws {
    let socket = try KernelSocket(domain: .inet, type: .stream)
    defer { socket.close() }
    var value: CInt = 0
    // FIOCLEX, FIONCLEX, FIOSETOWN, FIOGETOWN of Darwin; FIOCLEX of the host; nonsense.
    for request: UInt in [0x2000_6601, 0x2000_6602, 0x8004_667c, 0x4004_667b, 0x5451, 0x1234_5678] {
      #expect(control(socket, request, &value) == EOPNOTSUPP, "\(String(request, radix: 16))")
    }
  }

  @Test("SIOCATMARK tells when the urgent byte is next")
  func atMark() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    try client.send([1])
    try client.send([9], flags: .outOfBand)
    var value: CInt = 0
    #expect(eventually { (try? server.receive(upTo: 1, flags: [.outOfBand, .peek])) == [9] })
    #expect(control(server, UInt(KPI_SIOCATMARK), &value) == 0 && value == 0)
    #expect(try server.receive(upTo: 10) == [1])
    #expect(control(server, UInt(KPI_SIOCATMARK), &value) == 0 && value == 1)
  }

  @Test("a level or an option that the protocol does not know is ENOPROTOOPT, in every family")
  func levels() throws {
    let sockets = [
      try KernelSocket(domain: .inet, type: .stream),
      try KernelSocket(domain: .inet, type: .datagram),
      try KernelSocket(domain: .unix, type: .stream),
      try KernelSocket(domain: .unix, type: .datagram),
    ]
    defer { closeAll(sockets) }
    for socket in sockets {
      for level: CInt in [4711, socket.domain == .unix ? CInt(IPPROTO_TCP) : 4712] {
        #expect(throws: Errno.protocolNotAvailable) {
          try socket.setOption(level: level, name: 1, value: CInt(1))
        }
        #expect(throws: Errno.protocolNotAvailable) {
          try socket.option(level: level, name: 1, initial: CInt(0))
        }
      }
    }
  }

  @Test("the peer's FIN and our SHUT_WR end the setting of options, with or without upcalls")
  func afterBothEnds() throws {
    for watched in [false, true] {
      let (client, server) = try makePair()
      defer { closeAll([client, server]) }
      if watched { try client.setUpcall { _ in } }
      try server.shutdown(.write)
      try client.setOption(level: SOL_SOCKET, name: SO_KEEPALIVE, value: CInt(1))
      try client.shutdown(.write)
      #expect(
        eventually {
          failure { () throws(Errno) in
            try client.setOption(level: SOL_SOCKET, name: SO_KEEPALIVE, value: CInt(1))
          } == .invalidArgument
        })
    }
  }

  @Test("SO_NP_EXTENSIONS allows options after both directions are shut")
  func extensions() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    let allow = so_np_extensions(npx_flags: 1, npx_mask: 1)
    #expect(throws: Errno.invalidArgument) {
      try client.setOption(
        level: SOL_SOCKET, name: SO_NP_EXTENSIONS,
        value: so_np_extensions(npx_flags: 0, npx_mask: 2))
    }
    #expect(throws: Errno.invalidArgument) {
      try client.setOption(level: SOL_SOCKET, name: SO_NP_EXTENSIONS, value: CInt(1))
    }
    try client.setOption(level: SOL_SOCKET, name: SO_NP_EXTENSIONS, value: allow)
    let back = try client.option(
      level: SOL_SOCKET, name: SO_NP_EXTENSIONS, initial: so_np_extensions())
    #expect(back.npx_flags == 1 && back.npx_mask == 1)
    try client.shutdown(.both)
    try client.setOption(level: SOL_SOCKET, name: SO_KEEPALIVE, value: CInt(1))
    try client.setOption(
      level: SOL_SOCKET, name: SO_NP_EXTENSIONS, value: so_np_extensions(npx_flags: 0, npx_mask: 1))
    #expect(throws: Errno.invalidArgument) {
      try client.setOption(level: SOL_SOCKET, name: SO_KEEPALIVE, value: CInt(1))
    }
  }

  @Test("a time-out of its own does not make a socket describe packets by class")
  func timeoutAlone() throws {
    let receiver = try KernelSocket.bound(.inet, .datagram)
    let sender = try KernelSocket(domain: .inet, type: .datagram)
    defer { closeAll([receiver, sender]) }
    try receiver.setOption(
      level: SOL_SOCKET, name: SO_RCVTIMEO, value: timeval(tv_sec: 5, tv_usec: 0))
    try sender.send([1], to: receiver.localAddress())
    var byte: UInt8 = 0
    var control = [UInt8](repeating: 0, count: 64)
    let length: Int = unsafe withUnsafeMutableBytes(of: &byte) { buffer in
      unsafe control.withUnsafeMutableBytes { room in
        var part = unsafe iovec(iov_base: buffer.baseAddress, iov_len: 1)
        return unsafe withUnsafeMutablePointer(to: &part) { vector in
          var message = unsafe msghdr()
          unsafe message.msg_iov = vector
          unsafe message.msg_iovlen = 1
          unsafe message.msg_control = room.baseAddress
          unsafe message.msg_controllen = room.count
          unsafe #expect(sock_receive(receiver.cHandle, &message, 0, nil) == 0)
          return unsafe Int(message.msg_controllen)
        }
      }
    }
    #expect(byte == 1 && length == 0)
  }
}
