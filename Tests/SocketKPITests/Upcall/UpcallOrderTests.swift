// SPDX-License-Identifier: Apache-2.0
// When upcalls come, in which order, and when they do not.

import CSocketKPI
import Glibc
import SocketKPI
import SystemPackage
import Testing

@Suite("upcalls")
struct UpcallOrderTests {
  /// Records what a socket's callbacks are told.
  private func record(_ socket: KernelSocket, in log: Log<String>) throws {
    let mask: SocketEvents = [
      .connected, .disconnected, .cannotReceiveMore, .cannotSendMore, .connectionReset, .timeout,
    ]
    try socket.setUpcalls(read: { _ in log.add("read") }, write: { _ in log.add("write") })
    try socket.catchEvents(mask) { _, events in
      if events.contains(.connected) { log.add("connected") }
      if events.contains(.disconnected) { log.add("disconnected") }
      if events.contains(.cannotReceiveMore) { log.add("cannot receive") }
      if events.contains(.cannotSendMore) { log.add("cannot send") }
      if events.contains(.connectionReset) { log.add("reset") }
    }
  }

  @Test("connecting: read, then write, then the event")
  func connectOrder() throws {
    let (listener, address) = try makeListener()
    let client = try KernelSocket(domain: .inet, type: .stream)
    defer { closeAll([listener, client]) }
    let log = Log<String>()
    try record(client, in: log)
    try client.connect(to: address)
    #expect(eventually { log.all.contains("connected") })
    #expect(log.all == ["read", "write", "connected"])
  }

  @Test("a datagram connect calls back in the same order")
  func datagramConnect() throws {
    let socket = try KernelSocket(domain: .inet, type: .datagram)
    defer { socket.close() }
    let log = Log<String>()
    try record(socket, in: log)
    try socket.connect(to: .loopback(port: 9))
    #expect(eventually { log.all.contains("connected") })
    #expect(log.all == ["read", "write", "connected"])
  }

  @Test("a reset: events first, then write, then read, and then never again")
  func disconnectOrder() throws {
    let (client, server) = try makePair()
    defer { client.close() }
    let log = Log<String>()
    try record(client, in: log)
    try server.setOption(level: SOL_SOCKET, name: SO_LINGER, value: linger(l_onoff: 1, l_linger: 0))
    server.close()
    #expect(eventually { log.all.last == "read" && log.all.contains("disconnected") })
    #expect(log.all == ["reset", "disconnected", "write", "read"])
    // The pending error was there before the first callback; nothing more is called.
    #expect(throws: Errno.connectionReset) { try client.receive(upTo: 1) }
    #expect(log.all.count == 4)
  }

  @Test("a refused connect reports the reset, and the error is the waiter's")
  func refused() throws {
    let client = try KernelSocket(domain: .inet, type: .stream)
    defer { client.close() }
    let log = Log<String>()
    try record(client, in: log)
    let error = failure { () throws(Errno) in
      try client.connect(to: unusedAddress(), flags: .dontWait)
    }
    guard error == .nowInProgress else { return }  // refused at once: no attempt, nothing to report
    #expect(eventually { log.all.contains("disconnected") && log.all.last == "read" })
    #expect(log.all == ["reset", "disconnected", "write", "read"])
    #expect(throws: Errno.connectionRefused) { try client.waitForConnection(timeout: .seconds(5)) }
  }

  private func unusedAddress() throws(Errno) -> SocketAddress {
    let socket = try KernelSocket.bound(.inet, .stream)
    defer { socket.close() }
    return try socket.localAddress()
  }

