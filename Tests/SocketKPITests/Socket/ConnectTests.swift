// SPDX-License-Identifier: Apache-2.0
// Connecting, waiting in slices, and what happens when it fails.

import SocketKPI
import SystemPackage
import Testing

/// A TCP listener on a free loopback port.
func makeListener(backlog: Int = 16) throws -> (KernelSocket, SocketAddress) {
  let listener = try KernelSocket(domain: .inet, type: .stream)
  try listener.bind(to: .loopback(port: 0))
  try listener.listen(backlog: backlog)
  return (listener, try listener.localAddress())
}

/// Two ends of one TCP connection.
func makePair() throws -> (client: KernelSocket, server: KernelSocket) {
  let (listener, address) = try makeListener()
  defer { listener.close() }
  let client = try KernelSocket(domain: .inet, type: .stream)
  try client.connect(to: address)
  return (client, try listener.accept().socket)
}

func unusedPort() throws -> SocketAddress {
  let socket = try KernelSocket(domain: .inet, type: .stream)
  defer { socket.close() }
  try socket.bind(to: .loopback(port: 0))
  return try socket.localAddress()
}

@Suite("connect and connectwait")
struct ConnectTests {
  @Test("a blocking connect ends connected, with both names known")
  func connects() throws {
    let (client, server) = try makePair()
    defer {
      client.close()
      server.close()
    }
    #expect(client.isConnected && server.isConnected)
    #expect(try client.peerAddress() == server.localAddress())
    #expect(throws: Errno.socketIsConnected) { try client.connect(to: .loopback(port: 9)) }
  }

  @Test("a polled connect reports progress, then success, then success again")
  func polls() throws {
    let (listener, address) = try makeListener()
    defer { listener.close() }
    let client = try KernelSocket(domain: .inet, type: .stream)
    defer { client.close() }
    do { try client.connect(to: address, flags: .dontWait) } catch {
      #expect(error == .nowInProgress)
    }
    try client.waitForConnection(timeout: .seconds(5))
    try client.waitForConnection(timeout: .zero)
    #expect(client.isConnected)
  }

  @Test("a refused connect is reported once, then EINVAL")
  func refused() throws {
    let client = try KernelSocket(domain: .inet, type: .stream)
    defer { client.close() }
    let address = try unusedPort()
    var outcome: Errno?
    do { try client.connect(to: address, flags: .dontWait) } catch { outcome = error }
    if outcome == .nowInProgress {
      #expect(throws: Errno.connectionRefused) {
        try client.waitForConnection(timeout: .seconds(5))
      }
    } else {
      #expect(outcome == .connectionRefused)
    }
    #expect(throws: Errno.invalidArgument) { try client.waitForConnection(timeout: .zero) }
    #expect(throws: Errno.invalidArgument) { try client.connect(to: address) }
    #expect(!client.isConnected)
  }

  @Test("connectwait on a socket that never connected is EINVAL")
  func neverConnected() throws {
    let client = try KernelSocket(domain: .inet, type: .stream)
    defer { client.close() }
    #expect(throws: Errno.invalidArgument) { try client.waitForConnection(timeout: .seconds(400)) }
  }

  @Test("every call on a closed socket is EBADF")
  func closed() throws {
    let client = try KernelSocket(domain: .inet, type: .stream)
    client.close()
    #expect(throws: Errno.badFileDescriptor) { try client.connect(to: .loopback(port: 9)) }
    #expect(throws: Errno.badFileDescriptor) { try client.localAddress() }
    #expect(!client.isConnected)
  }
}
