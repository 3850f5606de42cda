// SPDX-License-Identifier: Apache-2.0
// Waiting for an outcome that may not come, until the task that waits is cancelled.

internal import Synchronization

/// Somebody who waits for an outcome, and stops waiting when the task is cancelled.
///
/// What was asked for goes on: its outcome then finds nobody.
final class Waiter<Outcome: Sendable>: Sendable {
  private enum State {
    case idle
    case waiting(CheckedContinuation<Outcome, Never>)
    case gone
  }

  private let state: Mutex<State>

  private init() { state = Mutex(.idle) }

  /// Somebody who waits until the outcome is there, whatever becomes of the task.
  init(_ continuation: CheckedContinuation<Outcome, Never>) {
    state = Mutex(.waiting(continuation))
  }

  /// Nobody yet, or at all for what is asked for in passing.
  static var nobody: Waiter { Waiter() }

  /// Whether an outcome would find nobody.
  var isGone: Bool {
    state.withLock { state in
      if case .gone = state { true } else { false }
    }
  }

  /// Hands the outcome over.
  ///
  /// - Returns: false if nobody waits for it any more.
  @discardableResult
  func resume(_ outcome: Outcome) -> Bool {
    let continuation: CheckedContinuation<Outcome, Never>? = state.withLock { state in
      defer { state = .gone }
      if case .waiting(let continuation) = state { return continuation }
      return nil
    }
    continuation?.resume(returning: outcome)
    return continuation != nil
  }

  /// Whether it waits now; not if the task has been cancelled before.
  fileprivate func begin(_ continuation: CheckedContinuation<Outcome, Never>) -> Bool {
    state.withLock { state in
      guard case .idle = state else { return false }
      state = .waiting(continuation)
      return true
    }
  }
}

extension SessionEngine {
  /// Asks for an outcome and waits for it.
  ///
  /// - Parameters:
  ///   - cancelled: the outcome for a task that is cancelled meanwhile.
  ///   - ask: is not called if the task is cancelled already.
  func wait<Outcome: Sendable>(
    cancelled: Outcome, _ ask: (Waiter<Outcome>) -> Void
  ) async -> Outcome {
    let waiter = Waiter<Outcome>.nobody
    return await withTaskCancellationHandler {
      // Through a method of the engine: a closure that does not use it would run anywhere.
      await withCheckedContinuation { begin(waiter, $0, cancelled, ask) }
    } onCancel: {
      waiter.resume(cancelled)
    }
  }

  private func begin<Outcome: Sendable>(
    _ waiter: Waiter<Outcome>, _ continuation: CheckedContinuation<Outcome, Never>,
    _ cancelled: Outcome, _ ask: (Waiter<Outcome>) -> Void
  ) {
    if waiter.begin(continuation) {
      ask(waiter)
    } else {
      continuation.resume(returning: cancelled)
    }
  }
}
