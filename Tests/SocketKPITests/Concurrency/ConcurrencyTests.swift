// SPDX-License-Identifier: Apache-2.0
// Many threads, many sockets, and closing in the middle of it. Each test ends within seconds.

import CSocketKPI
import Glibc
import SocketKPI
import SystemPackage
import Testing

/// How much of everything; less where the sanitizers slow it down.
private enum Load {
  #if TSAN
    static let rounds = 40
    static let sockets = 1000
    static let messages = 500
  #else
    static let rounds = 200
    static let sockets = 10_000
    static let messages = 3000
  #endif
  static let threads = 8
}

/// Lets the process have this many descriptors; false when it may not.
private func allowDescriptors(_ count: Int) -> Bool {
  var limit = rlimit()
  unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  if limit.rlim_cur >= rlim_t(count) { return true }
  limit.rlim_cur = rlim_t(count)
  if limit.rlim_max < rlim_t(count) { limit.rlim_max = rlim_t(count) }
  return unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
}

@Suite("concurrency", .serialized)
struct ConcurrencyTests {
  @Test("closing while upcalls run loses nothing but the socket")
  func closeDuringUpcalls() throws {
    let (listener, address) = try makeListener(backlog: 64)
    defer { listener.close() }
    for round in 0..<Load.rounds {
      let client = try KernelSocket(domain: .inet, type: .stream)
      try client.connect(to: address)
      let server = try listener.accept().socket
      if round % 2 == 0 {
        try server.setOption(level: SOL_SOCKET, name: SO_UPCALLCLOSEWAIT, value: CInt(1))
      }
      let running = Counter()
      try server.setUpcall { socket in
        running.add()
        _ = try? socket.receive(upTo: 100, flags: .dontWait)
        _ = try? socket.send([1], flags: .dontWait)
        running.add(-1)
      }
      let sender = Thread { for _ in 0..<20 { _ = try? client.send([1, 2], flags: .dontWait) } }
      if round % 3 == 0 { #expect(eventually { running.value >= 0 }) }
      server.close()
      if round % 2 == 0 { #expect(running.value == 0) }
      sender.join()
      client.close()
    }
  }

  @Test("senders and receivers of many threads share one stream: no byte lost, none twice")
  func sharedStream() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    // Records of equal length, each filled with one value: whole sends never interleave.
    let record = 64
    let senders = (0..<Load.threads).map { index in
      Thread {
        for _ in 0..<Load.messages / 4 {
          _ = try? client.send(MbufChain(copying: [UInt8](repeating: UInt8(index), count: record)))
        }
      }
    }
    let torn = Counter()
    let counts = (0..<Load.threads).map { _ in Counter() }
    let receivers = (0..<2).map { _ in
      Thread {
        while let bytes = try? server.receive(upTo: record, flags: .waitAll), !bytes.isEmpty {
          if bytes.count != record || Set(bytes).count != 1 { torn.add() }
          counts[Int(bytes[0])].add()
        }
      }
    }
    joinAll(senders)
    try client.shutdown(.write)
    joinAll(receivers)
    #expect(torn.value == 0)
    #expect(counts.map(\.value) == [Int](repeating: Load.messages / 4, count: Load.threads))
  }

  @Test("one datagram socket under many threads: every packet arrives once")
  func sharedDatagrams() throws {
    let receiver = try KernelSocket.bound(.inet, .datagram)
    let sender = try KernelSocket.bound(.inet, .datagram)
    defer { closeAll([receiver, sender]) }
    try receiver.setOption(level: SOL_SOCKET, name: SO_RCVBUF, value: CInt(4_000_000))
    let address = try receiver.localAddress()
    let (received, sum) = (Counter(), Counter())
    try receiver.setUpcall { socket in
      // Empty once the socket is closed under the upcall.
      while let first = try? socket.receive(upTo: 100, flags: .dontWait).first {
        received.add()
        sum.add(Int(first))
      }
    }
    let each = 100
    let threads = (0..<Load.threads).map { index in
      Thread {
        for _ in 0..<each { _ = try? sender.send([UInt8(index + 1)], to: address) }
      }
    }
    joinAll(threads)
    #expect(eventually { received.value == Load.threads * each })
    #expect(sum.value == each * Load.threads * (Load.threads + 1) / 2)
  }

  @Test("options, classes, upcalls, filters and names change under the feet of the traffic")
  func changesUnderTraffic() throws {
    let registered = try Registered { _ throws(Errno) in ProbeFilter("f", Log<String>()) }
    let handle = registered.handle
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    let received = Counter()
    let reader: Upcall = { socket in
      while let bytes = try? socket.receive(upTo: 1000, flags: .dontWait), !bytes.isEmpty {
        received.add(bytes.count)
      }
    }
    try server.setUpcall(reader)
    let over = Counter()
    let changers = (0..<4).map { index in
      Thread {
        while over.value == 0 {
          switch index {
          case 0: try? client.setTrafficClass(TrafficClass.all.randomElement() ?? .bestEffort)
          case 1: try? server.setUpcall(reader)
          case 2:
            try? client.attachFilter(handle: handle)
            try? client.detachFilter(handle: handle)
          default:
            _ = try? client.peerAddress()
            try? client.setOption(level: SOL_SOCKET, name: SO_KEEPALIVE, value: CInt(1))
          }
        }
      }
    }
    for _ in 0..<Load.messages { try client.send([1, 2, 3, 4]) }
    over.add()
    joinAll(changers)
    #expect(
      eventually {
        reader(server)
        return received.value == Load.messages * 4
      })
  }

