// SPDX-License-Identifier: Apache-2.0
// Rare events of the mbuf layer, counted for mbuf_stats.

import Synchronization

/// A counter that any thread may raise.
final class EventCounter: Sendable {
  private let count = Atomic<Int>(0)

  func add(_ amount: Int) { count.add(amount, ordering: .relaxed) }
  var value: Int { count.load(ordering: .relaxed) }
}

/// The events.
enum MbufCounters {
  /// Allocations that failed.
  static let drops = EventCounter()
  /// Copies of a chain that failed.
  static let copyFailures = EventCounter()
  /// Pull-ups that failed.
  static let pullupFailures = EventCounter()
}
