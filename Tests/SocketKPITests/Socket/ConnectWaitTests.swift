// SPDX-License-Identifier: Apache-2.0
// Attempts to connect that several threads watch, and what bounds them.

import CSocketKPI
import Glibc
import SocketKPI
import SystemPackage
import Testing

@Suite("connectwait, several threads")
struct ConnectWaitTests {
  @Test("all waiters wake when the attempt fails; exactly one gets the failure, the others EINVAL")
  func oneFailure() throws {
    let full = try FullListener()
    let socket = full.caller
    defer { full.close() }
    try socket.setOption(level: CInt(IPPROTO_TCP), name: TCP_CONNECTIONTIMEOUT, value: CInt(1))
    #expect(throws: Errno.nowInProgress) { try socket.connect(to: full.address, flags: .dontWait) }
    let outcomes = (0..<4).map { _ in Outcome() }
    let waiters = outcomes.map { outcome in
      Thread {
        outcome.set(
          failure { () throws(Errno) in try socket.waitForConnection(timeout: .seconds(20)) })
      }
    }
    joinAll(waiters)
    #expect(outcomes.filter { $0.value == .timedOut }.count == 1)
    #expect(outcomes.filter { $0.value == .invalidArgument }.count == 3)
  }

  @Test("all waiters see a success")
  func allSucceed() throws {
    let full = try FullListener()
    let socket = full.caller
    defer { full.close() }
    #expect(throws: Errno.nowInProgress) { try socket.connect(to: full.address, flags: .dontWait) }
    let outcomes = (0..<4).map { _ in Outcome() }
    let waiters = outcomes.map { outcome in
      Thread {
        outcome.set(
          failure { () throws(Errno) in try socket.waitForConnection(timeout: .seconds(60)) })
      }
    }
    // Room in the queue: the next SYN gets through.
    var accepted: [KernelSocket] = []
    let over = eventually(within: .seconds(60)) {
      if let one = try? full.listener.accept(flags: .dontWait).socket { accepted.append(one) }
      return outcomes.allSatisfy(\.isSet)
    }
    #expect(over)
    joinAll(waiters)
    #expect(outcomes.allSatisfy { $0.isSet && $0.value == nil })
    closeAll(accepted)
  }

  @Test("SO_SNDTIMEO and SO_RCVTIMEO do not bound a connect that waits")
  func noTimeout() throws {
    let full = try FullListener()
    let socket = full.caller
    defer { full.close() }
    for name in [SO_SNDTIMEO, SO_RCVTIMEO] {
      try socket.setOption(
        level: SOL_SOCKET, name: name, value: timeval(tv_sec: 0, tv_usec: 20_000))
    }
    try socket.setOption(level: CInt(IPPROTO_TCP), name: TCP_CONNECTIONTIMEOUT, value: CInt(1))
    let began = ContinuousClock.now
    #expect(throws: Errno.timedOut) { try socket.connect(to: full.address) }
    #expect(ContinuousClock.now - began >= .milliseconds(900))
  }

  @Test("closing ends a wait for a connect")
  func closed() throws {
    let full = try FullListener()
    let socket = try KernelSocket(domain: .inet, type: .stream)
    defer { full.close() }
    #expect(throws: Errno.nowInProgress) { try socket.connect(to: full.address, flags: .dontWait) }
    let outcome = Outcome()
    let waiter = Thread {
      outcome.set(
        failure { () throws(Errno) in try socket.waitForConnection(timeout: .seconds(300)) })
    }
    usleep(20_000)
    socket.close()
    waiter.join()
    #expect(outcome.value != nil)
  }

  @Test("a datagram socket's stale error is the result of its next connect, once")
  func staleError() throws {
    let gone = try KernelSocket.bound(.inet, .datagram)
    let other = try KernelSocket.bound(.inet, .datagram)
    let socket = try KernelSocket(domain: .inet, type: .datagram)
    defer { closeAll([other, socket]) }
    let refused = Counter()
    try socket.setUpcall { _ in refused.add() }
    try socket.connect(to: gone.localAddress())
    gone.close()
    drain(socket.dispatcher)
    let before = refused.value
    try socket.send([1])
    #expect(eventually { refused.value > before })  // the error is in the socket's slot now
    #expect(throws: Errno.connectionRefused) { try socket.connect(to: other.localAddress()) }
    #expect(socket.isConnected)
    try socket.connect(to: other.localAddress())
  }
}
