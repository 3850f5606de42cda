// SPDX-License-Identifier: Apache-2.0
// Checked mode and sockets, in processes of their own: each misuse is a report that names its places.

import CMbufABI
import CSocketKPI
import Glibc
import SystemPackage
import Testing

@testable import SocketKPI

@Suite("checked mode, sockets")
struct CheckedSocketTests {
  private func text(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }

  @Test("a call after close names the call, the close and the making")
  func useAfterClose() async {
    let result = await #expect(
      processExitsWith: .exitCode(70), observing: [\.standardErrorContent]
    ) {
      CheckedMode.begin()
      let socket = try KernelSocket(domain: .inet, type: .stream)
      socket.close()
      _ = try? socket.send([1])
      socket.close()
      unsafe precondition(sock_listen(socket.cHandle, 1) == EINVAL)
      let reports = CheckedMode.reportCount
      precondition(reports == 3, "\(reports) reports")
      exit(0)
    }
    let text = text(result)
    #expect(text.contains("used after it was closed: a call on a closed socket"))
    #expect(text.components(of: "now       at").count == 3)
    #expect(text.components(of: "closed    at").count == 3)
    #expect(text.components(of: "made      at").count == 3)
  }

  @Test("a release without a retain is a report, and harmless")
  func negativeRetain() async {
    let result = await #expect(
      processExitsWith: .exitCode(70), observing: [\.standardErrorContent]
    ) {
      CheckedMode.begin()
      let socket = try KernelSocket(domain: .inet, type: .datagram)
      socket.retain()
      socket.release()
      precondition(CheckedMode.reportCount == 0)
      socket.release()
      precondition(CheckedMode.reportCount == 1)
      _ = try socket.localAddress()
      socket.close()
    }
    #expect(text(result).contains("released more often than retained: sock_release"))
  }

  @Test("a close that a C upcall may outlive is a report; with SO_UPCALLCLOSEWAIT or disarmed none")
  func unguardedClose() async {
    let result = await #expect(
      processExitsWith: .exitCode(70), observing: [\.standardErrorContent]
    ) {
      CheckedMode.begin()
      let upcall: sock_upcall = { _, _, _ in }
      for (waits, disarms) in [(true, false), (false, true), (false, false)] {
        let socket = try KernelSocket(domain: .inet, type: .datagram)
        unsafe precondition(sock_setupcall(socket.cHandle, upcall, nil) == 0)
        if waits {
          try socket.setOption(level: SOL_SOCKET, name: SO_UPCALLCLOSEWAIT, value: CInt(1))
        }
        if disarms { unsafe precondition(sock_setupcall(socket.cHandle, nil, nil) == 0) }
        precondition(CheckedMode.reportCount == 0)
        socket.close()
      }
      precondition(CheckedMode.reportCount == 1)
    }
    #expect(text(result).contains("closed while an upcall may still start: sock_close without"))
  }

  @Test("a length that was not set again between two receives is a report")
  func lengthNotReset() async {
    let result = await #expect(
      processExitsWith: .exitCode(70), observing: [\.standardErrorContent]
    ) {
      CheckedMode.begin()
      let receiver = try KernelSocket.bound(.inet, .datagram)
      let sender = try KernelSocket(domain: .inet, type: .datagram)
      for _ in 0..<3 { try sender.send([1, 2, 3], to: receiver.localAddress()) }
      var length = 1000
      var chain: mbuf_t?
      for round in 0..<3 {
        if round == 1 { length = 1000 }  // and not in round 2
        unsafe precondition(sock_receivembuf(receiver.cHandle, nil, &chain, 0, &length) == 0)
        unsafe mbuf_freem(chain)
        precondition(CheckedMode.reportCount == (round == 2 ? 1 : 0), "round \(round)")
      }
      closeAll([receiver, sender])
    }
    #expect(text(result).contains("a length left over from the last call: sock_receivembuf"))
  }

  @Test("sockets alive at exit are counted by the place that made them")
  func leaks() async {
    let result = await #expect(
      processExitsWith: .exitCode(70), observing: [\.standardErrorContent]
    ) {
      CheckedMode.begin()
      for _ in 0..<3 { _ = try KernelSocket(domain: .inet, type: .stream) }
      try KernelSocket(domain: .inet, type: .stream).close()
      exit(0)
    }
    #expect(text(result).contains("3 sockets alive at exit"))
    #expect(text(result).contains("3 made at"))
    #expect(!text(result).contains("misuses reported"))
  }

  @Test("a chain given to a send is the library's: touching it is a report")
  func useAfterSend() async {
    let result = await #expect(
      processExitsWith: .exitCode(70), observing: [\.standardErrorContent]
    ) {
      CheckedMode.begin()
      let receiver = try KernelSocket.bound(.inet, .datagram)
      let sender = try KernelSocket(domain: .inet, type: .datagram)
      try sender.connect(to: receiver.localAddress())
      var chain: mbuf_t?
      unsafe precondition(mbuf_gethdr(0, 1, &chain) == 0)
      unsafe precondition(mbuf_copyback(chain, 0, 3, "abc", 0) == 0)
      unsafe precondition(sock_sendmbuf(sender.cHandle, nil, chain, 0, nil) == 0)
      precondition(CheckedMode.reportCount == 0)
      _ = unsafe mbuf_len(chain)
      precondition(CheckedMode.reportCount == 1)
      closeAll([receiver, sender])
    }
    #expect(text(result).contains("used after it was freed or sent: mbuf_len"))
  }

  @Test("connections with upcalls, closed in order, leave nothing to report")
  func clean() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardErrorContent]
    ) {
      CheckedMode.begin()
      for _ in 0..<20 {
        let (client, server) = try makePair()
        try server.setOption(level: SOL_SOCKET, name: SO_UPCALLCLOSEWAIT, value: CInt(1))
        try server.setUpcall { socket in _ = try? socket.receive(upTo: 10, flags: .dontWait) }
        try client.send([1, 2, 3])
        closeAll([server, client])
      }
    }
    #expect(!text(result).contains("socketkpi:"))
  }
}

extension String {
  /// The pieces between the occurrences of `mark`, without the first.
  fileprivate func components(of mark: String) -> [Substring] {
    var (rest, found) = (self[...], [Substring]())
    while let range = rest.firstRange(of: mark) {
      rest = rest[range.upperBound...]
      found.append(rest)
    }
    return found
  }
}
