// SPDX-License-Identifier: Apache-2.0
// A few counters that many threads raise.

import Synchronization

/// Relaxed 64-bit counters in one piece of memory.
@safe final class CounterTable: @unchecked Sendable {
  private let counters: UnsafeMutablePointer<Atomic<UInt64>>
  let count: Int

  init(count: Int) {
    self.count = count
    unsafe counters = .allocate(capacity: count)
    for index in 0..<count { unsafe (counters + index).initialize(to: Atomic(0)) }
  }

  deinit {
    unsafe counters.deinitialize(count: count)
    unsafe counters.deallocate()
  }

  @inline(__always)
  func add(_ amount: UInt64, at index: Int) {
    unsafe counters[index].add(amount, ordering: .relaxed)
  }

  subscript(index: Int) -> UInt64 {
    precondition(index >= 0 && index < count)
    return unsafe counters[index].load(ordering: .relaxed)
  }
}
