// SPDX-License-Identifier: Apache-2.0
// What a socket has moved, by class.

internal import Synchronization

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
  private struct Counters: ~Copyable, Sendable {
    let calls = Atomic<UInt64>(0)
    let bytes = Atomic<UInt64>(0)

    @inline(__always)
    func add(_ count: Int) {
      calls.add(1, ordering: .relaxed)
      bytes.add(UInt64(count), ordering: .relaxed)
    }
    var value: (UInt64, UInt64) { (calls.load(ordering: .relaxed), bytes.load(ordering: .relaxed)) }
  }

  private let received: (Counters, Counters, Counters, Counters) = (
    Counters(), Counters(), Counters(), Counters()
  )
  private let sent: (Counters, Counters, Counters, Counters) = (
    Counters(), Counters(), Counters(), Counters()
  )
  private let index: Atomic<Int>

  init(trafficClass: TrafficClass, managementFlags: TrafficManagementFlags) {
    index = Atomic(
      TrafficAccount.effective(trafficClass, managementFlags).legacyIndex)
  }

  /// The class that packets get: the background flag lowers anything above BK.
  static func effective(
    _ trafficClass: TrafficClass, _ flags: TrafficManagementFlags
  ) -> TrafficClass {
    flags.contains(.background) && !trafficClass.isBackground ? .background : trafficClass
  }

  func setClass(_ trafficClass: TrafficClass, _ flags: TrafficManagementFlags) {
    index.store(TrafficAccount.effective(trafficClass, flags).legacyIndex, ordering: .relaxed)
  }
}
