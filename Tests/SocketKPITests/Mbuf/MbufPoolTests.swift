// SPDX-License-Identifier: Apache-2.0
// Pools under threads: nothing is handed out twice, nothing is lost, statistics are true.

import CSocketKPI
import Glibc
import SystemPackage
import Testing

@testable import SocketKPI

@Suite("mbuf pools", .serialized)
struct MbufPoolTests {
  /// Runs bodies on threads of their own and waits for all.
  private func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    final class Start: Sendable {
      let body: @Sendable (Int) -> Void
      let index: Int
      init(_ index: Int, _ body: @escaping @Sendable (Int) -> Void) {
        self.index = index
        self.body = body
      }
    }
    var threads: [pthread_t] = []
    for index in 0..<count {
      var thread = pthread_t()
      let start = unsafe Unmanaged.passRetained(Start(index, body)).toOpaque()
      let error = unsafe pthread_create(
        &thread, nil,
        { argument in
          guard let argument = unsafe argument else { return nil }
          let start = unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
          start.body(start.index)
          return nil
        }, start)
      #expect(error == 0)
      threads.append(thread)
    }
    for thread in threads { pthread_join(thread, nil) }
  }

  /// A queue of chains between threads.
  private final class Exchange: Sendable {
    private let handles = Locked([UInt]())

    func put(_ chain: consuming MbufChain) {
      guard let handle = unsafe chain.intoRaw() else { return }
      let number = UInt(bitPattern: handle)
      handles.withLock { $0.append(number) }
    }

    func take() -> MbufChain? {
      let number = handles.withLock { $0.popLast() }
      guard let number, let handle = unsafe mbuf_t(bitPattern: number) else { return nil }
      return unsafe MbufChain(adopting: handle)
    }
  }

  @Test("chains made on one thread and freed on another keep their bytes, and all come back")
  func acrossThreads() {
    let before = MbufStatistics.current()
    let exchange = Exchange()
    let wrong = EventCounter()
    onThreads(8) { index in
      for round in 0..<2000 {
        let size = (index * 31 + round * 97) % 20_000 + 1
        var chain = MbufChain(
          copying: [UInt8](repeating: UInt8(truncatingIfNeeded: size), count: size))
        if round % 3 == 0 { chain.append(copying: [UInt8(truncatingIfNeeded: size + 1)]) }
        exchange.put(chain)
        guard round % 2 == 1 else { continue }
        for _ in 0..<2 {
          guard let taken = exchange.take() else { continue }
          var first: UInt8 = 0
          taken.withContiguousPrefix { span in first = unsafe span.unsafeLoad(as: UInt8.self) }
          let length = taken.byteCount
          let isRight =
            first == UInt8(truncatingIfNeeded: length)
            || first == UInt8(truncatingIfNeeded: length - 1)
          if !isRight { wrong.add(1) }
        }
      }
    }
    while exchange.take() != nil {}
    #expect(wrong.value == 0)
    let after = MbufStatistics.current()
    #expect(after.mbufs.live - before.mbufs.live < 1000)  // other suites run at the same time
    #expect(after.jumboClusters.live - before.jumboClusters.live < 1000)
  }

  @Test("clusters shared between threads are freed once, by whoever is last")
  func sharedAcrossThreads() {
    let releases = EventCounter()
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 60_000, alignment: 16)
    defer { unsafe memory.deallocate() }
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 7)
    for _ in 0..<200 {
      let exchange = Exchange()
      do {
        let whole = unsafe MbufChain(noCopy: memory) { releases.add(1) }
        for part in 0..<8 {
          if let slice = try? whole.slice(part * 100..<part * 100 + 5000) { exchange.put(slice) }
        }
      }
      onThreads(4) { _ in
        while let slice = exchange.take() {
          if let half = try? slice.slice(10..<20) { #expect(half.byteCount == 10) }
        }
      }
    }
    #expect(releases.value == 200)
  }

  @Test("what ends with a thread returns to the pools and to the counts")
  func threadEnd() {
    let before = MbufStatistics.current()
    let kept = Exchange()
    onThreads(16) { _ in
      for _ in 0..<100 { kept.put(MbufChain(copying: [1, 2, 3])) }
    }
    let during = MbufStatistics.current()
    #expect(during.mbufs.live - before.mbufs.live >= 1600)
    while kept.take() != nil {}
    for _ in 0..<50 {
      onThreads(4) { _ in
        for _ in 0..<100 { _ = MbufChain(copying: [UInt8](repeating: 0, count: 3000)) }
      }
    }
    // 200 threads have each used a magazine full; without returning them this would grow by 12,800.
    let after = MbufStatistics.current()
    #expect(after.mbufs.total - during.mbufs.total < 4000)
    #expect(after.bigClusters.total - during.bigClusters.total < 4000)
  }

  @Test("statistics follow what one process-wide quiet allocation does")
  func truth() async {
    await #expect(processExitsWith: .success) {
      func live() -> [Int] {
        let now = MbufStatistics.current()
        return [
          now.mbufs.live, now.clusters.live, now.bigClusters.live, now.jumboClusters.live,
          now.types[1],
        ]
      }
      precondition(live() == [0, 0, 0, 0, 0], "\(live())")
      var chain = MbufChain(copying: [UInt8](repeating: 1, count: 16384 + 4096 + 1))
      precondition(live() == [2, 0, 0, 2, 2], "\(live())")
      chain.append(MbufChain(copying: [UInt8](repeating: 1, count: 3000)))
      precondition(live() == [3, 0, 1, 2, 3], "\(live())")
      chain.trimBack(3000)
      precondition(live() == [2, 0, 0, 2, 2], "\(live())")
      let slice = try chain.slice(0..<20_000)
      precondition(live() == [4, 0, 0, 2, 4], "\(live())")
      chain = MbufChain()
      precondition(live() == [2, 0, 0, 2, 2], "\(live())")
      precondition(slice.byteCount == 20_000)
      var record = mbuf_stat()
      unsafe mbuf_stats(&record)
      precondition(record.mtypes.1 == 2 && record.mbufs == UInt32(record.mtypes.0) + 2)
      precondition(record.clusters == record.clfree && record.drops == 0)
      var mbuf: mbuf_t?
      unsafe precondition(mbuf_get(0, 14, &mbuf) == 0)
      unsafe precondition(mbuf_settype(mbuf, 1) == 0)
      precondition(MbufStatistics.current().types[14] == 0 && live()[4] == 3)
      unsafe mbuf_freem(mbuf)
      MbufFaults.failing(after: 0) { unsafe precondition(mbuf_get(0, 1, &mbuf) == ENOMEM) }
      precondition(MbufStatistics.current().drops == 1)
    }
  }

  @Test("memory is reused: a long run of packets does not grow the pools")
  func reuse() {
    var chain = MbufChain()
    for _ in 0..<100 { chain = MbufChain(copying: [UInt8](repeating: 1, count: 100_000)) }
    let before = MbufStatistics.current()
    for _ in 0..<2000 { chain = MbufChain(copying: [UInt8](repeating: 1, count: 100_000)) }
    #expect(chain.byteCount == 100_000)
    let after = MbufStatistics.current()
    #expect(after.jumboClusters.total - before.jumboClusters.total < 1000)
  }

  @Test("a double free on two threads leaves the pools in order")
  func racingDoubleFree() {
    for _ in 0..<200 {
      var mbuf: mbuf_t?
      unsafe #expect(mbuf_get(0, 1, &mbuf) == 0)
      let number = UInt(bitPattern: mbuf)
      unsafe mbuf_freem(mbuf)
      onThreads(2) { _ in unsafe mbuf_freem(mbuf_t(bitPattern: number)) }
    }
    var seen: Set<UInt> = []
    var chain = MbufChain()
    for _ in 0..<2000 {
      guard let handle = unsafe MbufChain(copying: [1]).intoRaw() else { continue }
      let isNew = seen.insert(UInt(bitPattern: handle)).inserted
      #expect(isNew)
      unsafe chain.append(MbufChain(adopting: handle))
    }
    #expect(chain.byteCount == 2000)
  }
}
