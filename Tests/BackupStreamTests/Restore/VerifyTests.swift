// SPDX-License-Identifier: Apache-2.0
// Damage on the target, and whether it is found and named.

import Testing

@testable import BackupStream

@Suite("Verify")
struct VerifyTests {
  private func target(_ source: TemporaryTree) async throws -> MemoryTarget {
    let target = MemoryTarget()
    var options = PushOptions()
    options.bandBytes = 128 << 10
    _ = try await Push(source: source.path, target: target, options: options).run()
    return target
  }

  @Test("a flipped bit in a band is found, and the file in that place is named")
  func flippedBit() async throws {
    let source = try TemporaryTree()
    for number in 0..<6 { try source.write("f\(number)", noise(30_000, seed: UInt64(number))) }
    let target = try await target(source)
    let repository = try await BackupRepository.open(target)
    let bands = target.files("streams/0000001/bands/")
    var named: Set<String> = []
    for band in bands {
      let bits = (target.bytes(band)?.count ?? 0) * 8
      for bit in stride(from: 77, to: bits, by: bits / 13) {
        target.flipBit(bit, of: band)
        let check = try await Verify(repository).run(point: 1)
        #expect(check.damage.contains { $0.place == band.description }, "bit \(bit) of \(band)")
        for damage in check.damage { if let path = damage.path { named.insert("\(path)") } }
        target.flipBit(bit, of: band)
      }
    }
    #expect(try await Verify(repository).run(point: 1).isSound)
    #expect(named.isSuperset(of: (0..<6).map { "f\($0)" }))
  }

  @Test("a flipped bit in the middle of incompressible content blames one file only")
  func oneFile() async throws {
    let source = try TemporaryTree()
    for number in 0..<3 { try source.write("f\(number)", noise(30_000, seed: UInt64(number))) }
    let target = try await target(source)
    let band = try #require(target.files("streams/0000001/bands/").first)
    let size = try #require(target.bytes(band)).count
    try #require(size > 90_000, "\(target.files("streams"))")
    target.flipBit(8 * 50_000, of: band)
    let repository = try await BackupRepository.open(target)
    let check = try await Verify(repository).run(point: 1)
    #expect(check.damage.compactMap { $0.path?.description } == ["f1"], "\(check.damage)")
  }

  @Test("a missing band names the files that were in it")
  func missingBand() async throws {
    let source = try TemporaryTree()
    for number in 0..<6 { try source.write("f\(number)", noise(30_000, seed: UInt64(number))) }
    let target = try await target(source)
    let last = try #require(target.files("streams/0000001/bands/").last)
    target.change { $0.nodes[last] = nil }
    let check = try await Verify(BackupRepository.open(target)).run(point: 1)
    #expect(check.damage.contains { $0.reason == "the band is missing" })
    #expect(check.damage.contains { $0.path == TreePath("f5") })
    #expect(!check.damage.contains { $0.path == TreePath("f0") })
  }

  @Test("flipped bits in records, catalogue and lists are found")
  func otherFiles() async throws {
    let source = try TemporaryTree()
    for number in 0..<6 { try source.write("f\(number)", noise(3000, seed: UInt64(number))) }
    let target = try await target(source)
    try source.remove("f3")
    _ = try await Push(source: source.path, target: target).run()
    let repository = try await BackupRepository.open(target)
    for file in target.files("points/") + target.files("streams/0000001/catalogue")
      + target.files("streams/0000001/bands.zst") + target.files("streams/0000002/deleted")
    {
      let bits = (target.bytes(file)?.count ?? 0) * 8
      for bit in stride(from: 3, to: bits, by: max(1, bits / 17)) {
        target.flipBit(bit, of: file)
        let check = try await Verify(repository).runAll()
        #expect(check.damage.contains { $0.place == file.description }, "bit \(bit) of \(file)")
        target.flipBit(bit, of: file)
      }
    }
  }
}
