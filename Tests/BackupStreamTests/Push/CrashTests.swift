// SPDX-License-Identifier: Apache-2.0
// A push that is cut off, at every place it can be cut off.

import Synchronization
import Testing

@testable import BackupStream

@Suite("Interrupted push")
struct CrashTests {
  private static let bandBytes = 64 << 10

  private func options() -> PushOptions {
    var options = PushOptions()
    options.bandBytes = Self.bandBytes
    return options
  }

  private func tree() throws -> TemporaryTree {
    let source = try TemporaryTree()
    for number in 0..<25 { try source.write("d\(number)/f", noise(9000, seed: UInt64(number))) }
    try source.write("d3/long", noise(300_000, seed: 99))
    return source
  }

  private func push(_ source: TemporaryTree, _ target: MemoryTarget) async throws -> PushSummary {
    var push = Push(source: source.path, target: target, options: options())
    push.options.breaksLock = true
    return try await push.run()
  }

  @Test(
    "cut at any byte, the point before is whole and the next push goes on", .timeLimit(.minutes(5)))
  func anyByte() async throws {
    let source = try tree()
    let plain = MemoryTarget()
    let whole = try await push(source, plain)
    let total = plain.change { $0.writtenBytes }
    for cut in stride(from: 400, to: total, by: max(1, total / 23)) {
      for losesUnsynced in [true, false] {
        let target = MemoryTarget()
        target.change { $0.failsAfterBytes = cut }
        await #expect(throws: (any Error).self) { _ = try await push(source, target) }
        if losesUnsynced { target.crash() } else { target.heal() }
        let second = try await push(source, target)
        #expect(second.point.entryCount == whole.point.entryCount, "cut at \(cut)")
        let repository = try await BackupRepository.open(target)
        #expect(try await repository.pointNumbers().count == 1)
        let check = try await Verify(repository).runAll()
        #expect(check.damage == [], "cut at \(cut), crash \(losesUnsynced)")
        #expect(check.objects == whole.point.entryCount)
      }
    }
  }

  @Test(
    "cut at any operation of a second push, the first point stays whole", .timeLimit(.minutes(5)))
  func anyOperation() async throws {
    let source = try tree()
    let reference = MemoryTarget()
    _ = try await push(source, reference)
    let atFirst = reference.change { $0.operations }
    try source.write("d7/f", noise(80_000, seed: 500))
    _ = try await push(source, reference)
    let operations = reference.change { $0.operations } - atFirst
    for cut in stride(from: 1, to: operations, by: max(1, operations / 30)) {
      let source = try tree()
      let target = MemoryTarget()
      let first = try await push(source, target)
      try source.write("d7/f", noise(80_000, seed: 500))
      target.change { $0.failsAfterOperations = $0.operations + cut }
      _ = try? await push(source, target)
      target.crash()
      let repository = try await BackupRepository.open(target)
      let check = try await Verify(repository).run(point: 1)
      #expect(check.damage == [], "cut at operation \(cut)")
      #expect(check.objects == first.point.entryCount)
      _ = try await push(source, target)
      #expect(try await Verify(repository).runAll().damage == [], "cut at operation \(cut)")
    }
  }

  @Test("what was sent before the cut is not sent again")
  func nothingTwice() async throws {
    let source = try tree()
    let plain = MemoryTarget()
    let whole = try await push(source, plain)
    let bands = plain.files("streams/0000001/bands/").map(\.name)
    let inOneGo = Int(whole.sentBytes)
    for share in [3, 5, 8] {
      let target = MemoryTarget()
      target.change { $0.failsAfterBytes = inOneGo * share / 10 }
      await #expect(throws: (any Error).self) { _ = try await push(source, target) }
      target.heal()
      let before = Int(target.change { $0.writtenBytes })
      let second = try await push(source, target)
      #expect(second.isResumed)
      // Every byte of a band that had arrived is found; small records are written anew.
      let again = before + Int(second.sentBytes) - inOneGo
      #expect(again < 16 << 10, "\(again) bytes were sent twice")
      #expect(target.files("streams/0000001/bands/").map(\.name) == bands)
    }
  }

  @Test("a source that changed between the two runs is stored as it is now")
  func changedMeanwhile() async throws {
    let source = try tree()
    let back = try TemporaryTree()
    let target = MemoryTarget()
    target.change { $0.failsAfterBytes = 350_000 }
    await #expect(throws: (any Error).self) { _ = try await push(source, target) }
    target.heal()
    try source.write("d0/f", "another content")
    try source.write("d12/f", noise(20_000, seed: 1234))
    try source.remove("d2")
    _ = try await push(source, target)
    let repository = try await BackupRepository.open(target)
    let summary = try await Restore(from: repository, to: back("out")).run()
    #expect(summary.damage == [])
    #expect(try TreeImage.of(back("out")) == TreeImage.of(source.path))
  }

  @Test("the push of another source leaves an interrupted one alone, and prune does too")
  func otherSource() async throws {
    let (source, other) = (try tree(), try TemporaryTree())
    try other.write("x", "1")
    let target = MemoryTarget()
    target.change { $0.failsAfterBytes = 300_000 }
    await #expect(throws: (any Error).self) { _ = try await push(source, target) }
    target.heal()
    let bands = target.files("streams/0000001/bands/").filter { $0.name.hasSuffix(".zst") }
    #expect(try await push(other, target).point.number == 2)
    let repository = try await BackupRepository.open(target)
    _ = try await Prune(repository, keeping: RetentionRules()).run()
    #expect(try await RepositoryStatus.read(target).unfinishedPoint == 1)
    #expect(Set(target.files("streams/0000001/bands/")).isSuperset(of: bands))
    let second = try await push(source, target)
    #expect(second.isResumed && second.point.number == 1 && second.foundBytes > 0)
    #expect(try await Verify(repository).runAll().damage == [])
  }

  /// At 32 KiB/s the one band needs minutes.
  @Test("a cancelled push does not wait for the band that is under way", .timeLimit(.minutes(1)))
  func cancelledBand() async throws {
    let source = try TemporaryTree()
    try source.write("f", noise(4_000_000, seed: 11))
    let target = MemoryTarget()
    let limited = LimitedTarget(target, limit: RateLimiter(bytesPerSecond: 32 << 10))
    let push = Task { try await Push(source: source.path, target: limited).run() }
    while target.state.withLock(\.writtenBytes) < 8192 { await Task.yield() }
    push.cancel()
    await #expect(throws: (any Error).self) { try await push.value }
    #expect(target.bytes(BackupLayout.lock) == nil)
  }

  @Test("a cancelled push gives the lock back and is taken up")
  func cancelled() async throws {
    let source = try tree()
    let target = MemoryTarget()
    let task = Task {
      var push = Push(source: source.path, target: target, options: options())
      push.options.level = 19
      return try await push.run()
    }
    while target.files("streams/0000001/bands/").isEmpty { await Task.yield() }
    task.cancel()
    let result = await task.result
    #expect(target.files("lock").isEmpty)
    if (try? result.get()) == nil {
      var push = Push(source: source.path, target: target, options: options())
      push.options.level = 19
      #expect(try await push.run().isResumed)
    }
  }

  @Test("a target that cannot sync gets no point")
  func failingSync() async throws {
    let source = try tree()
    let target = MemoryTarget()
    target.change { $0.failsSync = true }
    await #expect(throws: TargetError.self) { _ = try await push(source, target) }
    #expect(target.files("points/").isEmpty)
    target.change { $0.failsSync = false }
    _ = try await push(source, target)
    #expect(try await Verify(BackupRepository.open(target)).runAll().isSound)
  }
}
