// SPDX-License-Identifier: Apache-2.0
// FaultRule, FaultPlan.

import ONCRPC
import Testing
import Wire

@testable import NFSServer

@Suite("Fault scripts")
struct FaultRuleTests {
  @Test("every action is read as written")
  func actions() throws {
    func rule(_ text: String) throws -> FaultRule { try FaultRule(parsing: text) }
    #expect(try rule("delay:ms=5").action == .reply(.delay(.milliseconds(5))))
    #expect(try rule("drop").action == .reply(.drop))
    #expect(try rule("drop:execute=no").action == .ignore)
    #expect(try rule("duplicate").action == .reply(.duplicate))
    #expect(try rule("reorder").action == .reply(.reorder))
    #expect(try rule("cut").action == .reply(.cut))
    #expect(try rule("reset").action == .reply(.reset))
    #expect(try rule("garbage").action == .reply(.garbage))
    #expect(try rule("overlong").action == .reply(.longMark))
    #expect(try rule("stranger").action == .reply(.strangerXID))
    #expect(try rule("pieces").action == .pieces(bytes: 1))
    #expect(
      try rule("restart:ms=20,lose=yes").action
        == .restart(down: .milliseconds(20), loses: true))
    #expect(try rule("verifier").action == .changeVerifier)
    #expect(try rule("jukebox").action == .status(.jukebox))
    #expect(try rule("error:status=13").action == .status(.accessDenied))
  }

  @Test("which calls, how many, and with which chance")
  func selection() throws {
    let rule = try FaultRule(parsing: "jukebox:proc=read+WRITE,after=2,count=3,percent=50")
    #expect(rule.procedures == ["READ", "WRITE"])
    #expect((rule.skip, rule.count, rule.percent) == (2, 3, 50))
    #expect(try FaultRule(parsing: "stale:count=all").count == nil)
    #expect(try FaultRule(parsing: "stale").count == 1)
  }

  @Test(
    "what means nothing is refused",
    arguments: [
      "", "explode", "delay:ms=x", "drop:execute=maybe", "stale:proc=FLY", "drop:ms=1",
      "delay:5",
    ])
  func refused(_ text: String) {
    #expect(throws: FaultSyntaxError.self) { try FaultRule(parsing: text) }
  }

  @Test("a rule hits after its skip, as often as it says, and only its procedures")
  func plan() throws {
    let rule = FaultRule(.reply(.duplicate), procedures: ["READ"], skip: 1, count: 2)
    let plan = FaultPlan([rule], seed: 1)
    #expect(plan.actions(for: "WRITE") == [])
    let hits = (0..<5).map { _ in plan.actions(for: "READ").count }
    #expect(hits == [0, 1, 1, 0, 0])
    #expect(plan.isIdle)
    #expect(plan.firedCount == 2)
  }

  @Test("a seed decides what chance does")
  func chance() {
    func hits(_ seed: UInt64) -> [Bool] {
      let plan = FaultPlan([FaultRule(.reply(.duplicate), count: nil, percent: 30)], seed: seed)
      return (0..<1000).map { _ in !plan.actions(for: "READ").isEmpty }
    }
    #expect(hits(1) == hits(1))
    #expect(hits(1) != hits(2))
    #expect((200...400).contains(hits(3).count { $0 }))
  }

  @Test("a failure without attributes is a legal result of every procedure")
  func failures() throws {
    func decode<Result: XDRCodable>(_ procedure: NFS3Procedure, _: Result.Type) throws {
      var reader = XDRReader(procedure.failure(.jukebox).rawSpan)
      _ = try Result(from: &reader)
      try reader.finish()
    }
    try decode(.getAttributes, NFS3GetAttributesResult.self)
    try decode(.setAttributes, NFS3SetAttributesResult.self)
    try decode(.lookup, NFS3LookupResult.self)
    try decode(.access, NFS3AccessResult.self)
    try decode(.readLink, NFS3ReadLinkResult.self)
    try decode(.read, NFS3ReadResult.self)
    try decode(.write, NFS3WriteResult.self)
    for make: NFS3Procedure in [.create, .makeDirectory, .symbolicLink, .makeNode] {
      try decode(make, NFS3CreateResult.self)
    }
    try decode(.remove, NFS3RemoveResult.self)
    try decode(.removeDirectory, NFS3RemoveResult.self)
    try decode(.rename, NFS3RenameResult.self)
    try decode(.link, NFS3LinkResult.self)
    try decode(.readDirectory, NFS3ReadDirectoryResult.self)
    try decode(.readDirectoryPlus, NFS3ReadDirectoryPlusResult.self)
    try decode(.fileSystemStatus, NFS3FileSystemStatusResult.self)
    try decode(.fileSystemInfo, NFS3FileSystemInfoResult.self)
    try decode(.pathConfiguration, NFS3PathConfigurationResult.self)
    try decode(.commit, NFS3CommitResult.self)
    #expect(NFS3Procedure.null.failure(.jukebox).isEmpty)
  }
}
