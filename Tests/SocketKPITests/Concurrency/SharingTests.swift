// SPDX-License-Identifier: Apache-2.0
// Two calls on one socket: who waits, who is refused, and what neither may lose.

import CSocketKPI
import Glibc
import SocketKPI
import SystemPackage
import Testing

@Suite("sharing a socket", .serialized)
struct SharingTests {
  @Test("MSG_DONTWAIT is refused while another receiver sleeps")
  func secondReceiver() throws {
    let (client, server) = try makePair()
    defer { client.close() }
    let outcome = Outcome()
    let sleeper = Thread {
      outcome.set(
        failure { () throws(Errno) in
          if try server.receive(upTo: 3, flags: .waitAll) != [1, 2, 3] { throw .ioError }
        })
    }
    try client.send([1, 2])
    // Two bytes are there, and stay the sleeper's.
    #expect(
      eventually {
        failure { () throws(Errno) in _ = try server.receive(upTo: 1, flags: [.peek, .dontWait]) }
          == .wouldBlock
          && (try? server.option(level: SOL_SOCKET, name: SO_NREAD, initial: CInt(0))) == 2
      })
    try client.send([3])
    sleeper.join()
    #expect(outcome.isSet && outcome.value == nil)
    server.close()
  }

  @Test("MSG_DONTWAIT is refused while another sender sleeps for room")
  func secondSender() throws {
    let (client, server) = try makePair()
    defer { client.close() }
    let much = [UInt8](repeating: 1, count: 8_000_000)
    let sender = Thread { _ = try? client.send(much) }
    #expect(
      eventually {
        failure { () throws(Errno) in _ = try client.send([2], flags: .dontWait) } == .wouldBlock
      })
    server.close()
    sender.join()
  }

  @Test("chains that two threads receive are whole stretches of the stream")
  func chains() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    // Numbers in order: a chain in which one is missing was torn.
    let numbers = 400_000
    let sender = Thread {
      var bytes: [UInt8] = []
      for number in 0..<UInt32(numbers) {
        unsafe withUnsafeBytes(of: number.bigEndian) { unsafe bytes.append(contentsOf: $0) }
      }
      _ = try? client.send(bytes)
      try? client.shutdown(.write)
    }
    let (torn, total) = (Counter(), Counter())
    let receivers = (0..<3).map { _ in
      Thread {
        while let chain = try? server.receiveChain(upTo: 400_000, flags: .waitAll), !chain.isEmpty {
          let bytes = chain.bytes()
          total.add(bytes.count)
          let words = stride(from: 0, to: bytes.count - 3, by: 4).map { index in
            bytes[index..<index + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
          }
          if zip(words, words.dropFirst()).contains(where: { $1 != $0 + 1 }) { torn.add() }
        }
      }
    }
    joinAll(receivers + [sender])
    #expect(total.value == numbers * 4)
    #expect(torn.value == 0)
  }

  @Test("an arrival is heard although its upcall found the receive side taken")
  func contended() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    let (received, over) = (Counter(), Counter())
    try server.setUpcall { socket in
      while let bytes = try? socket.receive(upTo: 100, flags: .dontWait), !bytes.isEmpty {
        received.add(bytes.count)
      }
    }
    // Looks without taking: it is in the way, and leaves what it saw.
    let onlooker = Thread {
      while over.value == 0 { _ = try? server.receive(upTo: 1, flags: [.peek, .dontWait]) }
    }
    for round in 1...2000 {
      try client.send([1])
      #expect(eventually { received.value == round })
    }
    over.add()
    onlooker.join()
  }

  @Test("MSG_DONTWAIT does not wait for a packet with a class of its own that sleeps for room")
  func classes() throws {
    let folder = try SocketFolder()
    let receiver = try KernelSocket(domain: .unix, type: .datagram)
    let sender = try KernelSocket(domain: .unix, type: .datagram)
    defer {
      closeAll([receiver, sender])
      folder.remove("full")
    }
    try receiver.bind(to: folder.address("full"))
    try sender.connect(to: folder.address("full"))
    try sender.send([0], control: classRecord(SO_TC_VO), to: nil)
    while failure({ () throws(Errno) in try sender.send([0], flags: .dontWait) }) == nil {}
    let (slept, asked) = (Outcome(), Outcome())
    let sleeper = Thread {
      slept.set(
        failure { () throws(Errno) in
          try sender.send([1], control: classRecord(SO_TC_BK), to: nil)
        })
    }
    usleep(20_000)
    let asker = Thread {
      asked.set(failure { () throws(Errno) in try sender.send([2], flags: .dontWait) })
    }
    #expect(eventually { asked.isSet })
    #expect(asked.value == .wouldBlock && !slept.isSet)
    // Room: the sleeper's packet goes out.
    var last: [UInt8] = []
    while last != [1] { last = try receiver.receive(upTo: 1) }
    joinAll([sleeper, asker])
    #expect(slept.isSet && slept.value == nil)
  }
}
