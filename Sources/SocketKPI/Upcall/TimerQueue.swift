// SPDX-License-Identifier: Apache-2.0
// Deadlines of one dispatcher.

/// Work that waits for its time: a binary heap by deadline, with cancellation by identity.
struct TimerQueue {
  private struct Entry {
    var deadline: Instant
    var identity: UInt64
    var work: @Sendable () -> Void
  }

  private var heap: [Entry] = []
  private var live: Set<UInt64> = []
  private var nextIdentity: UInt64 = 1

  /// The earliest deadline.
  var next: Instant? { heap.first?.deadline }

  /// Adds work and returns its identity, and whether it is now the earliest.
  mutating func add(
    at deadline: Instant, _ work: @escaping @Sendable () -> Void
  ) -> (identity: UInt64, isEarliest: Bool) {
    let identity = nextIdentity
    nextIdentity += 1
    live.insert(identity)
    heap.append(Entry(deadline: deadline, identity: identity, work: work))
    siftUp(heap.count - 1)
    return (identity, heap[0].identity == identity)
  }

  /// True when the work had not been taken yet; it will not run.
  mutating func cancel(_ identity: UInt64) -> Bool {
    guard live.remove(identity) != nil else { return false }
    // Cancelled entries go when they surface, or all at once when they are the majority.
    if heap.count > 64, heap.count > live.count * 2 {
      heap.removeAll { !live.contains($0.identity) }
      for index in stride(from: heap.count / 2, through: 0, by: -1) { siftDown(index) }
    }
    return true
  }

  /// Takes the work whose time has come; nil when there is none.
  mutating func takeDue(_ now: Instant) -> (@Sendable () -> Void)? {
    while let first = heap.first {
      if live.contains(first.identity) && first.deadline > now { return nil }
      let last = heap.removeLast()
      if !heap.isEmpty {
        heap[0] = last
        siftDown(0)
      }
      if live.remove(first.identity) != nil { return first.work }
    }
    return nil
  }

  private mutating func siftUp(_ start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].deadline < heap[parent].deadline else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func siftDown(_ start: Int) {
    var parent = start
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && heap[child].deadline < heap[least].deadline { least = child }
      guard least != parent else { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
