// SPDX-License-Identifier: Apache-2.0
// HostFile: content, sparse ranges, attributes, extended attributes.

import HostFS
import SystemPackage
import Testing

@Suite("Host file")
struct HostFileTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test("what is written at an offset is read at that offset")
  func content() throws {
    let file = try scratch.write("hello world", to: "f")
    #expect(try file.read(count: 5, at: 6) == Array("world".utf8))
    #expect(try file.read(count: 100, at: 6).count == 5)
    #expect(try file.read(count: 1, at: 11) == [])
    try file.setSize(4)
    #expect(try scratch.directory.attributes(of: "f").size == 4)
  }

  @Test("a failure names operation, file and errno")
  func failure() {
    #expect(throws: HostError(.open, "absent", .noSuchFileOrDirectory)) {
      try scratch.directory.open("absent")
    }
  }

  @Test("a hole lies between two stretches of data, and is there after punching too")
  func sparse() throws {
    let file = try scratch.directory.open("s", .readWrite, options: [.create])
    let block = 65_536
    try file.writeAll([UInt8](repeating: 1, count: block), at: 0)
    try file.writeAll([UInt8](repeating: 2, count: block), at: UInt64(16 * block))
    try file.setSize(UInt64(32 * block))
    let first = UInt64(0)..<UInt64(block)
    let second = UInt64(16 * block)..<UInt64(17 * block)
    #expect(try file.dataRanges() == [first, second])
    #expect(try file.attributes().isSparse)
    try file.punchHole(first)
    #expect(try file.dataRanges() == [second])
    #expect(try file.read(count: 4, at: 0) == [0, 0, 0, 0])
  }

  @Test("times, permissions and size change in one call, the times last")
  func attributes() throws {
    try scratch.write("12345", to: "f")
    let time = FileTime(seconds: 1_000_000_000, nanoseconds: 123_456_789)
    try scratch.directory.apply(
      AttributeChange(permissions: 0o640, size: 2, modificationTime: .exactly(time)), to: "f")
    let attributes = try scratch.directory.attributes(of: "f")
    #expect(attributes.permissions == 0o640)
    #expect(attributes.size == 2)
    #expect(attributes.modificationTime == time)
    #expect(attributes.accessTime != time)
    #expect(attributes.kind == .regular)
    #expect(attributes.birthTime != nil)
  }

  @Test("a link's own times change, not its target's")
  func linkTimes() throws {
    try scratch.write("x", to: "target")
    try scratch.directory.makeSymbolicLink("link", to: Array("target".utf8))
    let before = try scratch.directory.attributes(of: "target").modificationTime
    let time = FileTime(seconds: 5)
    try scratch.directory.apply(
      AttributeChange(accessTime: .exactly(time), modificationTime: .exactly(time)), to: "link")
    #expect(try scratch.directory.attributes(of: "link").modificationTime == time)
    #expect(try scratch.directory.attributes(of: "target").modificationTime == before)
    #expect(try scratch.directory.locate("link").readLink() == Array("target".utf8))
  }

  @Test("extended attributes come back whatever their size; absent ones are nil")
  func extendedAttributes() throws {
    let file = try scratch.write("x", to: "f")
    let large = [UInt8](repeating: 7, count: 2000)
    try file.setExtendedAttribute("user.large", to: large)
    try scratch.directory.setExtendedAttribute("user.small", of: "f", to: [])
    #expect(try file.extendedAttribute("user.large") == large)
    #expect(try scratch.directory.extendedAttribute("user.small", of: "f") == [])
    #expect(try file.extendedAttribute("user.none") == nil)
    #expect(try Set(file.extendedAttributeNames()).isSuperset(of: ["user.large", "user.small"]))
    try file.removeExtendedAttribute("user.large")
    #expect(try file.extendedAttribute("user.large") == nil)
  }

  @Test("an access list set as a value is the one the kernel keeps")
  func accessList() throws {
    let file = try scratch.write("x", to: "f")
    let list = AccessControlList(entries: [
      .init(.owner, 6), .init(.user(1234), 4), .init(.owningGroup, 4), .init(.mask, 4),
      .init(.others, 0),
    ])
    try file.setAccessControlList(list)
    #expect(try file.accessControlList() == list)
    #expect(list.permissions(user: 1234, groups: [], owner: 0, owningGroup: 0) == 4)
    #expect(list.permissions(user: 77, groups: [5], owner: 0, owningGroup: 0) == 0)
    #expect(list.permissions(user: 0, groups: [], owner: 0, owningGroup: 0) == 6)
  }

  @Test("a kernel handle finds the file after a rename, if the process may open handles")
  func kernelHandle() throws {
    let file = try scratch.write("moved", to: "old")
    let handle = try file.kernelHandle()
    try scratch.directory.rename("old", to: scratch.directory, as: "new")
    do throws(HostError) {
      let found = try HostFile.locate(handle, on: scratch.directory)
      #expect(try found.reopened(.read).read(count: 10, at: 0) == Array("moved".utf8))
    } catch  where error.code == .notPermitted {
      print("skipped: opening handles needs CAP_DAC_READ_SEARCH")
    }
  }
}

@Suite("Atomic file")
struct AtomicFileTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test("the old content stays until commit, and for good after discard")
  func discard() throws {
    try scratch.write("old", to: "f")
    let replacement = try AtomicFile(in: scratch.directory, named: "f")
    try replacement.file.writeAll(Array("new!".utf8), at: 0)
    #expect(try scratch.directory.open("f").read(count: 9, at: 0) == Array("old".utf8))
    replacement.discard()
    #expect(try names() == ["f"])
    #expect(throws: HostError.self) { try replacement.commit() }
  }

  @Test("commit replaces, and without replacing refuses a taken name and cleans up")
  func commit() throws {
    try scratch.write("old", to: "f")
    let replacement = try AtomicFile(in: scratch.directory, named: "f")
    try replacement.file.writeAll(Array("new!".utf8), at: 0)
    try replacement.commit()
    #expect(try scratch.directory.open("f").read(count: 9, at: 0) == Array("new!".utf8))
    let other = try AtomicFile(in: scratch.directory, named: "f")
    #expect(throws: HostError(.rename, try names().first { $0 != "f" }!.description, .fileExists)) {
      try other.commit(replacing: false)
    }
    #expect(try names() == ["f"])
  }

  private func names() throws -> [FileName] {
    var reader = try scratch.directory.entries()
    var names: [FileName] = []
    while let entry = try reader.next() { names.append(entry.name) }
    return names
  }
}
