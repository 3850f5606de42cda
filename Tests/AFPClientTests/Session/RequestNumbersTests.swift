// SPDX-License-Identifier: Apache-2.0
// Request ids and the mirror of the replay cache.

import Testing
import Wire

@testable import AFPClient

@Suite("request numbers")
struct RequestNumbersTests {
  @Test("ids count up, wrap from 65535 to 0, and pass over those in use")
  func counting() {
    var numbers = RequestNumbers(startingAt: 65_534)
    #expect(numbers.take(for: nil) { _ in false } == 65_534)
    #expect(numbers.take(for: nil) { _ in false } == 65_535)
    #expect(numbers.take(for: nil) { $0 < 3 } == 3)
  }

  @Test("an id whose command the server remembers is not used for that command again")
  func wrapHazard() {
    var numbers = RequestNumbers(replayCacheSize: 128)
    let first = numbers.take(for: .syncFork) { _ in false }
    for _ in 0..<65_535 { _ = numbers.take(for: nil) { _ in false } }
    var others = numbers
    #expect(numbers.take(for: .syncFork) { _ in false } == first + 1)
    #expect(others.take(for: .closeFork) { _ in false } == first)
  }

  @Test("a slot that another command took in between is free again")
  func overwritten() {
    var numbers = RequestNumbers(replayCacheSize: 4)
    numbers.record(8, .syncFork)
    #expect(numbers.isRemembered(8, .syncFork))
    #expect(!numbers.isRemembered(12, .syncFork) && !numbers.isRemembered(8, .closeFork))
    numbers.record(12, .createFile)
    #expect(!numbers.isRemembered(8, .syncFork))
  }

  @Test("a new server remembers nothing, and without a cache nothing is skipped")
  func forgetting() {
    var numbers = RequestNumbers(replayCacheSize: 4)
    numbers.record(1, .syncFork)
    numbers.forgetReplies(replayCacheSize: 8)
    #expect(!numbers.isRemembered(1, .syncFork) && numbers.cacheSize == 8)
    numbers.forgetReplies(replayCacheSize: nil)
    numbers.record(1, .syncFork)
    #expect(!numbers.isRemembered(1, .syncFork) && numbers.cacheSize == nil)
  }

  @Test("requests stop before an unanswered command would leave the cache, across the wrap too")
  func window() {
    var numbers = RequestNumbers(startingAt: 65_530, replayCacheSize: 16)
    let oldest = numbers.take(for: .createFile) { _ in false }
    var sent = 1
    while numbers.keepsReplayable(oldest) {
      _ = numbers.take(for: nil) { _ in false }
      sent += 1
    }
    #expect(sent == 16)
    #expect(numbers.keepsReplayable(nil))
  }
}
