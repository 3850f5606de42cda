// SPDX-License-Identifier: Apache-2.0
// What every target has to do, be it memory, a directory, NFS or AFP.

import Testing

@testable import BackupStream

/// The contract of `BackupTarget`, to be run on an empty target.
enum TargetContract {
  static func check(_ target: any BackupTarget) async throws {
    try await names(target)
    try await contents(target)
    try await renames(target)
    try await removals(target)
    try await concurrency(target)
  }

  private static func expect(
    _ reason: TargetError.Reason, _ body: () async throws -> Void,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async {
    let error = await #expect(throws: TargetError.self, sourceLocation: sourceLocation) {
      try await body()
    }
    #expect(error?.reason == reason, sourceLocation: sourceLocation)
  }

  private static func names(_ target: any BackupTarget) async throws {
    #expect(try await target.list(.root).isEmpty)
    #expect(try await target.entry(TargetPath("none")) == nil)
    await expect(.notFound) { _ = try await target.list(TargetPath("none")) }
    await expect(.notFound) { _ = try await target.open(TargetPath("none"), forWriting: false) }
    await expect(.notFound) { _ = try await target.create(TargetPath("none/file")) }
    await expect(.notFound) { try await target.remove(TargetPath("none")) }
    try await target.makeDirectory(TargetPath("d"))
    try await target.makeDirectory(TargetPath("d"))
    #expect(
      try await target.entry(TargetPath("d"))
        == TargetEntry(name: "d", isDirectory: true, size: 0))
    await (try target.create(TargetPath("d/f"))).close()
    await expect(.exists) { _ = try await target.create(TargetPath("d/f")) }
    await expect(.exists) { try await target.makeDirectory(TargetPath("d/f")) }
    #expect(
      try await target.list(TargetPath("d"))
        == [TargetEntry(name: "f", isDirectory: false, size: 0)])
    try await target.sync(directory: TargetPath("d"))
    try await target.sync(directory: .root)
  }

  private static func contents(_ target: any BackupTarget) async throws {
    let content = noise(3_000_001, seed: 3)
    let file = try await target.open(TargetPath("d/f"), forWriting: true)
    try await file.writeAll(Bytes(content))
    try await file.write(Bytes([1, 2, 3]), at: 1_000_000)
    try await file.sync()
    #expect(try await file.size() == 3_000_001)
    await file.close()
    var wanted = content
    wanted.replaceSubrange(1_000_000..<1_000_003, with: [1, 2, 3])
    #expect(try await target.readAll(TargetPath("d/f"), limit: 4_000_000).array == wanted)
    await expect(.damaged) {
      _ = try await target.readAll(TargetPath("d/f"), limit: 3_000_000)
    }
    let again = try await target.open(TargetPath("d/f"), forWriting: true)
    try await again.truncate(to: 10)
    let buffer = ByteBuffer(capacity: 100)
    #expect(try await again.read(at: 4, count: 100, into: buffer) == 6)
    #expect(try await again.read(at: 10, count: 100, into: buffer) == 0)
    #expect(buffer.bytes.array == Array(wanted[4..<10]))
    await again.close()
    #expect(try await target.entry(TargetPath("d/f"))?.size == 10)
  }

  private static func renames(_ target: any BackupTarget) async throws {
    try await target.makeDirectory(TargetPath("e"))
    try await target.writeDurably(TargetPath("e/one"), [1])
    try await target.writeDurably(TargetPath("e/two"), [2])
    await expect(.exists) {
      try await target.rename(TargetPath("e/one"), to: TargetPath("e/two"))
    }
    try await target.rename(TargetPath("e/one"), to: TargetPath("d/three"))
    #expect(try await target.entry(TargetPath("e/one")) == nil)
    #expect(try await target.readAll(TargetPath("d/three"), limit: 10).array == [1])
    await expect(.exists) { try await target.writeDurably(TargetPath("e/two"), [3]) }
    try await target.writeDurably(TargetPath("e/two"), [4, 5], replacing: true)
    #expect(try await target.readAll(TargetPath("e/two"), limit: 10).array == [4, 5])
    await expect(.notFound) {
      try await target.rename(TargetPath("e/none"), to: TargetPath("e/five"))
    }
  }

  private static func removals(_ target: any BackupTarget) async throws {
    await expect(.notEmpty) { try await target.removeDirectory(TargetPath("d")) }
    try await target.remove(TargetPath("d/three"))
    try await target.removeTree(TargetPath("d"))
    try await target.removeTree(TargetPath("d"))
    try await target.removeTree(TargetPath("e"))
    #expect(try await target.list(.root).isEmpty)
  }

  private static func concurrency(_ target: any BackupTarget) async throws {
    try await target.makeDirectory(TargetPath("c"))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<12 {
        group.addTask {
          let content = noise(200_000 + number, seed: UInt64(number))
          try await target.writeDurably(TargetPath("c/\(number)"), content)
          let back = try await target.readAll(TargetPath("c/\(number)"), limit: 1 << 20)
          #expect(back.array == content)
        }
      }
      try await group.waitForAll()
    }
    #expect(try await target.list(TargetPath("c")).count == 12)
    // Of many who make one name, one succeeds.
    let winners = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          guard let file = try? await target.create(TargetPath("c/one")) else { return false }
          await file.close()
          return true
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(winners == 1)
    try await target.removeTree(TargetPath("c"))
  }

  /// A backup made, extended, pruned, checked and restored on a target.
  static func checkBackup(_ target: any BackupTarget) async throws {
    let (source, back) = (try TemporaryTree(), try TemporaryTree())
    try fillWithEverything(source)
    var options = PushOptions()
    options.bandBytes = 128 << 10
    _ = try await Push(source: source.path, target: target, options: options).run()
    try source.write("dir/new", noise(200_000, seed: 9))
    let second = try await Push(source: source.path, target: target, options: options).run()
    #expect(second.problems == [])
    let repository = try await BackupRepository.open(target)
    var rules = RetentionRules()
    rules.last = 1
    #expect(try await Prune(repository, keeping: rules).run().removedPoints == [1])
    #expect(try await Verify(repository).runAll().damage == [])
    let restored = try await Restore(from: repository, to: back("out")).run()
    #expect(restored.damage == [])
    let (found, wanted) = (try TreeImage.of(back("out")), try TreeImage.of(source.path))
    #expect(Set(found).symmetricDifference(wanted).sorted() == [])
  }
}

@Suite("Target contract")
struct TargetContractTests {
  @Test("memory")
  func memory() async throws {
    try await TargetContract.check(MemoryTarget())
    try await TargetContract.checkBackup(MemoryTarget())
  }

  @Test("a local directory")
  func local() async throws {
    let (place, other) = (try TemporaryTree(), try TemporaryTree())
    try await TargetContract.check(LocalTarget(path: place.path))
    try await TargetContract.checkBackup(LocalTarget(path: other.path))
  }
}
