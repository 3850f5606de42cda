// SPDX-License-Identifier: Apache-2.0
// DirectoryReader and TreeWalk.

import HostFS
import SystemPackage
import Testing

@Suite("Tree walk")
struct TreeWalkTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test("a sorted walk shows parents first, children by name, and leaves each directory")
  func sorted() throws {
    try scratch.directory.makeDirectory("d")
    let inner = try scratch.directory.openDirectory("d")
    try scratch.write("1", to: "y", in: inner)
    try scratch.write("1", to: "x", in: inner)
    try scratch.write("1", to: "a")
    var options = TreeWalkOptions()
    options.isSorted = true
    #expect(try steps(options) == ["a", "d", "d/x", "d/y", "leave d"])
  }

  @Test("a link to a directory is shown and not entered")
  func link() throws {
    try scratch.directory.makeSymbolicLink("up", to: Array("..".utf8))
    #expect(try steps(TreeWalkOptions()) == ["up"])
  }

  @Test("a tree deeper than the descriptors allowed is seen whole, in both orders")
  func deep() throws {
    var directory = scratch.directory
    for _ in 0..<20 {
      try directory.makeDirectory("d")
      try scratch.write("", to: "before", in: directory)
      try scratch.write("", to: "zlast", in: directory)
      directory = try directory.openDirectory("d")
    }
    for isSorted in [false, true] {
      var options = TreeWalkOptions()
      options.maximumOpenDirectories = 2
      options.isSorted = isSorted
      let all = try steps(options)
      #expect(all.count == 80)
      #expect(Set(all).count == 80)
      #expect(!all.contains { $0.hasPrefix("failed") })
    }
  }

  @Test("a path longer than PATH_MAX is walked")
  func veryLong() throws {
    let name = try #require(FileName(String(repeating: "n", count: 250)))
    var directory = scratch.directory
    for _ in 0..<30 {
      try directory.makeDirectory(name)
      directory = try directory.openDirectory(name)
    }
    var options = TreeWalkOptions()
    options.maximumOpenDirectories = 2
    #expect(try steps(options).count == 60)
  }

  @Test("a directory that became another one is reported, not entered")
  func replaced() throws {
    try scratch.directory.makeDirectory("d")
    try scratch.write("", to: "inside", in: scratch.directory.openDirectory("d"))
    var walk = try TreeWalk(of: scratch.directory)
    _ = try walk.next()
    try scratch.directory.rename("d", to: scratch.directory, as: "gone")
    try scratch.directory.makeDirectory("d")
    guard case .failed(let path, let error) = try walk.next() else {
      Issue.record("the other directory was entered")
      return
    }
    #expect(path.description == "d")
    #expect(error.code == .staleNFSFileHandle)
  }

  @Test("children can be left out")
  func skip() throws {
    try scratch.directory.makeDirectory("d")
    try scratch.write("", to: "inside", in: scratch.directory.openDirectory("d"))
    var walk = try TreeWalk(of: scratch.directory)
    _ = try walk.next()
    walk.skipChildren()
    guard try walk.next() == nil else {
      Issue.record("a child was shown")
      return
    }
  }

  @Test("a listing goes on where its cookie says, every entry once")
  func cookies() throws {
    for number in 0..<1000 { try scratch.write("", to: #require(FileName("file-\(number)"))) }
    var seen: Set<FileName> = []
    var cookie: UInt64 = 0
    while true {
      var reader = try scratch.directory.entries()
      try reader.seek(to: cookie)
      var page = 0
      while page < 70, let entry = try reader.next() {
        #expect(seen.insert(entry.name).inserted)
        cookie = entry.cookie
        page += 1
      }
      if page < 70 { break }
    }
    #expect(seen.count == 1000)
  }

  private func steps(_ options: TreeWalkOptions) throws -> [String] {
    var walk = try TreeWalk(of: scratch.directory, options: options)
    var steps: [String] = []
    while let step = try walk.next() {
      switch step {
      case .entry(let entry): steps.append(entry.path.description)
      case .leave(let entry): steps.append("leave \(entry.path)")
      case .failed(let path, let error): steps.append("failed \(path) \(error)")
      }
    }
    return steps
  }
}
