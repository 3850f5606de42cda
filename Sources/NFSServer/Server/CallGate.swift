// SPDX-License-Identifier: Apache-2.0
// Lets calls in while the server is up, and knows when the last one is out.

internal import Synchronization

/// Counts calls being executed. Closed, it lets none in.
final class CallGate: Sendable {
  /// How long a stop waits for calls under way; one that takes longer is left behind.
  static let patience = Duration.seconds(5)
  private static let pause = Duration.milliseconds(1)

  private struct State {
    var isOpen = false
    var inside = 0
  }

  private let state = Mutex(State())

  func open() { state.withLock { $0.isOpen = true } }
  func close() { state.withLock { $0.isOpen = false } }

  /// False if the gate is closed; otherwise `leave` follows.
  func enter() -> Bool {
    state.withLock { state in
      if state.isOpen { state.inside += 1 }
      return state.isOpen
    }
  }

  func leave() { state.withLock { $0.inside -= 1 } }

  /// Waits until no call is inside, within `patience`. Not for dispatchers.
  func waitUntilIdle() {
    let deadline = ContinuousClock.now + Self.patience
    while state.withLock({ $0.inside > 0 }), .now < deadline {
      pauseThread(Self.pause)
    }
  }
}
