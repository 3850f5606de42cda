// SPDX-License-Identifier: Apache-2.0
// IPv6 and local sockets, streams and datagrams, by the same rules.

import CSocketKPI
import Glibc
import SocketKPI
import SystemPackage
import Testing

/// Paths for local sockets in a folder of their own.
struct SocketFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/kpi-test-XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
    path = unsafe template.withUnsafeBufferPointer { buffer in
      String(decoding: unsafe buffer.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  func address(_ name: String) throws -> SocketAddress {
    try #require(SocketAddress.unix(path: path + "/" + name))
  }

  func remove(_ names: String...) {
    for name in names { unsafe unlink(path + "/" + name) }
    unsafe rmdir(path)
  }
}

@Suite("families")
struct FamilyTests {
  private var hasIPv6: Bool {
    guard let socket = try? KernelSocket.bound(.inet6, .stream) else { return false }
    socket.close()
    return true
  }

  @Test("a stream and datagrams over IPv6")
  func inet6() throws {
    guard hasIPv6 else { return print("skipped: the loopback interface has no IPv6 address") }
    let listener = try KernelSocket.bound(.inet6, .stream)
    try listener.listen(backlog: 4)
    let client = try KernelSocket(domain: .inet6, type: .stream)
    try client.connect(to: listener.localAddress())
    let (server, peer) = try listener.accept()
    let datagrams = try KernelSocket.bound(.inet6, .datagram)
    defer { closeAll([listener, client, server, datagrams]) }
    #expect(try peer == client.localAddress() && peer.domain == .inet6)
    try client.send([6])
    #expect(try server.receive(upTo: 1) == [6])
    try datagrams.send([1, 2], to: datagrams.localAddress())
    let message = try datagrams.receiveMessage(upTo: 10)
    #expect(message.chain.bytes() == [1, 2])
    #expect(try message.sender == datagrams.localAddress())
    try client.setTypeOfService(0x20)
    #expect(try client.typeOfService() == 0x20)
    #expect(throws: Errno.invalidArgument) { try client.setTypeOfService(256) }
  }

  @Test("a local stream: bind makes the name, connect finds it, a used name is EADDRINUSE")
  func localStream() throws {
    let folder = try SocketFolder()
    defer { folder.remove("stream") }
    let address = try folder.address("stream")
    let listener = try KernelSocket(domain: .unix, type: .stream)
    try listener.bind(to: address)
    try listener.listen(backlog: 4)
    let second = try KernelSocket(domain: .unix, type: .stream)
    #expect(throws: Errno.addressInUse) { try second.bind(to: address) }
    let client = try KernelSocket(domain: .unix, type: .stream)
    try client.connect(to: address)
    let server = try listener.accept().socket
    defer { closeAll([listener, second, client, server]) }
    #expect(try client.peerAddress() == address)
    try client.send([1, 2, 3])
    #expect(try server.receive(upTo: 10) == [1, 2, 3])
    client.close()
    #expect(try server.receive(upTo: 10).isEmpty)
  }

  @Test("a local stream without a listener behind its name is ECONNREFUSED, without a name ENOENT")
  func localErrors() throws {
    let folder = try SocketFolder()
    defer { folder.remove("left") }
    let left = try KernelSocket(domain: .unix, type: .stream)
    try left.bind(to: folder.address("left"))
    left.close()
    let client = try KernelSocket(domain: .unix, type: .stream)
    defer { client.close() }
    #expect(throws: Errno.connectionRefused) { try client.connect(to: folder.address("left")) }
    #expect(throws: Errno.noSuchFileOrDirectory) { try client.connect(to: folder.address("none")) }
    #expect(throws: Errno.addressFamilyNotSupported) { try client.connect(to: .loopback(port: 9)) }
  }

  @Test("local datagrams carry their sender's name")
  func localDatagrams() throws {
    let folder = try SocketFolder()
    defer { folder.remove("one", "two") }
    let one = try KernelSocket(domain: .unix, type: .datagram)
    let two = try KernelSocket(domain: .unix, type: .datagram)
    defer { closeAll([one, two]) }
    try one.bind(to: folder.address("one"))
    try two.bind(to: folder.address("two"))
    try one.send([4, 5], to: folder.address("two"))
    let message = try two.receiveMessage(upTo: 10)
    #expect(message.chain.bytes() == [4, 5])
    #expect(try message.sender == folder.address("one"))
    try one.connect(to: folder.address("two"))
    try one.send([6])
    #expect(try two.receive(upTo: 10) == [6])
  }

  @Test("local sockets have no octet on the wire")
  func localClass() throws {
    let socket = try KernelSocket(domain: .unix, type: .stream)
    defer { socket.close() }
    #expect(throws: Errno.socketNotConnected) { try socket.setTypeOfService(0x20) }
    #expect(throws: Errno.invalidArgument) { try socket.typeOfService() }
    try socket.setTrafficClass(.background)
    #expect(socket.trafficClass == .background)
  }
}
