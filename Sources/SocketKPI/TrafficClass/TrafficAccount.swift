// SPDX-License-Identifier: Apache-2.0
// What a socket has moved, by class.

import Synchronization

/// Packets and bytes of one legacy class, both directions.
public struct TrafficStatistics: Equatable, Sendable {
  public var receivedPackets: UInt64 = 0
  public var receivedBytes: UInt64 = 0
  public var sentPackets: UInt64 = 0
  public var sentBytes: UInt64 = 0
}

/// The class in force and the counters behind SO_TRAFFIC_CLASS_STATS.
///
/// A "packet" is one call here: the segments that the host makes of it are not seen.
final class TrafficAccount: Sendable {
  /// Legacy classes.
  static let classCount = 4
  private static let fields = 4

  private let table = OnDemand {
    CounterTable(count: TrafficAccount.classCount * TrafficAccount.fields)
  }
  private var counters: CounterTable { table.value }
  private let base: Atomic<Int>

  init(trafficClass: TrafficClass, managementFlags: TrafficManagementFlags) {
    base = Atomic(TrafficAccount.offset(trafficClass, managementFlags))
  }

  /// The class that packets get: the background flag lowers anything above BK.
  static func effective(
    _ trafficClass: TrafficClass, _ flags: TrafficManagementFlags
  ) -> TrafficClass {
    flags.contains(.background) && !trafficClass.isBackground ? .background : trafficClass
  }

  private static func offset(_ trafficClass: TrafficClass, _ flags: TrafficManagementFlags) -> Int {
    effective(trafficClass, flags).legacyIndex * fields
  }

  func setClass(_ trafficClass: TrafficClass, _ flags: TrafficManagementFlags) {
    base.store(TrafficAccount.offset(trafficClass, flags), ordering: .relaxed)
  }

  @inline(__always)
  func countReceived(_ bytes: Int) {
    let base = base.load(ordering: .relaxed)
    counters.add(1, at: base)
    counters.add(UInt64(bytes), at: base + 1)
  }

  @inline(__always)
  func countSent(_ bytes: Int) {
    let base = base.load(ordering: .relaxed)
    counters.add(1, at: base + 2)
    counters.add(UInt64(bytes), at: base + 3)
  }

  /// Counts a packet that was sent in a class of its own.
  func countSent(_ bytes: Int, in trafficClass: TrafficClass) {
    let base = trafficClass.legacyIndex * TrafficAccount.fields
    counters.add(1, at: base + 2)
    counters.add(UInt64(bytes), at: base + 3)
  }

  /// Per legacy class: 0 BE, 1 BK, 2 VI, 3 VO.
  var statistics: [TrafficStatistics] {
    (0..<TrafficAccount.classCount).map { index in
      let base = index * TrafficAccount.fields
      return TrafficStatistics(
        receivedPackets: counters[base], receivedBytes: counters[base + 1],
        sentPackets: counters[base + 2], sentBytes: counters[base + 3])
    }
  }
}
