// SPDX-License-Identifier: Apache-2.0
// What a server counts.

internal import Synchronization
internal import Wire

/// What a server has done since it was made.
public struct NFSServerStatistics: Sendable, Equatable {
  /// Executed calls by procedure, those with any; "MOUNT" stands for all of MOUNT.
  public var calls: [String: UInt64]
  /// Bytes of files read and sent.
  public var bytesRead: UInt64
  /// Bytes received and written to files.
  public var bytesWritten: UInt64
  /// Scripted faults that hit a call.
  public var faults: Int
  public var restarts: Int
  /// Connections now.
  public var connections: Int
  /// Repeated calls that were answered from memory since the last restart.
  public var repetitions: UInt64

  public var totalCalls: UInt64 { calls.values.reduce(0, +) }
}

/// Counters of the procedures.
final class CallCounters: Sendable {
  private final class Counter: Sendable {
    let value = Atomic<UInt64>(0)
  }

  private let procedures = NFS3Procedure.allCases.map { _ in Counter() }
  private let mounts = Counter()
  private let bytesRead = Counter()
  private let bytesWritten = Counter()

  func count(_ procedure: NFS3Procedure, payload: Int) {
    procedures[Int(procedure.rawValue)].value.add(1, ordering: .relaxed)
    if payload > 0 { bytesRead.value.add(UInt64(payload), ordering: .relaxed) }
  }

  func countWritten(_ count: Int) { bytesWritten.value.add(UInt64(count), ordering: .relaxed) }

  func countMount() { mounts.value.add(1, ordering: .relaxed) }

  func statistics(
    faults: Int, restarts: Int, connections: Int, repetitions: UInt64
  ) -> NFSServerStatistics {
    var calls: [String: UInt64] = [:]
    for procedure in NFS3Procedure.allCases {
      let count = procedures[Int(procedure.rawValue)].value.load(ordering: .relaxed)
      if count > 0 { calls[procedure.description] = count }
    }
    let mounts = self.mounts.value.load(ordering: .relaxed)
    if mounts > 0 { calls["MOUNT"] = mounts }
    return NFSServerStatistics(
      calls: calls, bytesRead: bytesRead.value.load(ordering: .relaxed),
      bytesWritten: bytesWritten.value.load(ordering: .relaxed), faults: faults,
      restarts: restarts, connections: connections, repetitions: repetitions)
  }
}
