// SPDX-License-Identifier: Apache-2.0
// Which address is tried when, and which error is told.

import SocketKPI
import SystemPackage
import Testing
import Wire

@testable import ONCRPC

@Suite("Connect race")
struct ConnectRaceTests {
  @Test("the stagger starts the next address, up to four at once")
  func stagger() {
    var race = ConnectRace(count: 6)
    #expect(race.begin() == [.start(0), .stagger(1)])
    #expect(race.staggerElapsed(1) == [.start(1), .stagger(2)])
    #expect(race.staggerElapsed(1) == [])
    #expect(race.staggerElapsed(2) == [.start(2), .stagger(3)])
    #expect(race.staggerElapsed(3) == [.start(3), .stagger(4)])
    #expect(race.staggerElapsed(4) == [])
    #expect(race.failed(0) == [.start(4), .stagger(5)])
  }

  @Test("a failure starts the next address at once, and the last failure ends the race")
  func failures() {
    var race = ConnectRace(count: 2)
    _ = race.begin()
    #expect(race.failed(0) == [.start(1)])
    #expect(race.failed(1) == [.giveUp])
    var none = ConnectRace(count: 0)
    #expect(none.begin() == [.giveUp])
  }

  @Test("the second to connect waits in reserve until the first does not pass")
  func reserve() {
    var race = ConnectRace(count: 3)
    _ = race.begin()
    _ = race.staggerElapsed(1)
    #expect(race.connected(1) == [.examine(1)])
    #expect(race.connected(0) == [])
    #expect(race.rejected() == [.examine(0)])
    #expect(race.rejected() == [.start(2)])
    #expect(race.failed(2) == [.giveUp])
  }
}

@Suite("Ranked errors")
struct RPCUnreachableTests {
  private let address = SocketAddress.loopback(port: 2049)

  @Test("what a server said outranks what a network said, and the later of equals is told")
  func ranks() {
    let silent = RPCAttempt(address: address, failure: .timedOut(.seconds(30)))
    let refused = RPCAttempt(address: address, failure: .system(.connectionRefused))
    let unreachable = RPCAttempt(address: address, failure: .system(.networkUnreachable))
    let unavailable = RPCAttempt(address: address, failure: .unavailable(.programUnavailable))
    let denied = RPCAttempt(address: address, failure: .unavailable(.denied(.tooWeak)))
    #expect(RPCUnreachable([refused, silent]).best == refused)
    #expect(RPCUnreachable([refused, unreachable]).best == unreachable)
    #expect(RPCUnreachable([unavailable, refused]).best == unavailable)
    #expect(RPCUnreachable([denied, unavailable, silent]).best == denied)
    #expect(RPCUnreachable([]).best == nil)
  }

  @Test("a denial from an ordinary port hints at reserved ports")
  func hint() {
    let open = RPCAttempt(address: address, failure: .unavailable(.denied(.tooWeak)))
    #expect(RPCUnreachable([open]).description.contains("ports above 1023"))
    let reserved = RPCAttempt(
      address: address, failure: .unavailable(.denied(.tooWeak)), fromReservedPort: true)
    #expect(!RPCUnreachable([reserved]).description.contains("ports above 1023"))
  }
}

@Suite("Reasons to stop")
struct StopTokenTests {
  @Test("structural reasons come before personal ones")
  func order() {
    let token = StopToken()
    let now = MonotonicTime.now()
    #expect(token.check(deadline: now + .seconds(1), now: now) == nil)
    #expect(token.check(deadline: now, now: now) == .expired)
    token.set(.superseded)
    #expect(token.check(deadline: now, now: now) == .superseded)
    token.set(.closed)
    #expect(token.check(deadline: now, now: now) == .closed)
    token.set(.superseded)
    #expect(token.check(deadline: now, now: now) == .closed)
  }
}
