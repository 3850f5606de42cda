// SPDX-License-Identifier: Apache-2.0
// sock_socket, sock_gettype and what every new socket answers: error rows of the interface.

import CSocketKPI
import Glibc
import SocketKPI
import SystemPackage
import Testing

/// The error a call ends with; nil is success.
func failure(_ body: () throws(Errno) -> Void) -> Errno? {
  do throws(Errno) {
    try body()
    return nil
  } catch { return error }
}

extension KernelSocket {
  /// A socket of domain and type, bound to a free port of the loopback interface.
  static func bound(_ domain: SocketDomain, _ type: SocketType) throws(Errno) -> KernelSocket {
    let socket = try KernelSocket(domain: domain, type: type)
    try socket.bind(to: .loopback(domain, port: 0))
    return socket
  }
}

@Suite("making a socket")
struct MakingTests {
  struct Row: Sendable, CustomStringConvertible {
    var domain: SocketDomain
    var type: SocketType
    var number: CInt
    var error: Errno?
    var description: String { "\(domain.rawValue) \(type.rawValue) \(number)" }
  }

  @Test(
    "domain, type and protocol are checked in the kernel's order",
    arguments: [
      Row(
        domain: SocketDomain(rawValue: 250), type: .stream, number: 0,
        error: .addressFamilyNotSupported),
      Row(
        domain: SocketDomain(rawValue: 250), type: .stream, number: 6,
        error: .addressFamilyNotSupported),
      Row(domain: .inet, type: .stream, number: 17, error: .protocolWrongTypeForSocket),
      Row(domain: .inet, type: .datagram, number: 6, error: .protocolWrongTypeForSocket),
      Row(domain: .inet6, type: .stream, number: 17, error: .protocolWrongTypeForSocket),
      Row(domain: .inet, type: .stream, number: 132, error: .protocolNotSupported),
      Row(domain: .inet, type: SocketType(rawValue: 4), number: 0, error: .protocolNotSupported),
      Row(domain: .unix, type: .raw, number: 0, error: .protocolNotSupported),
      Row(domain: .unix, type: .stream, number: 6, error: .protocolNotSupported),
      Row(domain: .inet, type: .stream, number: 0), Row(domain: .inet, type: .stream, number: 6),
      Row(domain: .inet, type: .datagram, number: 17),
      Row(domain: .inet6, type: .datagram, number: 0),
      Row(domain: .unix, type: .stream, number: 0), Row(domain: .unix, type: .datagram, number: 0),
    ])
  func making(row: Row) {
    let error = failure { () throws(Errno) in
      let socket = try KernelSocket(domain: row.domain, type: row.type, protocol: row.number)
      socket.close()
    }
    #expect(error == row.error)
  }

  @Test(
    "the protocol number is the resolved one",
    arguments: [
      (SocketDomain.inet, SocketType.stream, CInt(6)), (.inet6, .stream, 6), (.inet, .datagram, 17),
      (.inet6, .datagram, 17), (.unix, .stream, 0), (.unix, .datagram, 0),
    ])
  func resolved(domain: SocketDomain, type: SocketType, number: CInt) throws {
    let socket = try KernelSocket(domain: domain, type: type)
    defer { socket.close() }
    #expect(socket.domain == domain && socket.type == type && socket.protocolNumber == number)
  }

  @Test("a new socket is blocking, unconnected, best effort, and has the kernel's defaults")
  func defaults() throws {
    let socket = try KernelSocket(domain: .inet, type: .stream)
    defer { socket.close() }
    #expect(!socket.isConnected && !socket.isNonBlocking)
    #expect(socket.trafficClass == .bestEffort)
    #expect(try socket.option(level: SOL_SOCKET, name: SO_SNDBUF, initial: CInt(0)) == 370_688)
    #expect(try socket.option(level: SOL_SOCKET, name: SO_RCVBUF, initial: CInt(0)) == 556_032)
    #expect(try socket.option(level: SOL_SOCKET, name: SO_RCVLOWAT, initial: CInt(0)) == 1)
    #expect(try socket.option(level: SOL_SOCKET, name: SO_SNDLOWAT, initial: CInt(0)) == 2048)
    #expect(try socket.option(level: SOL_SOCKET, name: SO_ERROR, initial: CInt(9)) == 0)
  }
}
