// SPDX-License-Identifier: Apache-2.0
// A condition variable for tasks: look at the state, then wait for news about it.

import Synchronization

/// Wakes every waiting task when something may have changed.
///
/// Take a ticket, look at the state, and wait with the ticket: news between the look and the wait is
/// not lost. A cancelled task stops waiting and goes on; it looks at its own cancellation.
final class AsyncCondition: Sendable {
  private struct State {
    var generation: UInt64 = 0
    var nextWaiter: UInt64 = 0
    var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
  }

  private let state = Mutex(State())

  /// What to look at before looking at the state itself.
  var ticket: UInt64 { state.withLock { $0.generation } }

  /// Something may have changed.
  func signal() {
    let woken = state.withLock { state in
      state.generation &+= 1
      defer { state.waiters.removeAll(keepingCapacity: true) }
      return Array(state.waiters.values)
    }
    for waiter in woken { waiter.resume() }
  }

  /// Returns after the next signal that follows the ticket, or when the task is cancelled.
  func wait(since ticket: UInt64) async {
    let id = state.withLock { state in
      state.nextWaiter &+= 1
      return state.nextWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if state.generation != ticket || Task.isCancelled { return true }
          state.waiters[id] = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
    }
  }
}
