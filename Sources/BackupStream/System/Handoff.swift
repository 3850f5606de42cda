// SPDX-License-Identifier: Apache-2.0
// From a task that fetches to a thread that reads: a short queue one side of which blocks.

internal import Glibc
internal import Synchronization

/// Passes pieces from an async producer to one blocking consumer.
///
/// The producer waits while the consumer has not taken the last piece: at most two are in memory.
@safe
final class Handoff: PaxSource, @unchecked Sendable {
  private let filled: UnsafeMutablePointer<sem_t>
  private let state = Mutex(State())

  private struct State {
    var piece: Bytes?
    var isCut = false
    var isAbandoned = false
    var producer: CheckedContinuation<Void, Never>?
  }

  init() {
    unsafe filled = .allocate(capacity: 1)
    unsafe sem_init(filled, 0, 0)
  }

  deinit {
    unsafe sem_destroy(filled)
    unsafe filled.deallocate()
  }

  /// Gives a piece; returns once there is room for the next.
  ///
  /// - Returns: false when the consumer has gone away.
  func give(_ piece: Bytes) async -> Bool {
    let isWanted = state.withLock { state in
      if !state.isAbandoned { state.piece = piece }
      return !state.isAbandoned
    }
    guard isWanted else { return false }
    unsafe sem_post(filled)
    await withCheckedContinuation { continuation in
      let isTaken = state.withLock { state in
        if state.piece == nil || state.isAbandoned { return true }
        state.producer = continuation
        return false
      }
      if isTaken { continuation.resume() }
    }
    return state.withLock { !$0.isAbandoned }
  }

  /// There are no more pieces.
  func finish() { unsafe sem_post(filled) }

  /// There will be no more pieces, though it is not the end.
  func cut() {
    state.withLock { $0.isCut = true }
    finish()
  }

  var isCut: Bool { state.withLock(\.isCut) }

  func next() -> Bytes? {
    while unsafe sem_wait(filled) != 0 {}
    let (piece, producer) = state.withLock { state in
      let taken = (state.piece, state.producer)
      state.piece = nil
      state.producer = nil
      return taken
    }
    producer?.resume()
    if piece == nil { unsafe sem_post(filled) }
    return piece
  }

  /// The consumer wants no more.
  func abandon() {
    let producer = state.withLock { state in
      state.isAbandoned = true
      state.piece = nil
      let producer = state.producer
      state.producer = nil
      return producer
    }
    producer?.resume()
  }
}
