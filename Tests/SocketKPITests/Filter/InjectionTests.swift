// SPDX-License-Identifier: Apache-2.0
// Filters that swallow data and put it back: tags tell their own from the rest.

import CSocketKPI
import Glibc
import SocketKPI
import SystemPackage
import Testing

/// Takes every packet that does not carry its tag, and injects it again, tagged and changed.
@safe final class DelayingFilter: FilterInstance {
  enum Direction { case inbound, outbound }
  private let direction: Direction
  private let tag: mbuf_tag_id_t
  let held = Counter()
  let passed = Counter()

  init(_ direction: Direction) {
    self.direction = direction
    var found: mbuf_tag_id_t = 0
    unsafe mbuf_tag_id_find("org.socketkpi.tests.delay", &found)
    tag = found
  }

  private func isOurs(_ chain: inout MbufChain) -> Bool {
    var mine = MbufChain()
    swap(&mine, &chain)
    guard let head = unsafe mine.intoRaw() else { return false }
    var length = 0
    var data: UnsafeMutableRawPointer?
    let found = unsafe mbuf_tag_find(head, tag, 1, &length, &data) == 0
    chain = unsafe MbufChain(adopting: head)
    return found
  }

  private func tagged(_ bytes: [UInt8]) -> MbufChain {
    guard let head = unsafe MbufChain(copying: bytes).intoRaw() else { return MbufChain() }
    var data: UnsafeMutableRawPointer?
    _ = unsafe mbuf_tag_allocate(head, tag, 1, 4, mbuf_how_t(MBUF_WAITOK), &data)
    return unsafe MbufChain(adopting: head)
  }

  func inbound(
    _ data: inout MbufChain, control: inout MbufChain, from sender: SocketAddress?,
    flags: FilterDataFlags, on socket: KernelSocket
  ) throws(Errno) -> FilterVerdict {
    guard direction == .inbound else { return .proceed }
    if isOurs(&data) {
      passed.add()
      return .proceed
    }
    held.add()
    let changed = data.bytes().map { $0 + 100 }
    socket.dispatcher.perform { [self] in
      try? socket.inject(inbound: tagged(changed), from: sender)
    }
    return .handled
  }

  func outbound(
    _ data: inout MbufChain, control: inout MbufChain, to receiver: SocketAddress?,
    flags: FilterDataFlags, on socket: KernelSocket
  ) throws(Errno) -> FilterVerdict {
    guard direction == .outbound else { return .proceed }
    if isOurs(&data) {
      passed.add()
      return .proceed
    }
    held.add()
    // At once, from within: this thread passes the gate of the sender.
    try socket.inject(outbound: tagged(data.bytes().map { $0 + 100 }), to: receiver)
    return .handled
  }
}

@Suite("swallow and inject", .serialized)
struct InjectionTests {
  @Test("inbound: swallowed, injected again with a tag, received once, with an upcall")
  func inbound() throws {
    let filter = DelayingFilter(.inbound)
    let registered = try Registered { _ throws(Errno) in filter }
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    try server.attachFilter(handle: registered.handle)
    let upcalls = Counter()
    let received = Log<[UInt8]>()
    try server.setUpcalls(
      read: { socket in
        upcalls.add()
        if let bytes = try? socket.receive(upTo: 100, flags: .dontWait) { received.add(bytes) }
      }, write: nil)
    try client.send([1, 2, 3])
    #expect(eventually { received.all == [[101, 102, 103]] })
    #expect(filter.held.value == 1 && filter.passed.value == 1)
  }

  @Test("inbound: a reader that sleeps is woken by the injection")
  func inboundReader() throws {
    let filter = DelayingFilter(.inbound)
    let registered = try Registered(type: .datagram) { _ throws(Errno) in filter }
    let receiver = try KernelSocket.bound(.inet, .datagram)
    let sender = try KernelSocket.bound(.inet, .datagram)
    defer { closeAll([receiver, sender]) }
    try receiver.attachFilter(handle: registered.handle)
    try receiver.setOption(
      level: SOL_SOCKET, name: SO_RCVTIMEO, value: timeval(tv_sec: 10, tv_usec: 0))
    try sender.send([1], to: receiver.localAddress())
    let message = try receiver.receiveMessage(upTo: 10)
    #expect(message.chain.bytes() == [101])
    #expect(try message.sender == sender.localAddress())
  }

  @Test("outbound: injected from within the filter, on the wire once, and the sender sees success")
  func outbound() throws {
    let filter = DelayingFilter(.outbound)
    let registered = try Registered { _ throws(Errno) in filter }
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    try client.attachFilter(handle: registered.handle)
    #expect(try client.send([1, 2]) == 2)
    #expect(try client.send(MbufChain(copying: [3])) == 1)
    #expect(try server.receive(upTo: 3, flags: .waitAll) == [101, 102, 103])
    #expect(filter.held.value == 2 && filter.passed.value == 2)
  }

  @Test("an error of an outbound filter fails the send; of an inbound one the data is gone")
  func errors() throws {
    let log = Log<String>()
    let registered = try Registered { _ throws(Errno) in
      ProbeFilter("f", log) { (what) throws(Errno) in
        if what == "out" { throw .permissionDenied }
        if what == "in" { throw .ioError }
        return .proceed
      }
    }
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    try client.attachFilter(handle: registered.handle)
    #expect(throws: Errno.permissionDenied) { try client.send([1]) }
    try server.send([1])
    #expect(
      eventually {
        _ = try? client.receive(upTo: 1, flags: .dontWait)
        return log.all.contains("f in")
      })
    #expect(throws: Errno.wouldBlock) { try client.receive(upTo: 1, flags: .dontWait) }
  }
}
