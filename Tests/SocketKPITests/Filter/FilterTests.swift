// SPDX-License-Identifier: Apache-2.0
// Socket filters: order, verdicts, hooks, attach and detach exactly once.

import CSocketKPI
import Glibc
import SocketKPI
import Synchronization
import SystemPackage
import Testing

/// A filter for tests: notes what it is asked, and answers as told.
final class ProbeFilter: FilterInstance {
  let name: String
  let log: Log<String>
  let answer: @Sendable (String) throws(Errno) -> FilterVerdict

  init(
    _ name: String, _ log: Log<String>,
    _ answer: @escaping @Sendable (String) throws(Errno) -> FilterVerdict = { _ in .proceed }
  ) {
    self.name = name
    self.log = log
    self.answer = answer
  }

  private func ask(_ what: String) throws(Errno) -> FilterVerdict {
    log.add("\(name) \(what)")
    return try answer(what)
  }

  func detached(from socket: KernelSocket) { log.add("\(name) detached") }
  func notice(_ event: FilterEvent, on socket: KernelSocket) { log.add("\(name) \(event)") }
  func inbound(
    _ data: inout MbufChain, control: inout MbufChain, from sender: SocketAddress?,
    flags: FilterDataFlags, on socket: KernelSocket
  ) throws(Errno) -> FilterVerdict { try ask("in") }
  func outbound(
    _ data: inout MbufChain, control: inout MbufChain, to receiver: SocketAddress?,
    flags: FilterDataFlags, on socket: KernelSocket
  ) throws(Errno) -> FilterVerdict { try ask("out") }
  func connectOut(
    to peer: inout SocketAddress, on socket: KernelSocket
  ) throws(Errno) -> FilterVerdict {
    try ask("connect")
  }
  func connectIn(from peer: SocketAddress, on socket: KernelSocket) throws(Errno) -> FilterVerdict {
    try ask("arrival")
  }
  func bind(to address: SocketAddress, on socket: KernelSocket) throws(Errno) -> FilterVerdict {
    try ask("bind")
  }
  func listen(on socket: KernelSocket) throws(Errno) -> FilterVerdict { try ask("listen") }
  func option(_ option: FilterOption, on socket: KernelSocket) throws(Errno) -> FilterVerdict {
    let verdict = try ask(option.direction == .set ? "set \(option.name)" : "get \(option.name)")
    if verdict == .handled, option.direction == .get { option.value = [42, 0, 0, 0] }
    return verdict
  }
  func control(request: UInt, on socket: KernelSocket) throws(Errno) -> FilterVerdict {
    try ask("control")
  }
}

/// Sends every connect elsewhere.
final class DivertingFilter: FilterInstance, Sendable {
  let target: SocketAddress
  init(to target: SocketAddress) { self.target = target }

  func connectOut(
    to peer: inout SocketAddress, on socket: KernelSocket
  ) throws(Errno) -> FilterVerdict {
    peer = target
    return .proceed
  }
}

/// A registered filter that is gone when the test is over.
struct Registered: ~Copyable {
  static let next = Atomic<UInt32>(0x7e57_0000)
  let handle: UInt32

  init(
    _ options: SocketFilter.Options = .onRequest, domain: SocketDomain = .inet,
    type: SocketType = .stream, unregistered: (@Sendable () -> Void)? = nil,
    attach: @escaping @Sendable (KernelSocket) throws(Errno) -> any FilterInstance
  ) throws {
    handle = Registered.next.add(1, ordering: .relaxed).newValue
    try SocketFilter(
      handle: handle, name: "test", options: options, attach: attach, unregistered: unregistered
    ).register(domain: domain, type: type)
  }

  deinit { try? SocketFilter.unregister(handle: handle) }
}

