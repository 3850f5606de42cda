// SPDX-License-Identifier: Apache-2.0
// sock_bind and sock_connect over IPv6 and local names: the error rows of the interface.

import CSocketKPI
import Glibc
import SocketKPI
import SystemPackage
import Testing

/// True when the loopback interface has an IPv6 address.
let hasIPv6: Bool = {
  guard let socket = try? KernelSocket.bound(.inet6, .stream) else { return false }
  socket.close()
  return true
}()

@Suite("bind by family, row by row")
struct BindFamilyTests {
  @Test(
    "IPv6 refuses what IPv4 refuses",
    .enabled(if: hasIPv6, "no IPv6 on the loopback interface"))
  func inet6() throws {
    let socket = try KernelSocket(domain: .inet6, type: .stream)
    let other = try KernelSocket(domain: .inet6, type: .stream)
    defer { closeAll([socket, other]) }
    let multicast = try #require(SocketAddress(numericHost: "ff02::9", port: 0))
    let foreign = try #require(SocketAddress(numericHost: "2001:db8::77", port: 0))
    #expect(throws: Errno.addressFamilyNotSupported) { try socket.bind(to: .loopback(port: 0)) }
    #expect(throws: Errno.addressFamilyNotSupported) { try socket.bind(to: multicast) }
    #expect(throws: Errno.addressNotAvailable) { try socket.bind(to: foreign) }
    try socket.bind(to: .loopback(.inet6, port: 0))
    #expect(throws: Errno.invalidArgument) { try socket.bind(to: .loopback(.inet6, port: 0)) }
    try socket.listen(backlog: 1)
    #expect(throws: Errno.addressInUse) { try other.bind(to: socket.localAddress()) }
    #expect(throws: Errno.addressNotAvailable) { try other.connect(to: .loopback(.inet6, port: 0)) }
    #expect(throws: Errno.addressFamilyNotSupported) {
      try other.connect(to: multicast.with(port: 9))
    }
    #expect(throws: Errno.addressFamilyNotSupported) { try other.connect(to: .loopback(port: 9)) }
    #expect(try other.localAddress() == .any(.inet6, port: 0))
  }

  @Test("from C, an address without a family is IPv4 on a socket for that, and wrong on others")
  func unspecified() throws {
    let (inet, inet6) = (
      try KernelSocket(domain: .inet, type: .stream),
      try KernelSocket(domain: .inet6, type: .stream)
    )
    defer { closeAll([inet, inet6]) }
    var address = sockaddr_in()
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let bind: (KernelSocket) -> errno_t = { socket in
      unsafe withUnsafePointer(to: &address) { pointer in
        unsafe sock_bind(
          socket.cHandle, UnsafeRawPointer(pointer).assumingMemoryBound(to: sockaddr.self))
      }
    }
    #expect(bind(inet) == 0)
    #expect(try inet.localAddress().hostText == "127.0.0.1")
    #expect(bind(inet6) == EAFNOSUPPORT)
  }

  @Test("a local name: bound once, by one socket, in a folder that is there; unlinked, it is free")
  func localNames() throws {
    let folder = try SocketFolder()
    defer { folder.remove("name") }
    let name = try folder.address("name")
    let (first, second) = (
      try KernelSocket(domain: .unix, type: .stream), try KernelSocket(domain: .unix, type: .stream)
    )
    defer { closeAll([first, second]) }
    #expect(throws: Errno.noSuchFileOrDirectory) { try first.bind(to: folder.address("no/name")) }
    #expect(throws: Errno.addressFamilyNotSupported) { try first.bind(to: .loopback(port: 0)) }
    #expect(throws: Errno.invalidArgument) { try first.bind(to: .any(.unix, port: 0)) }
    try first.bind(to: name)
    #expect(try first.localAddress() == name)
    #expect(throws: Errno.invalidArgument) { try first.bind(to: folder.address("other")) }
    #expect(throws: Errno.addressInUse) { try second.bind(to: name) }
    first.close()
    // The name outlives its socket, as everywhere; it is the user's to take away.
    #expect(throws: Errno.addressInUse) { try second.bind(to: name) }
    unsafe #expect(unlink(folder.path + "/name") == 0)
    try second.bind(to: name)
  }

  @Test("connecting to a local name of the other type is EPROTOTYPE")
  func localType() throws {
    let folder = try SocketFolder()
    defer { folder.remove("packets") }
    let packets = try KernelSocket(domain: .unix, type: .datagram)
    let stream = try KernelSocket(domain: .unix, type: .stream)
    defer { closeAll([packets, stream]) }
    try packets.bind(to: folder.address("packets"))
    #expect(throws: Errno.protocolWrongTypeForSocket) {
      try stream.connect(to: folder.address("packets"))
    }
    #expect(throws: Errno.notSupportedOnSocket) { try packets.listen(backlog: 1) }
  }

  @Test("a path of 107 bytes is the longest, and no address is made of a longer one")
  func longPath() throws {
    #expect(SocketAddress.unix(path: "/" + String(repeating: "x", count: 106)) != nil)
    #expect(SocketAddress.unix(path: "/" + String(repeating: "x", count: 107)) == nil)
  }

  @Test("an unconnected local socket has an empty name at both ends, by sock_getaddr")
  func emptyNames() throws {
    let socket = try KernelSocket(domain: .unix, type: .stream)
    defer { socket.close() }
    for peer: CInt in [0, 1] {
      var address: UnsafeMutablePointer<sockaddr>?
      unsafe #expect(sock_getaddr(socket.cHandle, &address, peer) == 0)
      let family = unsafe address?.pointee.sa_family
      #expect(family == sa_family_t(AF_UNIX))
      unsafe sock_freeaddr(address)
    }
  }
}
