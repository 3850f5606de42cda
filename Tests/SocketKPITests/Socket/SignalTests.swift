// SPDX-License-Identifier: Apache-2.0
// Signals: which sleeps they end with EINTR, and which they leave alone.

import CSocketKPI
import Glibc
import SocketKPI
import SystemPackage
import Testing

/// A thread that sleeps in one call, and can be sent signals.
private struct Sleeper {
  private static let signal = SIGUSR2
  private let outcome = Outcome()
  private let thread: Thread

  init(_ call: @escaping @Sendable () throws(Errno) -> Void) {
    // A handler that does nothing; the host's call is not started again.
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { _ in }
    unsafe sigaction(Sleeper.signal, &action, nil)
    let outcome = outcome
    thread = Thread {
      // Threads of the test runner block every signal, and theirs inherit that.
      var set = sigset_t()
      unsafe sigemptyset(&set)
      unsafe sigaddset(&set, Sleeper.signal)
      unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
      outcome.set(failure(call))
    }
  }

  /// Sends signals until the call ends; one that comes before the sleep is lost. True when it ended.
  func interrupt(within limit: Duration = .seconds(5)) -> Bool {
    eventually(within: limit) {
      if !outcome.isSet { thread.signal(Sleeper.signal) }
      return outcome.isSet
    }
  }

  var hasEnded: Bool { outcome.isSet }

  /// How the call ended. Waits for the end.
  func end() -> Errno? {
    thread.join()
    return outcome.value
  }
}

@Suite("signals", .serialized)
struct SignalTests {
  @Test("a signal ends a receive that sleeps, however often it slept before")
  func receiving() throws {
    let (client, server) = try makePair()
    let udp = try KernelSocket.bound(.inet, .datagram)
    defer { closeAll([client, server, udp]) }
    for socket in [server, server, server, udp, udp] {
      let sleeper = Sleeper { () throws(Errno) in _ = try socket.receive(upTo: 1) }
      #expect(sleeper.interrupt())
      #expect(sleeper.end() == .interrupted)
    }
    // Nothing was consumed on the way.
    try client.send([1])
    #expect(try server.receive(upTo: 1) == [1])
  }

  @Test("a time-out and a wish for everything do not keep a signal out")
  func receivingTuned() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    try server.setOption(
      level: SOL_SOCKET, name: SO_RCVTIMEO, value: timeval(tv_sec: 60, tv_usec: 0))
    try client.send([1, 2])
    let sleeper = Sleeper { () throws(Errno) in _ = try server.receive(upTo: 4, flags: .waitAll) }
    #expect(sleeper.interrupt())
    #expect(sleeper.end() == .interrupted)
    try client.send([3, 4])
    #expect(try server.receive(upTo: 4, flags: .waitAll) == [1, 2, 3, 4])
  }

  @Test("after sock_nointerrupt a receive sleeps on")
  func receivingUninterruptibly() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    try server.setInterruptible(false)
    for value: UInt8 in [1, 2, 3] {
      let sleeper = Sleeper { () throws(Errno) in
        if try server.receive(upTo: 1) != [value] { throw .invalidArgument }
      }
      #expect(!sleeper.interrupt(within: .milliseconds(60)))
      try client.send([value])
      #expect(sleeper.end() == nil)
    }
    try server.setInterruptible(true)
    let sleeper = Sleeper { () throws(Errno) in _ = try server.receive(upTo: 1) }
    #expect(sleeper.interrupt())
    #expect(sleeper.end() == .interrupted)
  }

  @Test("a send that had queued part of its bytes ends with a short count, an idle one with EINTR")
  func sending() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    let much = [UInt8](repeating: 7, count: 6_000_000)
    let sent = Counter()
    let first = Sleeper { () throws(Errno) in sent.add(try client.send(much)) }
    #expect(first.interrupt())
    #expect(first.end() == nil)
    #expect(sent.value > 0 && sent.value < much.count)
    while let more = try? client.send(much, flags: .dontWait) { sent.add(more) }
    let second = Sleeper { () throws(Errno) in try client.send(much) }
    #expect(second.interrupt())
    #expect(second.end() == .interrupted)
    try client.setInterruptible(false)
    let third = Sleeper { () throws(Errno) in sent.add(try client.send(much)) }
    #expect(!third.interrupt(within: .milliseconds(60)))
    var received = 0
    #expect(
      eventually {
        received += (try? server.receiveChain(upTo: 4_000_000, flags: .dontWait).byteCount) ?? 0
        return third.hasEnded && received == sent.value
      })
    #expect(third.end() == nil)
  }

  @Test("a signal ends a sleeping accept, which takes the next connection when called again")
  func accepting() throws {
    let (listener, address) = try makeListener()
    let client = try KernelSocket(domain: .inet, type: .stream)
    defer { closeAll([listener, client]) }
    // sock_nointerrupt is about data and room only.
    try listener.setInterruptible(false)
    let sleeper = Sleeper { () throws(Errno) in _ = try listener.accept() }
    #expect(sleeper.interrupt())
    #expect(sleeper.end() == .interrupted)
    try client.connect(to: address)
    try listener.accept().socket.close()
  }

  @Test("a signal ends a sleeping connect; the attempt goes on, and connectwait heeds no signals")
  func connecting() throws {
    let full = try FullListener()
    let socket = full.caller
    defer { full.close() }
    let sleeper = Sleeper { () throws(Errno) in try socket.connect(to: full.address) }
    #expect(sleeper.interrupt())
    #expect(sleeper.end() == .interrupted)
    #expect(throws: Errno.alreadyInProcess) { try socket.connect(to: full.address) }
    let waiter = Sleeper { () throws(Errno) in
      try socket.waitForConnection(timeout: .milliseconds(300))
    }
    #expect(!waiter.interrupt(within: .milliseconds(60)))
    #expect(waiter.end() == .nowInProgress)
  }
}
