// SPDX-License-Identifier: Apache-2.0
// Removing points without removing what others need.

import Testing

@testable import BackupStream

@Suite("Prune")
struct PruneTests {
  private func options() -> PushOptions {
    var options = PushOptions()
    options.bandBytes = 64 << 10
    return options
  }

  @Test("whatever is removed, the points that stay are whole, and the streams are still archives")
  func keepsWhatIsNeeded() async throws {
    let (source, place) = (try TemporaryTree(), try TemporaryTree())
    for number in 0..<40 { try source.write("f\(number)", noise(20_000, seed: UInt64(number))) }
    try source.write("long", noise(400_000, seed: 77))
    try LocalTarget.makeDirectory(place("target"))
    let target = try LocalTarget(path: place("target"))
    for round in 0..<4 {
      for number in stride(from: round, to: 40, by: 7) {
        try source.write("f\(number)", noise(20_000, seed: UInt64(number + 1000 * round)))
      }
      if round == 2 { try source.remove("long") }
      _ = try await Push(source: source.path, target: target, options: options()).run()
    }
    let repository = try await BackupRepository.open(target)
    var rules = RetentionRules()
    rules.last = 2
    let summary = try await Prune(repository, keeping: rules).run()
    #expect(summary.removedPoints == [1, 2])
    #expect(summary.freedBytes > 400_000)
    #expect(try await Verify(repository).runAll().damage == [])
    if Shell.has("zstd") {
      try Shell.run(
        "cat \"$1\"/target/streams/0000001/bands/*/*.tar.zst | zstd -dq | tar t > /dev/null",
        place.path)
    }
    let again = try await Prune(repository, keeping: rules).run()
    #expect(again.removedFiles == 0)
  }

  @Test("rules keep the newest of each day, week and month, and always the newest")
  func rules() {
    var rules = RetentionRules()
    let day: Int64 = 86400
    let points = (1...10).map { number in
      var point = PointRecord(number: number, base: nil, source: "/", host: "h", started: 0)
      point.finished = Int64(number) * day / 2
      return point
    }
    #expect(rules.kept(of: points) == Set(1...10))
    rules.last = 2
    #expect(rules.kept(of: points) == [9, 10])
    rules.daily = 3
    #expect(rules.kept(of: points) == [7, 9, 10])
    rules = RetentionRules()
    rules.remove = [10, 3]
    #expect(rules.kept(of: points) == Set(1...9).subtracting([3]))
  }
}