  @Test("the peer's FIN: the event, then a read upcall that finds the end")
  func finOrder() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    let log = Log<String>()
    try record(client, in: log)
    try server.shutdown(.write)
    #expect(eventually { log.all.contains("read") })
    #expect(log.all.prefix(2) == ["cannot receive", "read"])
    #expect(client.isConnected)
    #expect(try client.receive(upTo: 1, flags: .dontWait).isEmpty)
  }

  @Test("local shutdowns call back once each, and SHUT_RD takes the read upcall away")
  func shutdownUpcalls() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    let log = Log<String>()
    try record(client, in: log)
    try client.shutdown(.read)
    #expect(eventually { log.all == ["cannot receive", "read"] })
    try server.send([1])
    try client.shutdown(.write)
    #expect(eventually { log.all.contains("write") })
    #expect(log.all == ["cannot receive", "read", "cannot send", "write"])
  }

  @Test("below SO_RCVLOWAT no read upcall; at it one; the end of the stream always")
  func lowWater() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    try server.setOption(level: SOL_SOCKET, name: SO_RCVLOWAT, value: CInt(4))
    let reads = Counter()
    try server.setUpcalls(read: { _ in reads.add() }, write: nil)
    try client.send([1, 2])
    drain(server.dispatcher)
    #expect(reads.value == 0)
    try client.send([3, 4])
    #expect(eventually { reads.value == 1 })
    try client.shutdown(.write)
    #expect(eventually { reads.value == 2 })
  }

  @Test("a write upcall comes when a full stream has room again")
  func writable() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    let writes = Counter()
    try client.setUpcalls(read: nil, write: { _ in writes.add() })
    let much = [UInt8](repeating: 1, count: 1_000_000)
    var queued = 0
    while let count = try? client.send(much, flags: .dontWait) { queued += count }
    drain(client.dispatcher)
    let before = writes.value
    var received = 0
    while received < queued { received += try server.receiveChain(upTo: 1_000_000).byteCount }
    #expect(eventually { writes.value > before })
  }

  @Test("the listener's upcall comes for every connection, one accept a call loses none")
  func listenerUpcall() throws {
    let (listener, address) = try makeListener(backlog: 64)
    defer { listener.close() }
    let accepted = Log<KernelSocket>()
    try listener.setUpcall { socket in
      if let connection = try? socket.accept(flags: .dontWait).socket { accepted.add(connection) }
    }
    var clients: [KernelSocket] = []
    for _ in 0..<40 {
      let client = try KernelSocket(domain: .inet, type: .stream)
      clients.append(client)
      try client.connect(to: address)
    }
    #expect(eventually { accepted.all.count == 40 })
    closeAll(clients + accepted.all)
  }

  @Test("an upcall replaces itself: the new one gets the next call")
  func replaceWithin() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    let log = Log<String>()
    try server.setUpcalls(
      read: { socket in
        _ = try? socket.receive(upTo: 10, flags: .dontWait)
        try? socket.setUpcalls(read: { _ in log.add("second") }, write: nil)
        log.add("first")  // last: what is sent from now on is not received here
      }, write: nil)
    try client.send([1])
    #expect(eventually { log.all == ["first"] })
    try client.send([2])
    #expect(eventually { log.all.contains("second") })
    try server.setUpcall(nil)
    drain(server.dispatcher)
    let before = log.all  // a call is a hint: the second may have been called twice
    _ = try server.receive(upTo: 10, flags: .dontWait)
    try client.send([3])
    drain(server.dispatcher)
    #expect(log.all == before)
    #expect(log.all.filter { $0 == "first" }.count == 1)
  }

  @Test("a mask of nothing never fires, and the last registration wins")
  func masks() throws {
    let (listener, address) = try makeListener()
    let client = try KernelSocket(domain: .inet, type: .stream)
    defer { closeAll([listener, client]) }
    let (none, replaced, last) = (Counter(), Counter(), Counter())
    try client.catchEvents(.connected) { _, _ in replaced.add() }
    try client.catchEvents([]) { _, _ in none.add() }
    try client.catchEvents([.connected, .locked]) { _, events in
      if events == [.connected, .locked] { last.add() }
    }
    try client.connect(to: address)
    #expect(eventually { last.value == 1 })
    #expect(none.value == 0 && replaced.value == 0)
  }
}

/// Returns when the dispatcher has looked at its sockets at least once since the call.
func drain(_ dispatcher: Dispatcher) {
  for _ in 0..<2 {
    let done = Counter()
    _ = dispatcher.schedule(after: .milliseconds(5)) { done.add() }
    _ = eventually { done.value == 1 }
  }
}
