// SPDX-License-Identifier: Apache-2.0
// Listings and walks against real directories.

import NFSServer
import ONCRPC
import Testing
import Wire

@testable import NFSClient

@Suite("Listings and walks", .timeLimit(.minutes(2)))
struct ListingTests {
  @Test("a directory of 3000 names comes whole, page by page", arguments: [true, false])
  func large(_ wantsAttributes: Bool) async throws {
    try await TestMount.with(.directory) {
      $0.directoryPageBytes = 8 << 10
    } _: { test in
      let local = try #require(test.local)
      let expected = (0..<3000).map { "name-\($0)" }
      for name in expected { try local.write(name, []) }
      var found: [String] = []
      var pages = try await test.mount.list("/", wantsAttributes: wantsAttributes)
        .makeAsyncIterator()
      var pageCount = 0
      while let page = try await pages.nextPage() {
        pageCount += 1
        found += page.map(\.name.description)
        if wantsAttributes { #expect(page.allSatisfy { $0.file != nil }) }
      }
      #expect(found.sorted() == expected.sorted())
      #expect(pageCount > 3)
    }
  }

  @Test("a listing goes on where another one stopped")
  func resumes() async throws {
    try await TestMount.with(.directory) {
      $0.directoryPageBytes = 8 << 10
    } _: { test in
      let local = try #require(test.local)
      for number in 0..<500 { try local.write("n\(number)", []) }
      var first = try await test.mount.list("/").makeAsyncIterator()
      let page = try #require(try await first.nextPage())
      var names = page.map(\.name)
      for try await item in try await test.mount.list("/", from: first.position) {
        names.append(item.name)
      }
      #expect(Set(names).count == 500 && names.count == 500)
    }
  }

  @Test(
    "a cookie that went bad restarts the listing without repeating names, and one that did so only for the page ahead does no harm",
    arguments: [1, 2])
  func badCookie(_ answers: Int) async throws {
    let rule = FaultRule(.status(.badCookie), procedures: ["READDIRPLUS"], skip: 2, count: answers)
    try await TestMount.with(.directory, faults: [rule]) {
      $0.directoryPageBytes = 8 << 10
    } _: { test in
      let local = try #require(test.local)
      for number in 0..<500 { try local.write("n\(number)", []) }
      var names: [NFS3Name] = []
      for try await item in try await test.mount.list("/") { names.append(item.name) }
      #expect(Set(names).count == 500 && names.count == 500)
    }
  }

  @Test("an error of the page ahead that stays is told once the names before it are out")
  func failsLater() async throws {
    let rule = FaultRule(.status(.io), procedures: ["READDIRPLUS"], skip: 1, count: nil)
    try await TestMount.with(.directory, faults: [rule]) {
      $0.directoryPageBytes = 8 << 10
    } _: { test in
      let local = try #require(test.local)
      for number in 0..<500 { try local.write("n\(number)", []) }
      var count = 0
      let status = await refusal {
        for try await _ in try await test.mount.list("/") { count += 1 }
      }
      #expect(status == .io && count > 0 && count < 500)
    }
  }

  @Test("a listing that is given up leaves no call behind")
  func givenUp() async throws {
    try await TestMount.with(.directory) {
      $0.directoryPageBytes = 8 << 10
    } _: { test in
      let local = try #require(test.local)
      for number in 0..<500 { try local.write("n\(number)", []) }
      for try await _ in try await test.mount.list("/") { break }
      try await eventually { await test.mount.client.rpc.statistics.pending == 0 }
    }
  }

  @Test("a server without READDIRPLUS is listed with READDIR")
  func plainOnly() async throws {
    let rule = FaultRule(.status(.notSupported), procedures: ["READDIRPLUS"], count: nil)
    try await TestMount.with(.memory, faults: [rule]) { test in
      try await test.mount.writeFile("f", [1])
      var names: [NFS3Name] = []
      for try await item in try await test.mount.list("/") { names.append(item.name) }
      #expect(names == ["f"])
    }
  }

  @Test("a walk meets every file once, parents first", arguments: [1, 16])
  func walk(_ concurrency: Int) async throws {
    try await TestMount.with { test in
      var expected: Set<String> = [""]
      for outer in 0..<6 {
        try await test.mount.createDirectory(NFS3Path("d\(outer)"))
        expected.insert("d\(outer)")
        for inner in 0..<6 {
          try await test.mount.createDirectory(NFS3Path("d\(outer)/e\(inner)"))
          try await test.mount.writeFile(NFS3Path("d\(outer)/e\(inner)/f"), [1])
          expected.formUnion(["d\(outer)/e\(inner)", "d\(outer)/e\(inner)/f"])
        }
      }
      let seen = Collected()
      try await test.mount.walk("/", concurrency: concurrency) { event in
        switch event {
        case .item(let item):
          let path = item.path.description
          let parent = path.split(separator: "/").dropLast().joined(separator: "/")
          #expect(path.isEmpty || seen.contains(parent), "\(path) before its parent")
          #expect(seen.insert(path), "\(path) twice")
        case .failure(let error): Issue.record("\(error)")
        }
        return true
      }
      #expect(seen.all == expected)
      let removed = try await test.mount.removeTree("d0")
      #expect(removed == 13)
      #expect(await refusal { _ = try await test.mount.stat("d0") } == .noEntry)
    }
  }
}
