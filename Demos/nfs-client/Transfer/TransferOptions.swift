// SPDX-License-Identifier: Apache-2.0
// Options of get, put and cp.

import ArgumentParser
import DemoSupport
import Wire

struct TransferOptions: ParsableArguments {
  @Option(help: "Files copied at the same time.")
  var parallel = 8

  @Flag(
    help:
      "Skip files of the same size and time, go on with partial ones, keep them when interrupted.")
  var resume = false

  @Flag(help: "Read every file back and compare it before it gets its name.")
  var verify = false

  @Flag(help: "Set owner and group, too.")
  var owner = false

  @Flag(inversion: .prefixedNo, help: "Leave out blocks of zeros.")
  var sparse = true

  @Option(help: "Only files whose path or name matches this pattern; may be repeated.")
  var include: [String] = []

  @Option(help: "Not what matches this pattern, unless --include does; may be repeated.")
  var exclude: [String] = []

  @Option(help: "Bytes a second at most (500K, 10M).")
  var limitRate: ByteCount?

  @Flag(help: "The result as a JSON object.")
  var json = false

  func validate() throws {
    guard (1...1024).contains(parallel) else { throw ValidationError("--parallel is 1 to 1024") }
    if let limitRate, limitRate.bytes == 0 {
      throw ValidationError("--limit-rate needs a number of bytes above 0")
    }
  }

  /// Whether a file or directory takes part.
  func takes(_ item: TransferItem) -> Bool {
    func matches(_ patterns: [String]) -> Bool {
      let path = item.path.description
      let name = item.path.split.name?.description ?? path
      return patterns.contains { matchesPattern($0, path) || matchesPattern($0, name) }
    }
    if matches(exclude) { return !include.isEmpty && matches(include) }
    // Directories are looked into: what is wanted may lie below.
    return include.isEmpty || item.type == .directory || !exclude.isEmpty || matches(include)
  }
}

/// Lets bytes through at a limited rate.
actor RateLimiter {
  private let bytesPerSecond: Double
  private var nextFree = ContinuousClock.now

  init(bytesPerSecond: UInt64) { self.bytesPerSecond = Double(bytesPerSecond) }

  /// Waits until `bytes` may go.
  func take(_ bytes: Int) async throws {
    let now = ContinuousClock.now
    let start = max(now, nextFree)
    nextFree = start + .seconds(Double(bytes) / bytesPerSecond)
    if start > now { try await Task.sleep(until: start, clock: .continuous) }
  }
}
