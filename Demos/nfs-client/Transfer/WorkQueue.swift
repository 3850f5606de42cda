// SPDX-License-Identifier: Apache-2.0
// Files on their way from the walk to the tasks that copy them, and directories for the end.

import Synchronization
import Wire

/// A queue with a limit between one producer and many consumers.
final class WorkQueue: Sendable {
  private struct State {
    var items: [TransferItem] = []
    var head = 0
    var isFinished = false
    var takers: [CheckedContinuation<TransferItem?, Never>] = []
    var putters: [CheckedContinuation<Void, Never>] = []
  }

  private let limit: Int
  private let state = Mutex(State())

  init(limit: Int) { self.limit = max(1, limit) }

  /// Adds an item, waiting for room.
  func put(_ item: TransferItem) async {
    await withCheckedContinuation { continuation in
      let (taker, hasRoom) = state.withLock { state in
        if let taker = state.takers.popLast() { return (taker as Optional, true) }
        state.items.append(item)
        let hasRoom = state.isFinished || state.items.count - state.head <= limit
        if !hasRoom { state.putters.append(continuation) }
        return (nil, hasRoom)
      }
      taker?.resume(returning: item)
      if hasRoom { continuation.resume() }
    }
  }

  /// The next item; nil when there will be none.
  func take() async -> TransferItem? {
    await withCheckedContinuation { continuation in
      let (isSettled, item, putter) = state.withLock {
        state -> (Bool, TransferItem?, CheckedContinuation<Void, Never>?) in
        if state.head < state.items.count {
          let item = state.items[state.head]
          state.head += 1
          if state.head == state.items.count {
            state.items.removeAll(keepingCapacity: true)
            state.head = 0
          }
          return (true, item, state.putters.popLast())
        }
        if state.isFinished { return (true, nil, nil) }
        state.takers.append(continuation)
        return (false, nil, nil)
      }
      putter?.resume()
      if isSettled { continuation.resume(returning: item) }
    }
  }

  /// No more items: takers get what is left, putters go on.
  func finish() {
    let (takers, putters) = state.withLock { state in
      state.isFinished = true
      defer {
        state.takers = []
        state.putters = []
      }
      return (state.takers, state.putters)
    }
    for taker in takers { taker.resume(returning: nil) }
    for putter in putters { putter.resume() }
  }
}

/// Directories that were made, to get their times when everything is in them.
final class DirectoryList: Sendable {
  private let items = Mutex<[TransferItem]>([])

  func add(_ item: TransferItem) { items.withLock { $0.append(item) } }

  var deepestFirst: [TransferItem] {
    items.withLock { $0 }.sorted { $0.path.components.count > $1.path.components.count }
  }
}
