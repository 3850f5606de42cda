// SPDX-License-Identifier: Apache-2.0
// sock_accept when a filter, a peer or the listener has its own idea.

import CSocketKPI
import Glibc
import SocketKPI
import SystemPackage
import Testing

/// A filter that answers for arriving connections.
private final class Doorkeeper: FilterInstance {
  let verdict: @Sendable () throws(Errno) -> FilterVerdict
  let arrivals: @Sendable (SocketAddress) throws(Errno) -> FilterVerdict

  init(
    arrivals: @escaping @Sendable (SocketAddress) throws(Errno) -> FilterVerdict = { _ in .proceed
    },
    verdict: @escaping @Sendable () throws(Errno) -> FilterVerdict = { .proceed }
  ) {
    self.verdict = verdict
    self.arrivals = arrivals
  }

  func connectIn(from peer: SocketAddress, on socket: KernelSocket) throws(Errno) -> FilterVerdict {
    try arrivals(peer)
  }
  func accept(
    _ socket: KernelSocket, on listener: KernelSocket, local: SocketAddress, remote: SocketAddress
  ) throws(Errno) -> FilterVerdict { try verdict() }
}

@Suite("accept, outcomes", .serialized)
struct AcceptOutcomeTests {
  /// Local sockets, so that a global filter meets no other test's connections.
  private func arrange(
    _ body: (_ listener: KernelSocket, _ connect: () throws -> KernelSocket) throws -> Void
  ) throws {
    let folder = try SocketFolder()
    let listener = try KernelSocket(domain: .unix, type: .stream)
    defer {
      listener.close()
      folder.remove("door")
    }
    try listener.bind(to: folder.address("door"))
    try listener.listen(backlog: 4)
    try body(listener) {
      let client = try KernelSocket(domain: .unix, type: .stream)
      try client.connect(to: folder.address("door"))
      return client
    }
  }

  @Test("an accept filter's error closes the connection and is the result; the next one is served")
  func filterError() throws {
    let asked = Counter()
    let filter = try Registered(.global, domain: .unix) { _ throws(Errno) in
      Doorkeeper(verdict: { () throws(Errno) in
        asked.add()
        if asked.value == 1 { throw .permissionDenied }
        return .proceed
      })
    }
    try arrange { listener, connect in
      let (first, second) = (try connect(), try connect())
      #expect(throws: Errno.permissionDenied) { try listener.accept() }
      #expect(try first.receive(upTo: 1).isEmpty)
      let server = try listener.accept().socket
      try server.send([1])
      #expect(try second.receive(upTo: 1) == [1])
      closeAll([first, second, server])
    }
    _ = filter.handle
  }

  @Test("EJUSTRETURN of an accept filter hands over a socket that is defunct already")
  func filterHandles() throws {
    // On TCP: local sockets cannot be made defunct.
    let filter = try Registered(.global) { _ throws(Errno) in Doorkeeper(verdict: { .handled }) }
    let (listener, address) = try makeListener()
    let client = try KernelSocket(domain: .inet, type: .stream)
    defer { closeAll([listener, client]) }
    try client.connect(to: address)
    let server = try listener.accept().socket
    #expect(throws: Errno.brokenPipe) { try server.send([1]) }
    #expect(throws: Errno.socketNotConnected) { try server.receive(upTo: 1) }
    server.close()
    _ = filter.handle
  }

  @Test("a connection that connect_in refuses is never seen; accept goes on to the next")
  func refusedArrival() throws {
    let asked = Counter()
    let filter = try Registered(.global, domain: .unix) { _ throws(Errno) in
      Doorkeeper(arrivals: { (_) throws(Errno) in
        asked.add()
        switch asked.value {
        case 1: throw .permissionDenied
        case 2: return .handled
        default: return .proceed
        }
      })
    }
    try arrange { listener, connect in
      let clients = [try connect(), try connect(), try connect()]
      let server = try listener.accept().socket
      try server.send([3])
      #expect(try clients[0].receive(upTo: 1).isEmpty)
      #expect(try clients[1].receive(upTo: 1).isEmpty)
      #expect(try clients[2].receive(upTo: 1) == [3])
      #expect(throws: Errno.wouldBlock) { try listener.accept(flags: .dontWait) }
      closeAll(clients + [server])
    }
    _ = filter.handle
  }

  @Test("a connection that its peer has reset is accepted all the same, and tells when it is used")
  func resetWhileQueued() throws {
    let (listener, address) = try makeListener()
    let client = try KernelSocket(domain: .inet, type: .stream)
    defer { listener.close() }
    try client.connect(to: address)
    try client.setOption(level: SOL_SOCKET, name: SO_LINGER, value: linger(l_onoff: 1, l_linger: 0))
    client.close()
    let server = try listener.accept().socket
    defer { server.close() }
    #expect(throws: Errno.connectionReset) { try server.receive(upTo: 1) }
    #expect(try server.receive(upTo: 1).isEmpty)
  }

  @Test("a listener made defunct ends a sleeping accept")
  func defunctListener() throws {
    let (listener, _) = try makeListener()
    defer { listener.close() }
    let outcome = Outcome()
    let sleeper = Thread {
      outcome.set(failure { () throws(Errno) in _ = try listener.accept() })
    }
    usleep(20_000)
    try listener.makeDefunct()
    sleeper.join()
    #expect([.badFileDescriptor, .connectionAbort].contains(outcome.value))
  }
}
