// SPDX-License-Identifier: Apache-2.0
// Headers, library and documentation agree on what there is.

import Foundation
import Testing

@Suite("declared names", .enabled(if: ClientTool.isBuilt))
struct NamesTests {
  @Test("everything declared is in the library and in the table of the documentation")
  func agree() throws {
    let exported = Set(
      ClientTool.run(["nm", "-D", "--defined-only", ClientTool.library]).text
        .split(separator: "\n").compactMap { $0.split(separator: " ").last.map(String.init) })
    let table = try String(contentsOfFile: ClientTool.table, encoding: .utf8)
    let declaration = /(\w+)\s*(?:\((?:[^()]|\([^()]*\))*\)|\[\])?\s*KF\((\w+)\)/
    var count = 0
    for name in HeadersTests.names where name != "kface/label.h" {
      let text = try String(
        contentsOf: ClientTool.headers.appendingPathComponent(name), encoding: .utf8)
      for match in text.matches(of: declaration) {
        count += 1
        #expect(exported.contains("kface_" + match.2), "\(name): \(match.1) has no symbol")
        #expect(table.contains("`\(match.1)`"), "\(name): \(match.1) has no row")
      }
    }
    #expect(count > 600)
  }
}
