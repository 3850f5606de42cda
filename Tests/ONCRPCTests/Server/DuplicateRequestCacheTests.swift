// SPDX-License-Identifier: Apache-2.0
// Recognising repetitions, and forgetting in time.

import SocketKPI
import Testing
import Wire

@testable import ONCRPC

@Suite("Duplicate-request cache")
struct DuplicateRequestCacheTests {
  private func key(_ xid: UInt32, port: UInt16 = 900, checksum: UInt64 = 1)
    -> DuplicateRequestCache.Key
  {
    DuplicateRequestCache.Key(
      xid: xid, program: 1, version: 1, procedure: 5, peer: .loopback(port: port),
      checksum: checksum)
  }

  private func message(_ bytes: Int) -> ServerMessage {
    var writer = XDRWriter()
    writer.append(raw: pattern(bytes).rawSpan)
    return ServerMessage(record: writer, payload: nil)
  }

  private func name(_ answer: DuplicateRequestCache.Answer) -> String {
    switch answer {
    case .new: "new"
    case .inProgress: "in progress"
    case .known(let message): "known \(message.byteCount)"
    }
  }

  @Test("a repetition waits while the call runs, and gets its reply afterwards")
  func repetition() {
    let cache = DuplicateRequestCache(maximumEntries: 10, maximumBytes: 1000)
    #expect(name(cache.begin(key(1))) == "new")
    #expect(name(cache.begin(key(1))) == "in progress")
    cache.finish(key(1), message(40))
    #expect(name(cache.begin(key(1))) == "known 40")
    #expect(name(cache.begin(key(1, port: 901))) == "new")
    #expect(name(cache.begin(key(1, checksum: 2))) == "new")
  }

  @Test("a call is known from another port once its connection has ended, and not before")
  func reconnected() {
    let cache = DuplicateRequestCache(maximumEntries: 10, maximumBytes: 1000)
    _ = cache.begin(key(1))
    cache.finish(key(1), message(40))
    _ = cache.begin(key(2))
    #expect(name(cache.begin(key(1, port: 901))) == "new")
    cache.forget(key(1, port: 901))
    cache.connectionEnded(.loopback(port: 900))
    #expect(name(cache.begin(key(1, port: 901))) == "known 40")
    #expect(name(cache.begin(key(1, port: 902))) == "known 40")
    #expect(name(cache.begin(key(1, port: 901, checksum: 2))) == "new")
    // Still running when its connection ended.
    #expect(name(cache.begin(key(2, port: 901))) == "in progress")
    cache.finish(key(2), message(80))
    #expect(name(cache.begin(key(2, port: 901))) == "known 80")
    cache.forget(key(2))
    #expect(name(cache.begin(key(2, port: 903))) == "new")
  }

  @Test("a call that was not executed is forgotten")
  func forgotten() {
    let cache = DuplicateRequestCache(maximumEntries: 10, maximumBytes: 1000)
    _ = cache.begin(key(1))
    cache.forget(key(1))
    #expect(name(cache.begin(key(1))) == "new")
  }

  @Test("entries and bytes have a limit, and the oldest go first")
  func limits() {
    let cache = DuplicateRequestCache(maximumEntries: 4, maximumBytes: 1000)
    for xid: UInt32 in 0..<100 {
      _ = cache.begin(key(xid))
      cache.finish(key(xid), message(40))
    }
    #expect(cache.count == 4)
    #expect(name(cache.begin(key(99))) == "known 40")
    let small = DuplicateRequestCache(maximumEntries: 100, maximumBytes: 100)
    for xid: UInt32 in 0..<10 {
      _ = small.begin(key(xid))
      small.finish(key(xid), message(40))
    }
    #expect(small.count == 2)
  }

  @Test("the checksum covers the first 256 bytes")
  func checksums() {
    let bytes = pattern(300)
    var changed = bytes
    changed[255] ^= 1
    var beyond = bytes
    beyond[256] ^= 1
    let sum = DuplicateRequestCache.checksum(bytes.rawSpan)
    #expect(sum != DuplicateRequestCache.checksum(changed.rawSpan))
    #expect(sum == DuplicateRequestCache.checksum(beyond.rawSpan))
  }
}

@Suite("Fault plan")
struct RPCFaultPlanTests {
  @Test("rules hit the replies they count")
  func rules() {
    let injector = FaultInjector()
    injector.plan = RPCFaultPlan([
      .init(.drop, procedure: EchoProgram.echo, skip: 1, count: 2), .init(.cut, skip: 3),
    ])
    let faults = (0..<5).map { _ in injector.fault(of: EchoProgram.echo) }
    #expect(faults == [nil, .drop, .drop, nil, nil])
    #expect(injector.fault(of: EchoProgram.read) == .cut)
  }

  @Test("the same seed gives the same faults, in about the asked proportion")
  func chance() {
    var plan = RPCFaultPlan()
    plan.dropPercent = 20
    plan.delayPercent = 10
    plan.seed = 5
    func run() -> [RPCFaultPlan.Fault?] {
      let injector = FaultInjector()
      injector.plan = plan
      return (0..<2000).map { _ in injector.fault(of: EchoProgram.echo) }
    }
    let first = run()
    #expect(first == run())
    let drops = first.filter { $0 == .drop }.count
    #expect((300...500).contains(drops))
  }
}