  @Test("an accept storm: every connection is accepted once, by whichever thread")
  func acceptStorm() throws {
    let (listener, address) = try makeListener(backlog: 128)
    let total = Load.rounds * 2
    let accepted = Log<KernelSocket>()
    let acceptors = (0..<4).map { _ in
      Thread {
        while let connection = try? listener.accept().socket { accepted.add(connection) }
      }
    }
    let failures = Counter()
    let connectors = (0..<4).map { _ in
      Thread {
        for _ in 0..<total / 4 {
          guard let client = try? KernelSocket(domain: .inet, type: .stream) else {
            return failures.add()
          }
          if failure({ () throws(Errno) in try client.connect(to: address) }) != nil {
            failures.add()
          }
          client.close()
        }
      }
    }
    joinAll(connectors)
    #expect(eventually { accepted.all.count == total })
    listener.close()
    joinAll(acceptors)
    #expect(failures.value == 0)
    closeAll(accepted.all)
  }

  @Test("many threads close one socket, release it, and use it: one close, no crash")
  func closeRace() throws {
    for _ in 0..<Load.rounds {
      let (client, server) = try makePair()
      let threads = (0..<4).map { index in
        Thread {
          switch index {
          case 0: server.close()
          case 1: _ = try? server.receive(upTo: 10)
          case 2: _ = try? server.send([1])
          default:
            try? server.setUpcall { _ in }
            _ = server.isConnected
          }
        }
      }
      joinAll(threads)
      #expect(throws: Errno.badFileDescriptor) { try server.send([1]) }
      client.close()
    }
  }

  @Test("ten thousand sockets with upcalls at once")
  func manySockets() throws {
    guard allowDescriptors(Load.sockets + 500) else {
      return print("skipped: the process may not have \(Load.sockets) descriptors")
    }
    let received = Counter()
    var sockets: [KernelSocket] = []
    defer { closeAll(sockets) }
    let sender = try KernelSocket(domain: .inet, type: .datagram)
    defer { sender.close() }
    for _ in 0..<Load.sockets {
      let socket = try KernelSocket.bound(.inet, .datagram)
      sockets.append(socket)
      try socket.setUpcall { socket in
        if (try? socket.receive(upTo: 10, flags: .dontWait)) != nil { received.add() }
      }
    }
    for socket in sockets { try sender.send([1], to: socket.localAddress()) }
    #expect(eventually(within: .seconds(30)) { received.value == Load.sockets })
  }
}
