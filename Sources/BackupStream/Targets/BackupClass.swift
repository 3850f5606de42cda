// SPDX-License-Identifier: Apache-2.0
// The traffic class of a backup, and what its connection has to say.

/// The class that a backup's traffic is put into.
public enum BackupClass: String, Sendable, CaseIterable {
  /// Yields to everybody: all of the line when nobody else wants it, next to nothing otherwise.
  case background
  /// Yields only while this host has other traffic.
  case utility
  /// Like any other connection.
  case bestEffort = "best-effort"
}

/// How a connection to a target does.
public struct TransportReport: Equatable, Sendable {
  public var trafficClass: BackupClass
  /// Whether it stands back for somebody right now.
  public var isYielding: Bool
  /// What the controller allows at present, in bytes per second; nil if there is no limit.
  public var allowedRate: UInt64?
  /// Time that packets wait in queues on the way, as estimated; nil if not measured.
  public var queueDelay: Duration?
  /// Time spent yielding so far.
  public var yieldedFor: Duration?

  public init(
    trafficClass: BackupClass, isYielding: Bool, allowedRate: UInt64? = nil,
    queueDelay: Duration? = nil, yieldedFor: Duration? = nil
  ) {
    self.trafficClass = trafficClass
    self.isYielding = isYielding
    self.allowedRate = allowedRate
    self.queueDelay = queueDelay
    self.yieldedFor = yieldedFor
  }
}
