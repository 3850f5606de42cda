// SPDX-License-Identifier: Apache-2.0
// Random reads, writes and truncations against an array in memory, in the manner of fsx.

import NFSServer
import ONCRPC
import Testing
import Wire

@testable import NFSClient

/// One run: a seed, where, and what goes wrong meanwhile.
struct ModelRun: Sendable, CustomTestStringConvertible {
  var place: TestPlace
  var seed: UInt64
  var faults: [FaultRule] = []
  var name = "no faults"

  var testDescription: String { "\(place.rawValue), seed \(seed), \(name)" }

  /// Operations of one run; NFS_MODEL_OPERATIONS makes it longer.
  static let operations = environmentValue("NFS_MODEL_OPERATIONS").flatMap { Int($0) } ?? 1500
  static let firstSeed = environmentValue("NFS_MODEL_SEED").flatMap { UInt64($0) } ?? 1

  static let calm = [TestPlace.memory, .directory].map { ModelRun(place: $0, seed: firstSeed) }

  /// The faults there are those of whoever runs the server.
  static let elsewhere = ModelRun(place: .external, seed: firstSeed, name: "faults unknown")

  static let faulty: [ModelRun] = [
    ModelRun(
      place: .directory, seed: firstSeed + 1,
      faults: [
        FaultRule(
          .restart(down: .milliseconds(5), loses: true), procedures: ["COMMIT"], count: nil,
          percent: 10)
      ], name: "restarts before COMMIT"),
    ModelRun(
      place: .directory, seed: firstSeed + 2,
      faults: [
        FaultRule(
          .restart(down: .milliseconds(5), loses: true), procedures: ["WRITE", "SETATTR"],
          count: nil, percent: 1)
      ], name: "restarts before WRITE"),
    ModelRun(
      place: .memory, seed: firstSeed + 3,
      faults: [
        FaultRule(.reply(.reset), count: nil, percent: 2),
        FaultRule(.reply(.duplicate), count: nil, percent: 5),
        FaultRule(
          .status(.jukebox), procedures: ["READ", "WRITE", "COMMIT"], count: nil, percent: 3),
      ], name: "resets, duplicates, JUKEBOX"),
  ]
}

@Suite("Model check", .timeLimit(.minutes(10 + ModelRun.operations / 2000)))
struct ModelCheckTests {
  static let maximumFileBytes = 100_000
  static let maximumStepBytes = 20_000

  @Test("a file agrees with an array after any operations", arguments: ModelRun.calm)
  func calm(_ run: ModelRun) async throws { try await check(run) }

  @Test("a file agrees with an array, whatever the server does", arguments: ModelRun.faulty)
  func faulty(_ run: ModelRun) async throws { try await check(run) }

  @Test(
    "a file agrees with an array on another server",
    .enabled(if: TestPlace.externalURL != nil, "NFS_TEST_URL is not set"))
  func elsewhere() async throws { try await check(.elsewhere) }

  private func check(_ run: ModelRun) async throws {
    try await TestMount.with(run.place, faults: run.faults) {
      $0.dirtyBudgetBytes = 64 << 10
      $0.commitThresholdBytes = 32 << 10
    } _: { test in
      var random = SplitMix(seed: run.seed)
      var model: [UInt8] = []
      let path = test.path("model")
      var file = try await test.mount.open(path, [.read, .write, .create])
      for step in 0..<ModelRun.operations {
        try await self.step(step, test, path, &file, &model, &random)
      }
      try await file.close()
      let found = try await test.mount.readFile(path)
      #expect(differences(found, model) == nil)
      if let local = test.local {
        let served = try local.bytes("model")
        #expect(differences(served, model) == nil)
      }
      #expect(test.mount.dirtyBudget.used == 0)
      #expect(test.mount.readAheadBudget.used == 0)
      test.server?.clearFaults()
    }
  }

  private func step(
    _ number: Int, _ test: TestMount, _ path: NFS3Path, _ file: inout NFSFile,
    _ model: inout [UInt8], _ random: inout SplitMix
  ) async throws {
    func below(_ limit: Int) -> Int { Int(random.next() % UInt64(max(1, limit))) }
    let position = Comment("operation \(number)")
    switch below(20) {
    case 0..<9:
      let offset = below(Self.maximumFileBytes - Self.maximumStepBytes)
      let bytes = pattern(below(Self.maximumStepBytes) + 1, seed: random.next())
      if model.count < offset + bytes.count {
        model += [UInt8](repeating: 0, count: offset + bytes.count - model.count)
      }
      model.replaceSubrange(offset..<offset + bytes.count, with: bytes)
      if below(3) == 0 {
        try await file.write(
          handingOver: RPCBuffer(bytes), 0..<bytes.count, at: UInt64(offset))
      } else {
        try await file.write(bytes, at: UInt64(offset))
      }
    case 9..<16:
      let offset = below(Self.maximumFileBytes)
      let count = below(Self.maximumStepBytes) + 1
      let expected =
        offset < model.count ? Array(model[offset..<min(offset + count, model.count)]) : []
      let found = try await file.read(at: UInt64(offset), count: count)
      try #require(differences(found, expected) == nil, position)
    case 16:
      let size = below(Self.maximumFileBytes)
      model =
        size <= model.count
        ? Array(model[..<size]) : model + [UInt8](repeating: 0, count: size - model.count)
      try await file.truncate(to: UInt64(size))
    case 17:
      let size = try await file.attributes().size
      try #require(size == UInt64(model.count), position)
    case 18: try await file.sync()
    default:
      try await file.close()
      file = try await test.mount.open(path, [.read, .write])
    }
  }
}

/// Where two contents differ first, in words short enough to read.
func differences(_ found: [UInt8], _ expected: [UInt8]) -> String? {
  if found == expected { return nil }
  let first = zip(found, expected).enumerated().first { $1.0 != $1.1 }?.offset
  let last = zip(found, expected).enumerated().reversed().first { $1.0 != $1.1 }?.offset
  return
    "\(found.count) bytes for \(expected.count), differing from \(first ?? -1) to \(last ?? -1)"
}