@Suite("socket filters", .serialized)
struct FilterTests {
  @Test("newest first, each asked once, and the operation goes on")
  func order() throws {
    let log = Log<String>()
    let old = try Registered { _ throws(Errno) in ProbeFilter("old", log) }
    let new = try Registered { _ throws(Errno) in ProbeFilter("new", log) }
    let socket = try KernelSocket(domain: .inet, type: .stream)
    try socket.attachFilter(handle: old.handle)
    try socket.attachFilter(handle: new.handle)
    try socket.bind(to: .loopback(port: 0))
    try socket.listen(backlog: 1)
    #expect(
      log.all == [
        "new bind", "old bind", "new bound", "old bound", "new listen", "old listen",
      ])
    socket.close()
    #expect(log.all.suffix(4) == ["new closing", "old closing", "new detached", "old detached"])
  }

  @Test(
    "EJUSTRETURN ends an operation with success, another error with that error",
    arguments: [
      "bind", "listen", "connect", "set \(SO_KEEPALIVE)",
    ])
  func verdicts(hook: String) throws {
    let log = Log<String>()
    let handles = try Registered { _ throws(Errno) in
      ProbeFilter("handles", log) { $0 == hook ? .handled : .proceed }
    }
    let refuses = try Registered { _ throws(Errno) in
      ProbeFilter("refuses", log) { (what) throws(Errno) in
        if what == hook { throw .resourceBusy }
        return .proceed
      }
    }
    func run(_ socket: KernelSocket) -> Errno? {
      failure { () throws(Errno) in
        switch hook {
        case "bind": try socket.bind(to: .loopback(port: 0))
        case "listen": try socket.listen(backlog: 1)
        case "connect": try socket.connect(to: .loopback(port: 9))
        default: try socket.setOption(level: SOL_SOCKET, name: SO_KEEPALIVE, value: CInt(1))
        }
      }
    }
    let cases: [(handle: UInt32, expected: Errno?)] = [
      (handles.handle, nil), (refuses.handle, .resourceBusy),
    ]
    for (handle, expected) in cases {
      let socket = try KernelSocket(domain: .inet, type: .stream)
      defer { socket.close() }
      try socket.attachFilter(handle: handle)
      #expect(run(socket) == expected)
      #expect(try socket.localAddress().port == 0)
      #expect(!socket.isConnected)
    }
  }

  @Test("a connect goes where a filter sends it")
  func diverted() throws {
    let (listener, address) = try makeListener()
    defer { listener.close() }
    let filter = try Registered { _ throws(Errno) in DivertingFilter(to: address) }
    let socket = try KernelSocket(domain: .inet, type: .stream)
    defer { socket.close() }
    try socket.attachFilter(handle: filter.handle)
    try socket.connect(to: .loopback(port: 9))
    #expect(try socket.peerAddress() == address)
  }

  @Test("a filter answers for an option")
  func optionValue() throws {
    let log = Log<String>()
    let filter = try Registered { _ throws(Errno) in
      ProbeFilter("f", log) { $0.hasPrefix("get") ? .handled : .proceed }
    }
    let socket = try KernelSocket(domain: .inet, type: .stream)
    defer { socket.close() }
    try socket.attachFilter(handle: filter.handle)
    #expect(try socket.option(level: SOL_SOCKET, name: SO_SNDBUF, initial: CInt(0)) == 42)
  }

  @Test("registering and attaching: the error rows")
  func errors() throws {
    let log = Log<String>()
    let attach: @Sendable (KernelSocket) throws(Errno) -> any FilterInstance = { _ in
      ProbeFilter("f", log)
    }
    func filter(_ handle: UInt32) -> SocketFilter {
      SocketFilter(handle: handle, name: "f", options: .onRequest, attach: attach)
    }
    #expect(throws: Errno.noSuchFileOrDirectory) {
      try filter(0x7e57_ff01).register(domain: SocketDomain(rawValue: 250), type: .stream)
    }
    #expect(throws: Errno.noSuchFileOrDirectory) {
      try filter(0x7e57_ff01).register(domain: .inet, type: .stream, protocol: 17)
    }
    #expect(throws: Errno.invalidArgument) { try filter(0).register(domain: .inet, type: .stream) }
    let registered = try Registered(attach: attach)
    #expect(throws: Errno.fileExists) {
      try filter(registered.handle).register(domain: .inet, type: .stream)
    }
    #expect(throws: Errno.noSuchFileOrDirectory) {
      try SocketFilter.unregister(handle: 0x7e57_ff01)
    }
    let socket = try KernelSocket(domain: .inet, type: .stream)
    defer { socket.close() }
    #expect(throws: Errno.invalidArgument) { try socket.attachFilter(handle: 0) }
    #expect(throws: Errno.invalidArgument) { try socket.attachFilter(handle: 0x7e57_ff01) }
    try socket.attachFilter(handle: registered.handle)
    #expect(throws: Errno.fileExists) { try socket.attachFilter(handle: registered.handle) }
    try socket.detachFilter(handle: registered.handle)
    try socket.detachFilter(handle: registered.handle)
    #expect(throws: Errno.invalidArgument) { try socket.detachFilter(handle: 0) }
    #expect(log.all == ["f detached"])
  }

  @Test(
    "an attach that refuses is not detached, and a refused global filter leaves the socket alone")
  func refusedAttach() throws {
    let log = Log<String>()
    let picky = try Registered { _ throws(Errno) in
      log.add("asked")
      throw .permissionDenied
    }
    let socket = try KernelSocket(domain: .inet, type: .stream)
    #expect(throws: Errno.permissionDenied) { try socket.attachFilter(handle: picky.handle) }
    socket.close()
    #expect(log.all == ["asked"])
  }

  @Test(
    "a global filter is on every new socket of its protocol, and inside attach the listener is known"
  )
  func global() throws {
    let log = Log<String>()
    let filter = try Registered(.global, domain: .unix) { _ throws(Errno) in
      ProbeFilter("g", log)
    }
    let folder = try SocketFolder()
    defer { folder.remove("global") }
    let address = try folder.address("global")
    let listener = try KernelSocket(domain: .unix, type: .stream)
    let client = try KernelSocket(domain: .unix, type: .stream)
    try listener.bind(to: address)
    try listener.listen(backlog: 1)
    try client.connect(to: address)
    let server = try listener.accept().socket
    #expect(log.all.contains("g arrival"))
    try client.send([1])
    #expect(try server.receive(upTo: 10) == [1])
    #expect(log.all.filter { $0 == "g out" }.count == 1 && log.all.contains("g in"))
    closeAll([server, client, listener])
    #expect(log.all.filter { $0 == "g detached" }.count == 3)
    _ = filter.handle
  }

  @Test("unregistering takes the filter off its sockets, then reports, once")
  func unregister() throws {
    let (log, reports) = (Log<String>(), Counter())
    let count: @Sendable () -> Void = { reports.add() }
    let filter = try Registered(unregistered: count) { _ throws(Errno) in
      ProbeFilter("f", log)
    }
    let sockets = try (0..<3).map { _ in try KernelSocket(domain: .inet, type: .stream) }
    defer { closeAll(sockets) }
    for socket in sockets { try socket.attachFilter(handle: filter.handle) }
    try SocketFilter.unregister(handle: filter.handle)
    #expect(log.all == ["f detached", "f detached", "f detached"])
    #expect(reports.value == 1)
    #expect(throws: Errno.invalidArgument) { try sockets[0].attachFilter(handle: filter.handle) }
  }

  @Test("a filter that is running is told it is off only when it has returned")
  func unregisterInUse() throws {
    let (log, release) = (Log<String>(), Counter())
    let filter = try Registered { _ throws(Errno) in
      ProbeFilter("f", log) { what in
        if what == "bind" {
          _ = eventually { release.value == 1 }
          log.add("bind over")
        }
        return .proceed
      }
    }
    let socket = try KernelSocket(domain: .inet, type: .stream)
    defer { socket.close() }
    try socket.attachFilter(handle: filter.handle)
    let binder = Thread { try? socket.bind(to: .loopback(port: 0)) }
    #expect(eventually { log.all == ["f bind"] })
    try SocketFilter.unregister(handle: filter.handle)
    #expect(log.all == ["f bind"])
    release.add()
    binder.join()
    #expect(log.all == ["f bind", "bind over", "f detached"])
  }

  @Test("what a filter is told over the life of a connection")
  func notices() throws {
    let log = Log<String>()
    let filter = try Registered { _ throws(Errno) in ProbeFilter("f", log) }
    let (listener, address) = try makeListener()
    let client = try KernelSocket(domain: .inet, type: .stream)
    try client.attachFilter(handle: filter.handle)
    try client.connect(to: address)
    try client.shutdown(.write)
    try client.shutdown(.read)
    client.close()
    listener.close()
    #expect(
      log.all == [
        "f connect", "f connecting", "f connected", "f shutdown(SocketKPI.ShutdownDirection.write)",
        "f cannotSendMore", "f shutdown(SocketKPI.ShutdownDirection.read)", "f flushRead",
        "f cannotReceiveMore", "f closing", "f detached",
      ])
  }
}
