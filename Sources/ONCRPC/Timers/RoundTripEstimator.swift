// SPDX-License-Identifier: Apache-2.0
// How long to wait for a datagram before sending it again.

/// Smoothed round-trip times per group of calls, and the time-outs that follow from them.
///
/// First transmissions only give samples (Karn's rule). A time-out doubles the next ones, up to
/// 256-fold, until any reply comes.
/// - Source: RFC 1813 §4.10 asks for adaptive retransmission; gains 1/8 and 1/4 as usual since
///   Jacobson.
struct RoundTripEstimator {
  /// The shortest time-out.
  static let floor: Duration = .microseconds(62_500)
  /// The longest time-out.
  static let ceiling: Duration = .seconds(60)
  /// Doublings at most.
  static let maximumDoublings = 8

  private struct Estimate {
    var smoothed: Int64  // nanoseconds
    var deviation: Int64 = 0
  }

  private let initial: Duration
  private var estimates: [Estimate]
  /// Time-outs since the last reply of any call.
  private(set) var consecutiveTimeouts = 0

  /// - Parameter initial: the first time-out, and the constant one of group `.other`.
  init(initial: Duration) {
    self.initial = initial
    estimates = Array(
      repeating: Estimate(smoothed: initial.wholeNanoseconds),
      count: RPCTimingGroup.allCases.count)
  }

  /// The time-out of the next transmission of a call.
  func timeout(_ group: RPCTimingGroup) -> Duration {
    let estimate = estimates[Int(group.rawValue)]
    let base: Duration =
      switch group {
      case .other: initial
      case .lookup: .nanoseconds(estimate.smoothed + 2 * estimate.deviation)
      case .read, .write: .nanoseconds(estimate.smoothed + 4 * estimate.deviation)
      }
    let doublings = min(consecutiveTimeouts, Self.maximumDoublings)
    return min(max(base, Self.floor) * (1 << doublings), Self.ceiling)
  }

  /// A reply came.
  ///
  /// - Parameter sample: the round trip, for a call that was sent once; nil otherwise.
  mutating func replied(_ group: RPCTimingGroup, sample: Duration?) {
    consecutiveTimeouts = 0
    guard let sample, group != .other else { return }
    let index = Int(group.rawValue)
    let difference = sample.wholeNanoseconds - estimates[index].smoothed
    estimates[index].smoothed += difference / 8
    estimates[index].deviation += (abs(difference) - estimates[index].deviation) / 4
  }

  /// A call timed out and will be sent again.
  mutating func timedOut() { consecutiveTimeouts += 1 }
}
