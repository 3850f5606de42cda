// SPDX-License-Identifier: Apache-2.0
// The C cases of Tests/CMbufABI, one test each.

import CMbufABI
import SocketKPI
import Testing

/// A case written in C.
struct MbufABICase: CustomTestStringConvertible, Sendable {
  var number: Int32
  var testDescription: String

  static let all: [MbufABICase] = (0..<Int32.max).lazy.map { number in
    unsafe mbuf_abi_name(number).map {
      unsafe MbufABICase(number: number, testDescription: String(cString: $0))
    }
  }.prefix { $0 != nil }.compactMap { $0 }
}

@Suite("mbuf functions from C")
struct MbufABITests {
  @Test("every function behaves as kpi_mbuf.h says", arguments: MbufABICase.all)
  func behaves(_ one: MbufABICase) {
    let failures = unsafe String(cString: mbuf_abi_run(one.number))
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test("there are cases")
  func thereAreCases() {
    #expect(MbufABICase.all.count > 25)
  }
}
