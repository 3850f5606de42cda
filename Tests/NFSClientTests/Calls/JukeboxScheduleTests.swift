// SPDX-License-Identifier: Apache-2.0
// Waiting for a server that is fetching a file.

import Testing

@testable import NFSClient

@Suite("Jukebox schedule")
struct JukeboxScheduleTests {
  @Test("4 seconds, doubling to 30")
  func doubling() {
    var schedule = JukeboxSchedule(NFSConfiguration())
    let delays = (0..<5).map { _ in schedule.next() }
    #expect(delays == [.seconds(4), .seconds(8), .seconds(16), .seconds(30), .seconds(30)])
  }

  @Test("a limit ends it")
  func limit() {
    var configuration = NFSConfiguration()
    configuration.jukeboxLimit = 2
    var schedule = JukeboxSchedule(configuration)
    #expect(schedule.next() != nil)
    #expect(schedule.next() == nil)
  }
}
