// SPDX-License-Identifier: Apache-2.0
// Checked mode in processes of their own: what is reported, and how the process ends.

import CMbufABI
import CSocketKPI
import Glibc
import Testing

@testable import SocketKPI

@Suite("checked mode")
struct CheckedModeTests {
  /// What an exit test wrote to standard error.
  private func text(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }

  @Test("a double free is a report with all three places, and the exit status says so")
  func doubleFree() async {
    let result = await #expect(
      processExitsWith: .exitCode(70), observing: [\.standardErrorContent]
    ) {
      CheckedMode.begin()
      abi_double_free()
      exit(0)  // here, so that the account is part of what is observed
    }
    let text = text(result)
    #expect(text.contains("freed twice: mbuf_freem"))
    #expect(text.contains("now       at abi_double_free (") && text.contains("misuse.c:17"))
    #expect(text.contains("freed     at misuse_frees (") && text.contains("misuse.c:12"))
    #expect(text.contains("allocated at misuse_allocates (") && text.contains("misuse.c:8"))
    #expect(text.contains("1 misuses reported"))
    #expect(!text.contains("alive at exit"))
  }

  @Test("use of a freed mbuf is a report")
  func useAfterFree() async {
    let result = await #expect(
      processExitsWith: .exitCode(70), observing: [\.standardErrorContent]
    ) {
      CheckedMode.begin()
      abi_use_after_free()
    }
    #expect(text(result).contains("used after it was freed or sent: mbuf_adj"))
    #expect(text(result).contains("misuse.c:23"))
  }

  @Test("a write to freed memory is found when the memory is used again")
  func writeAfterFree() async {
    let result = await #expect(
      processExitsWith: .exitCode(70), observing: [\.standardErrorContent]
    ) {
      CheckedMode.begin()
      abi_write_after_free()
      for _ in 0..<2000 { abi_clean() }
    }
    #expect(text(result).contains("written to after it was freed or sent"))
    #expect(text(result).contains("misuse_frees"))
  }

  @Test("live mbufs are listed by the place that made them")
  func leaks() async {
    let result = await #expect(
      processExitsWith: .exitCode(70), observing: [\.standardErrorContent]
    ) {
      CheckedMode.begin()
      abi_clean()
      abi_leak(3)
      abi_leak(2)
      exit(0)
    }
    #expect(text(result).contains("5 mbufs alive at exit"))
    #expect(text(result).contains("5 made at misuse_allocates ("))
    #expect(text(result).contains("misuse.c:8), from abi_leak"))
  }

  @Test("a chain given away and used afterwards is named, from Swift")
  func useAfterHandOver() async {
    let result = await #expect(
      processExitsWith: .exitCode(70), observing: [\.standardErrorContent]
    ) {
      CheckedMode.begin()
      let chain = MbufChain(copying: [UInt8](repeating: 1, count: 500))
      guard let handle = unsafe chain.intoRaw() else { return }
      _ = unsafe MbufChain(adopting: handle)  // its scope ends here
      unsafe #expect(mbuf_len(handle) == 0)
    }
    #expect(text(result).contains("used after it was freed or sent: mbuf_len"))
    #expect(text(result).contains("useAfterHandOver"))
  }

  @Test("a length beyond the buffer, and a handle that never was an mbuf, are reports")
  func badArguments() async {
    let result = await #expect(
      processExitsWith: .exitCode(70), observing: [\.standardErrorContent]
    ) {
      CheckedMode.begin()
      var mbuf: mbuf_t?
      unsafe #expect(mbuf_get(0, 1, &mbuf) == 0)
      unsafe mbuf_setlen(mbuf, 225)
      unsafe mbuf_setlen(mbuf, 0)
      unsafe mbuf_freem(mbuf)
      unsafe withUnsafeMutablePointer(to: &mbuf) { unsafe mbuf_freem(mbuf_t($0)) }
    }
    #expect(text(result).contains("given a length beyond its buffer: mbuf_setlen"))
    #expect(text(result).contains("not one of ours: mbuf_freem"))
  }

  @Test("without misuse and without leaks the process ends as usual")
  func clean() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardErrorContent]
    ) {
      CheckedMode.begin()
      for _ in 0..<1000 { abi_clean() }
      var chain = MbufChain(copying: [UInt8](repeating: 1, count: 50_000))
      let rest = try chain.split(at: 20_000)
      chain.append(try rest.slice(100..<200))
    }
    #expect(!text(result).contains("socketkpi:"))
  }

  @Test("the functions of kpi_mbuf.h behave the same in checked mode")
  func sameBehaviour() async {
    await #expect(processExitsWith: .success) {
      CheckedMode.begin()
      for one in MbufABICase.all where unsafe String(cString: mbuf_abi_run(one.number)) != "" {
        fatalError("\(one.testDescription): \(unsafe String(cString: mbuf_abi_run(one.number)))")
      }
      // The cases misuse handles on purpose: those reports, and nothing else.
      let kinds = Set(CheckedMode.takeReports().map(\.kind))
      precondition(
        kinds.isSubset(of: [.doubleFree, .useAfterFree, .foreignHandle, .wrongCluster]),
        "unexpected reports: \(kinds)")
      precondition(MbufAudit.alive().isEmpty, "the cases leak")
    }
  }

  @Test("taken reports no longer decide the exit status")
  func takeReports() async {
    await #expect(processExitsWith: .success) {
      CheckedMode.begin()
      abi_double_free()
      let reports = CheckedMode.takeReports()
      precondition(reports.count == 1 && reports[0].kind == .doubleFree)
      precondition(reports[0].events.map(\.what) == ["now", "freed", "allocated"])
      precondition(kpi_checked_reports() == 0)
    }
  }
}
