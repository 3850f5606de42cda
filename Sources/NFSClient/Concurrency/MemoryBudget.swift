// SPDX-License-Identifier: Apache-2.0
// Bytes that may be held at a time; whoever needs more waits in line.

import Synchronization

/// A counting semaphore of bytes, first come first served.
///
/// A request larger than the whole budget is let through alone, so that it cannot wait for ever.
final class MemoryBudget: Sendable {
  let limit: Int

  private struct Waiter {
    var id: UInt64
    var bytes: Int
    var continuation: CheckedContinuation<Bool, Never>
  }

  private struct State {
    var used = 0
    var nextID: UInt64 = 0
    var line: [Waiter] = []
  }

  private let state = Mutex(State())

  init(limit: Int) { self.limit = max(1, limit) }

  var used: Int { state.withLock { $0.used } }

  /// Whether somebody waits for bytes to be released.
  var isShort: Bool { state.withLock { !$0.line.isEmpty } }

  /// Takes `bytes` without waiting.
  /// - Returns: false when they are not there, or others wait already.
  func tryAcquire(_ bytes: Int) -> Bool {
    state.withLock { state in
      guard state.line.isEmpty, fits(bytes, state.used) else { return false }
      state.used += bytes
      return true
    }
  }

  /// Takes `bytes`, waiting in line for them.
  /// - Returns: false when the task was cancelled first; nothing is taken then.
  func acquire(_ bytes: Int) async -> Bool {
    if tryAcquire(bytes) { return true }
    let id = state.withLock { state in
      state.nextID &+= 1
      return state.nextID
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer: Bool? = state.withLock { state in
          if Task.isCancelled { return false }
          if state.line.isEmpty, fits(bytes, state.used) {
            state.used += bytes
            return true
          }
          state.line.append(Waiter(id: id, bytes: bytes, continuation: continuation))
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      let waiter = state.withLock { state -> Waiter? in
        guard let index = state.line.firstIndex(where: { $0.id == id }) else { return nil }
        return state.line.remove(at: index)
      }
      waiter?.continuation.resume(returning: false)
      admit()
    }
  }

  /// Gives `bytes` back.
  func release(_ bytes: Int) {
    guard bytes > 0 else { return }
    state.withLock { state in
      state.used -= bytes
      precondition(state.used >= 0, "more bytes released than taken")
    }
    admit()
  }

  private func fits(_ bytes: Int, _ used: Int) -> Bool { used == 0 || used + bytes <= limit }

  private func admit() {
    let admitted = state.withLock { state in
      var admitted: [Waiter] = []
      while let first = state.line.first, fits(first.bytes, state.used) {
        state.used += first.bytes
        admitted.append(state.line.removeFirst())
      }
      return admitted
    }
    for waiter in admitted { waiter.continuation.resume(returning: true) }
  }
}
