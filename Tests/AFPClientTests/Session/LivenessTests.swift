// SPDX-License-Identifier: Apache-2.0
// The tickle discipline, with a clock of the test's own.

import Testing

@testable import AFPClient

@Suite("liveness")
struct LivenessTests {
  let start = ContinuousClock.now
  func after(_ seconds: Int) -> ContinuousClock.Instant { start.advanced(by: .seconds(seconds)) }

  @Test("a tickle is due after 30 s of the client's own silence, whatever the server says")
  func tickle() {
    var liveness = Liveness(AFPConfiguration(), now: start)
    #expect(liveness.action(at: start, oldestRequest: nil) == .wait(until: after(30)))
    liveness.heard(at: after(29))
    #expect(liveness.action(at: after(30), oldestRequest: nil) == .sendTickle)
    liveness.sent(at: after(30))
    #expect(liveness.action(at: after(30), oldestRequest: nil) == .wait(until: after(60)))
  }

  @Test("the server is lost after 60 s of silence with a request out, or 120 s without")
  func lost() {
    var idle = Liveness(AFPConfiguration(), now: start)
    idle.sent(at: after(119))
    #expect(idle.action(at: after(119), oldestRequest: nil) == .wait(until: after(120)))
    #expect(
      idle.action(at: after(120), oldestRequest: nil) == .declareLost(silentFor: .seconds(120)))

    var busy = Liveness(AFPConfiguration(), now: start)
    busy.setBusy(true, at: after(50))  // silence before the request is not held against the server
    busy.sent(at: after(109))
    #expect(busy.action(at: after(109), oldestRequest: after(50)) == .wait(until: after(110)))
    #expect(
      busy.action(at: after(110), oldestRequest: after(50))
        == .declareLost(silentFor: .seconds(110)))
    busy.heard(at: after(105))
    busy.sent(at: after(150))
    #expect(busy.action(at: after(150), oldestRequest: after(50)) == .wait(until: after(165)))
  }

  @Test("a request that is never answered ends the connection although the server ticks")
  func stuckRequest() {
    var liveness = Liveness(AFPConfiguration(), now: start)
    liveness.setBusy(true, at: start)
    for time in stride(from: 10, through: 600, by: 10) {
      liveness.heard(at: after(time))
      liveness.sent(at: after(time))
    }
    #expect(liveness.action(at: after(599), oldestRequest: start) == .wait(until: after(600)))
    #expect(liveness.action(at: after(600), oldestRequest: start) == .declareLost(silentFor: .zero))
  }
}
