// SPDX-License-Identifier: Apache-2.0
// Names, access rights and room in the table of nodes.

import Testing
import Wire

@testable import NFSClient

@Suite("Node table")
struct NodeTableTests {
  let now = ContinuousClock.now
  let directory = NFS3FileHandle([1])!
  let file = NFS3FileHandle([2])!

  func table(maximumNodes: Int = 100) -> NodeTable {
    NodeTable(
      policy: .init(
        attributeAge: .seconds(5)...(.seconds(60)), accessAge: .seconds(60),
        maximumNodes: maximumNodes))
  }

  @Test("a name counts only while its directory's attributes are fresh")
  func staleDirectory() {
    var table = table()
    table.accept(
      fileAttributes(type: .directory), for: directory, began: table.begin(), now: now,
      wallSeconds: 0)
    table.record("a", .file(file), in: directory)
    table.record("b", .nothing, in: directory)
    #expect(table.entry("a", in: directory, now: now) == .file(file))
    #expect(table.entry("b", in: directory, now: now) == .nothing)
    #expect(table.entry("a", in: directory, now: now + .seconds(61)) == nil)
  }

  @Test("names are forgotten when somebody else changed the directory")
  func changedDirectory() {
    var table = table()
    table.accept(
      fileAttributes(changed: 1, type: .directory), for: directory, began: table.begin(),
      now: now, wallSeconds: 0)
    table.record("a", .nothing, in: directory)
    let generation = table.contentGeneration(directory)
    table.accept(
      fileAttributes(changed: 2, type: .directory), for: directory, began: table.begin(),
      now: now, wallSeconds: 0)
    #expect(table.entry("a", in: directory, now: now) == nil)
    #expect(table.contentGeneration(directory) != generation)
  }

  @Test("names survive an own change of the directory")
  func ownChange() {
    var table = table()
    let old = fileAttributes(changed: 1, type: .directory)
    table.accept(old, for: directory, began: table.begin(), now: now, wallSeconds: 0)
    table.record("a", .file(file), in: directory)
    table.accept(
      fileAttributes(changed: 2, type: .directory), for: directory, began: table.begin(),
      before: NFS3WeakAttributes(old), isOwnChange: true, now: now, wallSeconds: 0)
    #expect(table.entry("a", in: directory, now: now) == .file(file))
  }

  @Test("a changed mode voids the access rights")
  func access() {
    var table = table()
    table.accept(
      fileAttributes(changed: 1), for: file, began: table.begin(), now: now, wallSeconds: 0)
    table.recordAccess([.read], for: file, now: now)
    #expect(table.access(file, now: now) == [.read])
    #expect(table.access(file, now: now + .seconds(61)) == nil)
    table.accept(
      fileAttributes(changed: 2, mode: 0), for: file, began: table.begin(), now: now,
      wallSeconds: 0)
    #expect(table.access(file, now: now) == nil)
  }

  @Test("the table stays within its limit and keeps what is open")
  func room() {
    var table = table(maximumNodes: 8)
    table.accept(fileAttributes(), for: file, began: table.begin(), now: now, wallSeconds: 0)
    table.pin(file)
    for number in UInt8(10)..<200 {
      table.accept(
        fileAttributes(), for: NFS3FileHandle([number])!, began: table.begin(), now: now,
        wallSeconds: 0)
      #expect(table.count <= 8)
    }
    #expect(table.knownAttributes(file) != nil)
  }
}
