// SPDX-License-Identifier: Apache-2.0
// READDIR and READDIRPLUS over every kind of export.

import HostFS
import SocketKPI
import Testing
import Wire

@testable import NFSServer

@Suite("Directory pages")
struct ReadDirectoryTests {
  typealias Plus = NFS3DirectoryEntryPlus

  private func page(
    _ nfs: ServiceHarness, after cookie: UInt64 = 0, _ verifier: NFS3Verifier = .zero,
    names: UInt32 = 8192, total: UInt32 = 8192
  ) throws -> NFS3ReadDirectoryPlusResult {
    try nfs.call(
      .readDirectoryPlus,
      NFS3ReadDirectoryPlusArguments(
        directory: nfs.root, cookie: cookie, verifier: verifier, directoryCount: names,
        maximumCount: total))
  }

  private func everything(
    _ nfs: ServiceHarness, total: UInt32, between: (Int) throws -> Void = { _ in }
  ) throws -> [Plus] {
    var entries: [Plus] = []
    var verifier = NFS3Verifier.zero
    var number = 0
    while true {
      guard
        case .success(let page) = try page(
          nfs, after: entries.last?.entry.cookie ?? 0, verifier, total: total)
      else {
        Issue.record("READDIRPLUS failed")
        return entries
      }
      entries += page.entries
      verifier = page.verifier
      if page.isEndOfDirectory { return entries }
      try between(number)
      number += 1
    }
  }

  @Test(
    "small pages show every entry once, with attributes and a handle that works",
    arguments: StoreKind.allCases)
  func pages(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    for number in 0..<100 { try nfs.make(NFS3Name("file-\(number)")) }
    let entries = try everything(nfs, total: 1024)
    let names = entries.map(\.entry.name.description)
    #expect(names.count == 102)
    #expect(Set(names) == Set((0..<100).map { "file-\($0)" } + [".", ".."]))
    for entry in entries {
      let file = try #require(entry.file)
      #expect(try nfs.handle(entry.entry.name) == file)
      #expect(entry.attributes?.fileID == entry.entry.fileID)
    }
  }

  @Test(
    "a reply is never longer than asked, and one too small for an entry is TOOSMALL",
    arguments: StoreKind.allCases)
  func sizes(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    for number in 0..<50 { try nfs.make(NFS3Name("file-\(number)")) }
    for total in stride(from: UInt32(512), through: 4096, by: 100) {
      let reply = try nfs.raw(
        .readDirectoryPlus,
        NFS3ReadDirectoryPlusArguments(
          directory: nfs.root, cookie: 0, verifier: .zero, directoryCount: total,
          maximumCount: total))
      #expect(reply.count <= Int(total))
    }
    #expect(try page(nfs, total: 120).status == .tooSmall)
    #expect(try page(nfs, names: 16).status == .tooSmall)
  }

  @Test("cookies stay good while other entries come and go", arguments: StoreKind.allCases)
  func stable(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    for number in 0..<200 { try nfs.make(NFS3Name("stay-\(number)")) }
    for number in 0..<200 { try nfs.make(NFS3Name("gone-\(number)")) }
    let entries = try everything(nfs, total: 2048) { number in
      guard number < 20 else { return }
      for index in 0..<10 { _ = try nfs.remove(NFS3Name("gone-\(number * 10 + index)")) }
      try nfs.make(NFS3Name("new-\(number)"))
    }
    let staying = entries.map(\.entry.name.description).filter { $0.hasPrefix("stay") }
    #expect(staying.count == 200)
    #expect(Set(staying).count == 200)
  }

  @Test(
    "a listing goes on after a restart; a wrong verifier is BAD_COOKIE",
    arguments: [StoreKind.kernelHandles, .inodeNumbers])
  func restart(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    for number in 0..<100 { try nfs.make(NFS3Name("file-\(number)")) }
    let entries = try everything(nfs, total: 2048) { _ in try nfs.restart() }
    #expect(Set(entries.map(\.entry.name)).count == 102)
    let cookie = entries[50].entry.cookie
    #expect(try page(nfs, after: cookie, .init(rawValue: 99)).status == .badCookie)
  }

  @Test("READDIR shows the same names", arguments: StoreKind.allCases)
  func readDirectory(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    for number in 0..<30 { try nfs.make(NFS3Name("file-\(number)")) }
    var names: [NFS3Name] = []
    var cookie: UInt64 = 0
    var verifier = NFS3Verifier.zero
    while true {
      let result: NFS3ReadDirectoryResult = try nfs.call(
        .readDirectory,
        NFS3ReadDirectoryArguments(
          directory: nfs.root, cookie: cookie, verifier: verifier, count: 512))
      guard case .success(let page) = result, let last = page.entries.last else { break }
      names += page.entries.map(\.name)
      (cookie, verifier) = (last.cookie, page.verifier)
      if page.isEndOfDirectory { break }
    }
    #expect(names.count == 32)
    #expect(Set(names).count == 32)
  }

  @Test("a file is not listed", arguments: StoreKind.allCases)
  func file(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    let file = try nfs.make("f")
    let result: NFS3ReadDirectoryResult = try nfs.call(
      .readDirectory,
      NFS3ReadDirectoryArguments(directory: file, cookie: 0, verifier: .zero, count: 512))
    #expect(result.status == .notDirectory)
  }
}
