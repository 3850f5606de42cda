// SPDX-License-Identifier: Apache-2.0
// The code on the library's page: it is what is compiled, and it does what the page says.

import Foundation
import SocketKPI
import SystemPackage
import Testing

@Suite("the library's page")
struct PageTests {
  private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  @Test("every block of Swift on the page is a file that this package compiles")
  func blocks() throws {
    let page = try text("Sources/SocketKPI/SocketKPI.docc/SocketKPI.md")
    let blocks = page.components(separatedBy: "```swift\n").dropFirst().map {
      String($0.components(separatedBy: "```")[0])
    }
    let files = try ["main.swift", "Upcalls.swift"].map { name in
      let file = try text("Tests/Pages/echo-client/" + name)
      return file.split(separator: "\n", maxSplits: 1).last.map(String.init) ?? ""
    }
    #expect(blocks == files)
  }

  @Test("the echo client prints the echo")
  func echoes() throws {
    let relay = try Relay()
    defer { relay.close() }
    let client = try Peer("page-echo-client", String(relay.address.port))
    #expect(client.end() == 0)
    #expect(String(decoding: client.printed, as: UTF8.self) == "hello\n")
  }

  @Test("before its server listens it is refused, and says so with a status")
  func refused() throws {
    let client = try Peer("page-echo-client", String(try unusedPort().port))
    #expect(client.end() != 0)
    #expect(client.printed.isEmpty)
  }
}
