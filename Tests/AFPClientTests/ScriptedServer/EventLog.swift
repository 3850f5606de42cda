// SPDX-License-Identifier: Apache-2.0
// The events of a session, collected while a test goes on.

import SocketKPI
import Testing

@testable import AFPClient

/// Collects a session's events.
final class EventLog: Sendable {
  private let log = Locked<[AFPEvent]>([])

  init(_ session: AFPSession) {
    let stream = session.events
    Task {
      for await event in stream { log.withLock { $0.append(event) } }
    }
  }

  var events: [AFPEvent] { log.withLock { $0 } }

  /// Waits for the events to satisfy a condition, at most ten seconds.
  func wait(until condition: ([AFPEvent]) -> Bool) async throws {
    let deadline = ContinuousClock.now.advanced(by: .seconds(10))
    while !condition(events) {
      guard ContinuousClock.now < deadline else {
        Issue.record("only these events came: \(events)")
        return
      }
      try await Task.sleep(for: .milliseconds(2))
    }
  }
}
