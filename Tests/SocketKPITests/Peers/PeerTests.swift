// SPDX-License-Identifier: Apache-2.0
// socat, nc, iperf3 and a C program over epoll at the other end, as servers and as clients.

import Foundation
import Glibc
import SocketKPI
import SystemPackage
import Testing

@Suite("foreign peers", .serialized)
struct PeerTests {
  private let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 9) }

  /// Connects as soon as the peer listens.
  private func connect(
    _ domain: SocketDomain, to address: SocketAddress
  ) throws -> KernelSocket {
    var connected: KernelSocket?
    _ = try eventually(within: .seconds(20)) {
      let socket = try KernelSocket(domain: domain, type: .stream)
      // A peer that stops is a failure, not the end of the test run.
      for name in [SO_RCVTIMEO, SO_SNDTIMEO] {
        try socket.setOption(level: SOL_SOCKET, name: name, value: timeval(tv_sec: 30, tv_usec: 0))
      }
      if (try? socket.connect(to: address)) != nil { connected = socket } else { socket.close() }
      return connected != nil
    }
    return try #require(connected)
  }

  /// Sends everything and the end from a thread of its own, and reads until the peer's end.
  private func exchange(_ socket: KernelSocket) throws -> [UInt8] {
    let sender = Thread { [bytes] in
      _ = try? socket.send(bytes)
      try? socket.shutdown(.write)
    }
    var received: [UInt8] = []
    while true {
      let part = try socket.receive(upTo: 100_000)
      if part.isEmpty { break }
      received += part
    }
    sender.join()
    return received
  }

  @Test(
    "socat and nc as clients of an echo server", .enabled(if: Peer.has("socat", "nc")),
    arguments: ["socat TCP4", "socat TCP6", "socat UNIX", "nc TCP4", "nc UNIX"])
  func clients(kind: String) throws {
    let folder = try SocketFolder()
    defer { folder.remove("echo") }
    let family = kind.split(separator: " ")[1]
    if family == "TCP6", !hasIPv6 { return print("skipped: no IPv6 on the loopback interface") }
    let relay =
      switch family {
      case "TCP4": try Relay()
      case "TCP6": try Relay(.loopback(.inet6, port: 0))
      default: try Relay(folder.address("echo"))
      }
    defer { relay.close() }
    let port = String(relay.address.port)
    let peer =
      switch kind {
      case "socat TCP4": try Peer("socat", "-t", "20", "-", "TCP4:127.0.0.1:" + port)
      case "socat TCP6": try Peer("socat", "-t", "20", "-", "TCP6:[::1]:" + port)
      case "socat UNIX": try Peer("socat", "-t", "20", "-", "UNIX-CONNECT:" + folder.path + "/echo")
      case "nc TCP4": try Peer("nc", "-N", "127.0.0.1", port)
      default: try Peer("nc", "-N", "-U", folder.path + "/echo")
      }
    peer.feed(bytes)
    #expect(peer.end() == 0)
    #expect(peer.printed == bytes)
  }

  @Test(
    "socat as an echo server", .enabled(if: Peer.has("socat")), arguments: ["TCP4", "TCP6", "UNIX"])
  func socatServer(family: String) throws {
    if family == "TCP6", !hasIPv6 { return print("skipped: no IPv6 on the loopback interface") }
    let folder = try SocketFolder()
    defer { folder.remove("socat") }
    let port = try unusedPort().port
    let (address, listen): (SocketAddress, String) =
      switch family {
      case "TCP4": (.loopback(port: port), "TCP4-LISTEN:\(port),bind=127.0.0.1,reuseaddr")
      case "TCP6": (.loopback(.inet6, port: port), "TCP6-LISTEN:\(port),bind=[::1],reuseaddr")
      default: (try folder.address("socat"), "UNIX-LISTEN:" + folder.path + "/socat")
      }
    let peer = try Peer("socat", "-t", "20", listen, "EXEC:cat")
    let socket = try connect(address.domain, to: address)
    defer { socket.close() }
    #expect(try exchange(socket) == bytes)
    #expect(peer.end() == 0)
  }

  @Test("nc takes a stream and its end", .enabled(if: Peer.has("nc")))
  func ncServer() throws {
    let port = try unusedPort().port
    let peer = try Peer("nc", "-l", "127.0.0.1", String(port))
    let socket = try connect(.inet, to: .loopback(port: port))
    defer { socket.close() }
    peer.endInput()
    try socket.send(bytes)
    try socket.shutdown(.write)
    #expect(peer.end() == 0)
    #expect(peer.printed == bytes)
  }

  @Test("packets to and from socat", .enabled(if: Peer.has("socat")))
  func socatPackets() throws {
    let echo = try KernelSocket.bound(.inet, .datagram)
    defer { echo.close() }
    try echo.setUpcall { socket in
      guard let message = try? socket.receiveMessage(upTo: 65_536, flags: .dontWait) else { return }
      let sender = message.sender
      _ = try? socket.send(message.chain.bytes(), to: sender, flags: .dontWait)
    }
    let port = try echo.localAddress().port
    let peer = try Peer("socat", "-t", "2", "-", "UDP4:127.0.0.1:\(port)")
    let packet = Array(bytes[..<5000])
    peer.feed(packet)
    #expect(eventually(within: .seconds(20)) { peer.printed == packet })
    #expect(peer.end() == 0)
  }

  @Test(
    "iperf3 through a relay of upcalls: forward, backward, four streams at once",
    .enabled(if: Peer.has("iperf3")), arguments: [[], ["-R"], ["-P", "4"]])
  func iperf(options: [String]) throws {
    let port = try unusedPort().port
    let server = try Peer("iperf3", "-s", "-1", "-B", "127.0.0.1", "-p", String(port))
    // Its one client is the relay's: whether it listens is asked of the host's table.
    #expect(eventually(within: .seconds(20)) { isListening(port) })
    let relay = try Relay(to: .loopback(port: port))
    defer { relay.close() }
    let client = try Peer(
      "iperf3",
      arguments: ["-c", "127.0.0.1", "-p", String(relay.address.port), "-J", "-n", "30M"]
        + options)
    #expect(client.end() == 0)
    #expect(server.end() == 0)
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(client.printed)) as? [String: Any])
    #expect(report["error"] == nil)
    let end = try #require(report["end"] as? [String: Any])
    let received = try #require((end["sum_received"] as? [String: Any])?["bytes"] as? Int)
    // What was under way at the end is not counted by iperf3.
    #expect(received > 15_000_000)
  }

  private func isListening(_ port: UInt16) -> Bool {
    let table = (try? String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)) ?? ""
    let entry = String(format: "0100007F:%04X 00000000:0000 0A", port)
    return table.contains(entry)
  }

  @Test("a C program over epoll echoes many connections at once")
  func epollEcho() throws {
    let peer = try Peer("epoll-echo")
    var port: UInt16?
    #expect(
      eventually {
        let text = String(decoding: peer.printed, as: UTF8.self)
        if text.hasSuffix("\n") { port = UInt16(text.dropLast()) }
        return port != nil
      })
    let address = SocketAddress.loopback(port: try #require(port))
    // Blocking, on threads.
    let whole = Counter()
    joinAll(
      (0..<4).map { _ in
        Thread { [bytes] in
          guard let socket = try? connect(.inet, to: address) else { return }
          if (try? exchange(socket)) == bytes { whole.add() }
          socket.close()
        }
      })
    #expect(whole.value == 4)
    // By upcalls, a hundred at once.
    let (echoed, torn) = (Counter(), Counter())
    let message = Array(bytes[..<20_000])
    let sockets = try (0..<100).map { _ in try connect(.inet, to: address) }
    for socket in sockets {
      let received = Log<[UInt8]>()
      try socket.setUpcall { socket in
        while let part = try? socket.receive(upTo: 10_000, flags: .dontWait), !part.isEmpty {
          received.add(part)
          let all = received.all.flatMap { $0 }
          if all.count == message.count { (all == message ? echoed : torn).add() }
        }
      }
      try socket.send(message)
    }
    #expect(eventually(within: .seconds(30)) { echoed.value == 100 })
    #expect(torn.value == 0)
    closeAll(sockets)
    peer.endInput()
    #expect(peer.end() == 0)
  }
}
