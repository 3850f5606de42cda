// SPDX-License-Identifier: Apache-2.0
// Latencies in buckets that keep two significant bits.

/// A histogram of durations with logarithmic buckets: the error of a percentile is at most an
/// eighth.
public struct LatencyHistogram: Equatable, Sendable {
  /// Buckets per doubling.
  static let subBuckets = 4
  /// The first bucket ends at a microsecond; doublings cover more than an hour.
  static let doublings = 33

  /// Counts per bucket.
  public private(set) var counts = [UInt64](repeating: 0, count: subBuckets * doublings)
  public private(set) var count: UInt64 = 0
  /// Sum of all durations, in nanoseconds.
  public private(set) var sum: Int64 = 0
  public var maximum: Duration { .nanoseconds(longest) }
  private var longest: Int64 = 0

  public init() {}

  /// Adds one duration.
  public mutating func record(_ duration: Duration) {
    record(nanoseconds: duration.wholeNanoseconds)
  }

  mutating func record(nanoseconds: Int64) {
    longest = max(longest, nanoseconds)
    counts[Self.bucket(nanoseconds)] += 1
    count += 1
    sum &+= nanoseconds
  }

  /// Adds another histogram.
  public mutating func merge(_ other: LatencyHistogram) {
    for index in counts.indices { counts[index] += other.counts[index] }
    count += other.count
    sum &+= other.sum
    longest = max(longest, other.longest)
  }

  /// The duration that a part of the recorded ones does not exceed; zero when nothing was recorded.
  ///
  /// - Parameter part: 0.5 for the median, 0.99 for the 99th percentile.
  public func percentile(_ part: Double) -> Duration {
    guard count > 0 else { return .zero }
    let wanted = UInt64((Double(count) * min(max(part, 0), 1)).rounded(.up))
    var seen: UInt64 = 0
    for index in counts.indices {
      seen += counts[index]
      if seen >= max(wanted, 1) { return min(Self.upperBound(index), maximum) }
    }
    return maximum
  }

  /// The arithmetic mean.
  public var mean: Duration {
    count == 0 ? .zero : .nanoseconds(sum / Int64(count))
  }

  /// The longest duration of a bucket.
  public static func upperBound(_ index: Int) -> Duration {
    let doubling = index / subBuckets
    let part = index % subBuckets
    let base = Int64(1000) << doubling
    return .nanoseconds(base / 2 + base / 2 * Int64(part + 1) / Int64(subBuckets))
  }

  static func bucket(_ nanoseconds: Int64) -> Int {
    guard nanoseconds > 500 else { return 0 }
    // Doubling d covers (500 << d, 1000 << d].
    var doubling = 0
    let scaled = (nanoseconds - 1) / 500
    doubling = 63 - scaled.leadingZeroBitCount
    guard doubling < doublings else { return subBuckets * doublings - 1 }
    let base = Int64(500) << doubling
    let part = Int((nanoseconds - 1 - base) * Int64(subBuckets) / base)
    return doubling * subBuckets + min(max(part, 0), subBuckets - 1)
  }
}
