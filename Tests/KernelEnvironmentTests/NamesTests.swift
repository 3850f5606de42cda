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

  /// What the classes keep to themselves.
  private static let internals: Set<String> = [
    "getMetaClass", "initCopy", "find", "named", "indexOf", "entry", "fired",
  ]

  @Test("every method of libkern's and IOKit's classes is in the table, and none that is not there")
  func classes() throws {
    let tool = try ClientTool()
    defer { tool.remove() }
    #expect(tool.build([ClientTool.source("driver.cpp")]).status == 0)
    let symbols = ClientTool.run(["nm", "-C", "--defined-only", ClientTool.classes]).text
    var defined: Set<String> = []
    for match in symbols.matches(of: /\s[TW]\s((?:OS|IO)\w+)::(\w+)\(/)
    where match.1 != match.2 && !Self.internals.contains(String(match.2)) {
      defined.insert("\(match.1)::\(match.2)")
    }
    #expect(defined.count > 300)
    let table = try String(contentsOfFile: ClientTool.table, encoding: .utf8)
    let listed = Set(table.matches(of: /`(\w+::\w+)`/).map { String($0.1) })
    #expect(listed.subtracting(defined) == [], "in the table only")
    #expect(defined.subtracting(listed) == [], "not in the table")
  }
}
