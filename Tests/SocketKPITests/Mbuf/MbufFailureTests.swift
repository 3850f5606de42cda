// SPDX-License-Identifier: Apache-2.0
// What each function does without memory (the ENOMEM rows of kpi_mbuf.h), and that nothing leaks then.

import CLinux
import CMbufABI
import CSocketKPI
import Glibc
import SystemPackage
import Testing

@testable import SocketKPI

@Suite("mbuf functions without memory")
struct MbufFailureTests {
  /// A packet with the pattern of a counting sequence, made through the C functions.
  private func packet(_ count: Int) -> mbuf_t? {
    unsafe MbufChain(copying: countingBytes(count)).intoRaw()
  }

  /// Mbufs in use that this thread made and has not freed.
  private func live() -> Int64 {
    guard MbufPool.joinThread() else { return 0 }
    return MbufPoolKind.allCases.reduce(0) { sum, kind in
      unsafe sum + kpi_magazine_of(kpi_pool_thread_self(), kind.rawValue).pointee.live
    }
  }

  @Test("getting an mbuf fails with ENOMEM and null")
  func get() {
    let before = live()
    var mbuf: mbuf_t?
    MbufFaults.failing(after: 0) {
      unsafe #expect(mbuf_get(0, 1, &mbuf) == ENOMEM && mbuf == nil)
      unsafe #expect(mbuf_gethdr(1, 1, &mbuf) == ENOMEM && mbuf == nil)
      unsafe #expect(mbuf_mclget(0, 1, &mbuf) == ENOMEM && mbuf == nil)
      unsafe #expect(mbuf_getcluster(0, 1, 4096, &mbuf) == ENOMEM && mbuf == nil)
      unsafe #expect(mbuf_getpacket(mbuf_how_t(MBUF_WAITOK), &mbuf) == ENOMEM && mbuf == nil)
      unsafe #expect(
        mbuf_getpacket(mbuf_how_t(MBUF_DONTWAIT), &mbuf) == EWOULDBLOCK && mbuf == nil)
    }
    MbufFaults.failing(after: 1) {  // the mbuf, not its cluster
      unsafe #expect(mbuf_getcluster(0, 1, 2048, &mbuf) == ENOMEM && mbuf == nil)
    }
    MbufFaults.failing(after: 1) {
      unsafe #expect(mbuf_getpacket(0, &mbuf) == ENOMEM && mbuf == nil)
    }
    #expect(live() == before)
  }

  @Test("a given mbuf is kept when there is no cluster for it")
  func clusterForGiven() {
    let before = live()
    var mbuf: mbuf_t?
    unsafe #expect(mbuf_mclget(0, 1, &mbuf) == 0)
    let given = unsafe mbuf
    MbufFaults.failing(after: 0) {
      unsafe #expect(mbuf_getcluster(0, 1, 16384, &mbuf) == ENOMEM)
    }
    unsafe #expect(mbuf == given)
    unsafe #expect(mbuf_maxlen(mbuf) == 2048)
    unsafe mbuf_freem(mbuf)
    var size = 3000
    var address: UnsafeMutablePointer<CChar>?
    MbufFaults.failing(after: 0) {
      unsafe #expect(mbuf_alloccluster(0, &size, &address) == ENOMEM)
    }
    unsafe #expect(size == 0 && address == nil)
    #expect(live() == before)
  }

  @Test("attaching memory frees the mbuf, given or new, and leaves the memory to the caller")
  func attach() {
    let before = live()
    let memory = UnsafeMutablePointer<CChar>.allocate(capacity: 100)
    defer { unsafe memory.deallocate() }
    let never:
      @convention(c) (UnsafeMutablePointer<CChar>?, UInt32, UnsafeMutablePointer<CChar>?) ->
        Void = { _, _, _ in Issue.record("the callback ran") }
    var mbuf: mbuf_t?
    for successes in 0...1 {
      MbufFaults.failing(after: successes) {
        unsafe #expect(mbuf_attachcluster(0, 1, &mbuf, memory, never, 100, nil) == ENOMEM)
      }
      unsafe #expect(mbuf == nil)
    }
    unsafe #expect(mbuf_get(0, 1, &mbuf) == 0)
    let given = unsafe mbuf
    MbufFaults.failing(after: 0) {
      unsafe #expect(mbuf_attachcluster(0, 1, &mbuf, memory, never, 100, nil) == ENOMEM)
    }
    unsafe #expect(mbuf == nil && mbuf_type(given) == mbuf_type_t(MBUF_TYPE_FREE))
    #expect(live() == before)
  }

  @Test("packets: all or none, and the result is untouched", arguments: 0..<12)
  func packets(successes: Int) {
    let before = live()
    var mbuf: mbuf_t?
    let error = MbufFaults.failing(after: successes) {
      unsafe mbuf_allocpacket_list(3, 0, 20_000, nil, &mbuf)
    }
    // three packets of two mbufs with a cluster each
    #expect(error == ENOMEM)
    unsafe #expect(mbuf == nil)
    #expect(live() == before)
  }

  @Test("copies fail with ENOMEM, and the source is intact", arguments: 0..<6)
  func copies(successes: Int) {
    let before = live()
    let source = unsafe packet(40_000)
    var copy: mbuf_t?
    let failures = MbufCounters.copyFailures.value
    MbufFaults.failing(after: min(successes, 2)) {  // three mbufs share three clusters
      unsafe #expect(mbuf_copym(source, 0, 40_000, 0, &copy) == ENOMEM && copy == nil)
    }
    #expect(MbufCounters.copyFailures.value > failures)
    MbufFaults.failing(after: successes) {
      unsafe #expect(mbuf_dup(source, 0, &copy) == (successes < 6 ? ENOMEM : 0) && copy == nil)
    }
    unsafe expectHolds(MbufChain(adopting: source.unsafelyUnwrapped), countingBytes(40_000))
    #expect(live() == before)
  }

  @Test("split fails with ENOMEM and leaves the source as it was")
  func split() {
    let before = live()
    let source = unsafe packet(300)
    var rest: mbuf_t?
    for successes in 0...1 {
      MbufFaults.failing(after: successes) {
        unsafe #expect(
          mbuf_split(source, 115 - successes, 0, &rest) == (successes == 0 ? ENOMEM : 0))
      }
      if successes == 0 {
        unsafe #expect(mbuf_pkthdr_len(source) == 300 && mbuf_len(source) == 300)
      }
    }
    unsafe mbuf_freem(rest)
    unsafe mbuf_freem(source)
    #expect(live() == before)
  }

  @Test("prepend, pullup and pulldown free the chain and null the pointer")
  func consuming() {
    let before = live()
    var chain = unsafe packet(40_000)
    MbufFaults.failing(after: 0) { unsafe #expect(mbuf_prepend(&chain, 8, 0) == ENOMEM) }
    unsafe #expect(chain == nil)
    unsafe chain = unsafe packet(40_000)
    let failures = MbufCounters.pullupFailures.value
    MbufFaults.failing(after: 0) { unsafe #expect(mbuf_pullup(&chain, 8) == ENOMEM) }
    unsafe #expect(chain == nil)
    #expect(MbufCounters.pullupFailures.value > failures)
    var offset = 16_380
    var location: mbuf_t?
    for successes in 0...1 {
      unsafe chain = unsafe packet(40_000)
      MbufFaults.failing(after: successes) {
        unsafe #expect(mbuf_pulldown(chain, &offset, 1000, &location) == ENOMEM && location == nil)
      }
      unsafe #expect(mbuf_type(chain) == mbuf_type_t(MBUF_TYPE_FREE))
    }
    #expect(live() == before)
  }

  @Test("copyback fails with ENOBUFS and keeps what was done; a missing cluster is no failure")
  func copyback() {
    let before = live()
    let chain = unsafe packet(300)
    let bytes = countingBytes(5000)
    MbufFaults.failing(after: 0) {
      let error = unsafe bytes.withUnsafeBytes {
        unsafe mbuf_copyback(chain, 0, 5000, $0.baseAddress, 0)
      }
      #expect(error == ENOBUFS)
    }
    unsafe #expect(mbuf_pkthdr_len(chain) == 2048)
    MbufFaults.failing(after: 1, failures: 1) {
      let error = unsafe bytes.withUnsafeBytes {
        unsafe mbuf_copyback(chain, 0, 5000, $0.baseAddress, 0)
      }
      #expect(error == 0)
    }
    unsafe expectHolds(MbufChain(adopting: chain.unsafelyUnwrapped), bytes)
    #expect(live() == before)
  }

  @Test("tags fail with ENOMEM or EWOULDBLOCK")
  func tags() {
    let before = live()
    let chain = unsafe packet(10)
    var module: mbuf_tag_id_t = 0
    unsafe #expect(mbuf_tag_id_find("MbufFailureTests", &module) == 0)
    var data: UnsafeMutableRawPointer?
    MbufFaults.failing(after: 0) {
      unsafe #expect(mbuf_tag_allocate(chain, module, 1, 8, 0, &data) == ENOMEM)
      unsafe #expect(mbuf_tag_allocate(chain, module, 1, 8, 1, &data) == EWOULDBLOCK)
      unsafe #expect(mbuf_add_drvaux(chain, 0, 1, 1, 8, &data) == ENOMEM)
      unsafe #expect(mbuf_add_drvaux(chain, 1, 1, 1, 8, &data) == EWOULDBLOCK)
    }
    unsafe mbuf_freem(chain)
    #expect(live() == before)
  }

  @Test("chain operations of Swift throw, and the chain is as it was", arguments: 0..<3)
  func swiftChain(successes: Int) throws {
    let before = live()
    do {
      var chain = MbufChain(copying: countingBytes(100))
      chain.append(MbufChain(copying: countingBytes(39_900, from: 100)))
      var caught: [Errno] = []
      MbufFaults.failing(after: successes) {
        do throws(Errno) { _ = try chain.slice(0..<40_000) } catch { caught.append(error) }
      }
      MbufFaults.failing(after: 0) {
        do throws(Errno) { _ = try chain.split(at: 50) } catch { caught.append(error) }
        do throws(Errno) { try chain.makeContiguous(prefix: 300) } catch { caught.append(error) }
        do throws(Errno) { _ = try MbufChain.receiveBuffer(capacity: 10) } catch {
          caught.append(error)
        }
      }
      #expect(caught == [.noMemory, .noMemory, .noMemory, .noMemory])
      expectHolds(chain, countingBytes(40_000))
    }
    #expect(live() == before)
  }
}
