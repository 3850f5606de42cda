// SPDX-License-Identifier: Apache-2.0
// How many datagrams may be unanswered.

/// A window in calls: one more per window of replies, half after a loss.
struct CongestionWindow {
  /// Fractions of a call the window counts in.
  static let unit = 256
  /// Calls at the start.
  static let initialCalls = 16
  /// Calls at most.
  static let maximumCalls = 32

  private var size = CongestionWindow.initialCalls * CongestionWindow.unit

  /// Calls that may be unanswered, 1 or more.
  var calls: Int { size / Self.unit }

  /// A reply came for a call that filled a place in the window.
  mutating func replied() {
    let growth = (Self.unit * Self.unit + size / 2) / size
    size = min(size + growth, Self.maximumCalls * Self.unit)
  }

  /// A call was not answered in time.
  mutating func lost() { size = max(size / 2, Self.unit) }

  /// Back to the start, for a new path.
  mutating func reset() { self = CongestionWindow() }
}
