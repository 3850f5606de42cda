// SPDX-License-Identifier: Apache-2.0
// SO_DONTTRUNC and SO_WANTMORE: what a receive leaves behind, and what it tells of it.

import CSocketKPI
import Glibc
import SocketKPI
import SystemPackage
import Testing

@Suite("what a receive leaves behind")
struct ReceiveRestTests {
  private func pair(_ options: CInt...) throws -> (sender: KernelSocket, receiver: KernelSocket) {
    let receiver = try KernelSocket.bound(.inet, .datagram)
    let sender = try KernelSocket.bound(.inet, .datagram)
    for name in options {
      try receiver.setOption(level: SOL_SOCKET, name: name, value: CInt(1))
    }
    try sender.connect(to: receiver.localAddress())
    return (sender, receiver)
  }

  @Test("with SO_DONTTRUNC a packet is taken in pieces, each but the last with MSG_RCVMORE")
  func pieces() throws {
    let (sender, receiver) = try pair(SO_DONTTRUNC)
    defer { closeAll([sender, receiver]) }
    try sender.send([1, 2, 3, 4, 5])
    try sender.send([6])
    var pieces: [[UInt8]] = []
    var more: [Bool] = []
    for _ in 0..<4 {
      let message = try receiver.receiveMessage(upTo: 2)
      #expect(try message.sender == sender.localAddress())
      #expect(!message.flags.contains(.truncated))
      pieces.append(message.chain.bytes())
      more.append(message.flags.contains(.receiveMore))
    }
    #expect(pieces == [[1, 2], [3, 4], [5], [6]])
    #expect(more == [true, true, false, false])
    #expect(throws: Errno.wouldBlock) { try receiver.receive(upTo: 1, flags: .dontWait) }
  }

  @Test("a look at part of a packet says so too, and leaves it whole")
  func peek() throws {
    let (sender, receiver) = try pair(SO_DONTTRUNC)
    defer { closeAll([sender, receiver]) }
    try sender.send([1, 2, 3])
    for _ in 0..<2 {
      let look = try receiver.receiveMessage(upTo: 2, flags: .peek)
      #expect(look.chain.bytes() == [1, 2] && look.flags.contains(.receiveMore))
    }
    #expect(try receiver.receive(upTo: 10) == [1, 2, 3])
  }

  @Test("switched off again, the rest that is there still comes first; then packets are cut")
  func switchedOff() throws {
    let (sender, receiver) = try pair(SO_DONTTRUNC)
    defer { closeAll([sender, receiver]) }
    try sender.send([1, 2, 3])
    try sender.send([4, 5, 6])
    #expect(try receiver.receive(upTo: 1) == [1])
    try receiver.setOption(level: SOL_SOCKET, name: SO_DONTTRUNC, value: CInt(0))
    #expect(try receiver.receive(upTo: 10) == [2, 3])
    let cut = try receiver.receiveMessage(upTo: 2)
    #expect(cut.chain.bytes() == [4, 5] && cut.flags == .truncated)
    #expect(throws: Errno.wouldBlock) { try receiver.receive(upTo: 1, flags: .dontWait) }
  }

  @Test("an empty packet, a refused one and a time-out are what they were")
  func others() throws {
    let (sender, receiver) = try pair(SO_DONTTRUNC, SO_WANTMORE)
    defer { sender.close() }
    try sender.send([])
    let empty = try receiver.receiveMessage(upTo: 10)
    #expect(empty.chain.byteCount == 0 && empty.sender != nil && empty.flags == [])
    try receiver.setOption(
      level: SOL_SOCKET, name: SO_RCVTIMEO, value: timeval(tv_sec: 0, tv_usec: 20_000))
    #expect(throws: Errno.wouldBlock) { try receiver.receive(upTo: 1) }
    receiver.close()
    try sender.setOption(level: SOL_SOCKET, name: SO_DONTTRUNC, value: CInt(1))
    try sender.send([1])
    #expect(throws: Errno.connectionRefused) { try sender.receive(upTo: 1) }
    #expect(throws: Errno.wouldBlock) { try sender.receive(upTo: 1, flags: .dontWait) }
  }

  @Test("an upcall that takes pieces is called until the packet is gone")
  func upcall() throws {
    let (sender, receiver) = try pair(SO_DONTTRUNC)
    defer { closeAll([sender, receiver]) }
    let received = Log<UInt8>()
    try receiver.setUpcall { socket in
      for byte in (try? socket.receive(upTo: 1, flags: .dontWait)) ?? [] { received.add(byte) }
    }
    try sender.send([1, 2, 3])
    try sender.send([4, 5])
    #expect(eventually { received.all == [1, 2, 3, 4, 5] })
  }

  @Test("SO_WANTMORE: MSG_HAVEMORE while something waits behind what was taken")
  func haveMore() throws {
    let (sender, receiver) = try pair(SO_WANTMORE)
    let (client, server) = try makePair()
    defer { closeAll([sender, receiver, client, server]) }
    for packet: [UInt8] in [[1], [2, 3], []] { try sender.send(packet) }
    var flags: [MessageFlags] = []
    for _ in 0..<3 { flags.append(try receiver.receiveMessage(upTo: 1).flags) }
    #expect(flags == [.haveMore, [.haveMore, .truncated], []])

    try server.setOption(level: SOL_SOCKET, name: SO_WANTMORE, value: CInt(1))
    try client.send([1, 2, 3])
    #expect(
      eventually { (try? server.option(level: SOL_SOCKET, name: SO_NREAD, initial: CInt(0))) == 3 })
    #expect(try server.receiveMessage(upTo: 2).flags == .haveMore)
    #expect(try server.receiveMessage(upTo: 2).flags == [])
    try client.shutdown(.write)
    #expect(try server.receiveMessage(upTo: 2).flags == [])
  }
}
