// SPDX-License-Identifier: Apache-2.0
// Reasons to stop waiting, looked at between two slices of a connect.

internal import Synchronization

/// Why a connect ends before the network has decided. In order of their rank: structural reasons
/// come before personal ones.
enum StopReason: UInt8, Comparable, Sendable, CaseIterable {
  /// The client was closed, or is dead.
  case closed = 1
  /// Another address was faster, or nobody waits any more.
  case superseded
  /// The time of this candidate is over.
  case expired

  static func < (left: StopReason, right: StopReason) -> Bool { left.rawValue < right.rawValue }
}

/// Set by one thread, looked at by another between two slices.
final class StopToken: Sendable {
  private let reason = Atomic<UInt8>(0)

  /// Asks to stop. The highest-ranking reason is kept.
  func set(_ new: StopReason) {
    var old = reason.load(ordering: .relaxed)
    while old == 0 || new.rawValue < old {
      let (done, now) = reason.compareExchange(
        expected: old, desired: new.rawValue, ordering: .acquiringAndReleasing)
      if done { return }
      old = now
    }
  }

  var isSet: Bool { reason.load(ordering: .acquiring) != 0 }

  /// What a slice's end finds, in the order of the ranks.
  func check(deadline: MonotonicTime, now: MonotonicTime) -> StopReason? {
    if let told = StopReason(rawValue: reason.load(ordering: .acquiring)) { return told }
    return now >= deadline ? .expired : nil
  }
}
