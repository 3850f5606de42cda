// SPDX-License-Identifier: Apache-2.0
// sock_send and sock_sendmbuf: order of the checks, room, atomic chains.

import CSocketKPI
import Glibc
import SocketKPI
import SystemPackage
import Testing

@Suite("sending, row by row")
struct SendTests {
  @Test("state and address are checked in the kernel's order")
  func states() throws {
    let tcp = try KernelSocket(domain: .inet, type: .stream)
    let udp = try KernelSocket.bound(.inet, .datagram)
    let (client, server) = try makePair()
    let defunct = try KernelSocket.bound(.inet, .datagram)
    defer { closeAll([tcp, udp, client, server, defunct]) }
    try defunct.makeDefunct()
    let somewhere = SocketAddress.loopback(port: 9)
    #expect(throws: Errno.socketNotConnected) { try tcp.send([1]) }
    #expect(throws: Errno.socketNotConnected) { try tcp.send([1], to: somewhere) }
    #expect(throws: Errno.addressRequired) { try udp.send([1]) }
    #expect(throws: Errno.notSupportedOnSocket) {
      try udp.send([1], to: somewhere, flags: .outOfBand)
    }
    #expect(throws: Errno.brokenPipe) { try defunct.send([1], to: somewhere) }
    #expect(throws: Errno.invalidArgument) {
      try client.send([1], flags: MessageFlags(rawValue: CInt(MSG_EOR)))
    }
    try udp.connect(to: somewhere)
    #expect(throws: Errno.socketIsConnected) { try udp.send([1], to: somewhere) }
    try client.shutdown(.write)
    #expect(throws: Errno.brokenPipe) { try client.send([1]) }
    #expect(try server.receive(upTo: 1).isEmpty)
  }

  @Test("a datagram above SO_SNDBUF is EMSGSIZE: 9216 until it is set")
  func datagramLimit() throws {
    let receiver = try KernelSocket.bound(.inet, .datagram)
    let sender = try KernelSocket(domain: .inet, type: .datagram)
    defer { closeAll([receiver, sender]) }
    let address = try receiver.localAddress()
    try sender.send([UInt8](repeating: 1, count: 9216), to: address)
    #expect(throws: Errno.messageTooLong) {
      try sender.send([UInt8](repeating: 1, count: 9217), to: address)
    }
    try sender.setOption(level: SOL_SOCKET, name: SO_SNDBUF, value: CInt(20_000))
    #expect(try sender.send([UInt8](repeating: 1, count: 20_000), to: address) == 20_000)
    try sender.setOption(level: SOL_SOCKET, name: SO_SNDBUF, value: CInt(70_000))
    #expect(throws: Errno.messageTooLong) {
      try sender.send([UInt8](repeating: 1, count: 66_000), to: address)
    }
  }

  @Test("a stream takes nothing, and a datagram of nothing is a datagram")
  func nothing() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    #expect(try client.send([]) == 0)
    #expect(throws: Errno.wouldBlock) { try server.receive(upTo: 1, flags: .dontWait) }
  }

  @Test("a full stream: a short count, then EWOULDBLOCK, by MSG_DONTWAIT as by FIONBIO")
  func full() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    let much = [UInt8](repeating: 5, count: 4_000_000)
    var queued = 0
    let error = failure { () throws(Errno) in
      while queued < 400_000_000 { queued += try client.send(much, flags: .dontWait) }
    }
    #expect(error == .wouldBlock)
    #expect(queued > 0 && queued < 400_000_000)
    try client.setNonBlocking(true)
    #expect(throws: Errno.wouldBlock) { try client.send(much) }
    #expect(throws: Errno.wouldBlock) { try client.send(MbufChain(copying: [1, 2, 3])) }
    var received = 0
    while received < queued { received += try server.receiveChain(upTo: 1_000_000).byteCount }
    #expect(received == queued)
  }

  @Test("SO_SNDTIMEO ends a wait for room with EWOULDBLOCK")
  func timeout() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    try client.setOption(
      level: SOL_SOCKET, name: SO_SNDTIMEO, value: timeval(tv_sec: 0, tv_usec: 50_000))
    let much = [UInt8](repeating: 5, count: 4_000_000)
    let error = failure { () throws(Errno) in
      for _ in 0..<100 where try client.send(much) < much.count { continue }
    }
    #expect(error == .wouldBlock)
  }

  @Test("a chain is all or nothing: never longer than the buffer, never half on the wire")
  func atomicChain() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    #expect(throws: Errno.messageTooLong) {
      try client.send(MbufChain(copying: [UInt8](repeating: 1, count: 370_689)))
    }
    let record = (0..<65_537).map { UInt8(truncatingIfNeeded: $0 % 251) }
    var sent = 0
    while failure({ () throws(Errno) in
      try client.send(MbufChain(copying: record), flags: .dontWait)
    }) == nil { sent += 1 }
    #expect(sent > 0)
    try client.shutdown(.write)
    var whole = 0
    while true {
      let chain = try server.receiveChain(upTo: record.count, flags: .waitAll)
      if chain.isEmpty { break }
      #expect(chain.bytes() == record)
      whole += 1
    }
    #expect(whole == sent)
  }

  @Test("sock_sendmbuf_can_wait sends a chain of any length")
  func waitingChain() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    let bytes = [UInt8](repeating: 3, count: 1_500_000)
    let sender = Thread { _ = try? client.sendWaiting(MbufChain(copying: bytes)) }
    #expect(try server.receiveChain(upTo: bytes.count, flags: .waitAll).byteCount == bytes.count)
    sender.join()
  }
}
