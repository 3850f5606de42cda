// SPDX-License-Identifier: Apache-2.0
// What options a socket has been given; reached on slow paths only.

import CSocketKPI
import Glibc
import SystemPackage

/// The largest buffer that may be asked for: 8 MiB times the share of payload in a full cluster.
let maximumBufferBytes = 7_456_540
/// Ticks per second, the unit of SO_LINGER.
let ticksPerSecond = 100
/// The ceiling of a listen queue.
let maximumBacklog = 128

/// Options and counts behind the socket's lock.
struct SocketSettings: Sendable {
  var receiveTimeout: Duration?
  var sendTimeout: Duration?
  var receiveLowWater = 1
  var sendLowWater = 2048
  /// Logical buffer sizes (the KPI's defaults until SO_SNDBUF or SO_RCVBUF was set).
  var receiveHighWater: Int
  var sendHighWater: Int
  var linger: (isOn: Bool, ticks: Int) = (false, 0)
  /// Socket-level flags that are stored and returned as their bit.
  var flags: Set<CInt> = []
  var closeWaits = false
  /// Options may be set when both directions are shut.
  var allowsOptionsWhenShut = false
  /// Port 0 means a reserved port (KPI_IP_PORTRANGE).
  var usesReservedPorts = false
  /// How long an attempt to connect may take; nil leaves it to the host.
  var connectLimit: Duration?
  /// When the attempt under way is given up.
  var connectDeadline: Instant?
  var trafficClass = TrafficClass.bestEffort
  var managementFlags: TrafficManagementFlags = []
  var netServiceType: NetServiceType?
  /// The socket's part in background transport, while it is paced.
  var pacer: Pacer?
  /// Why the host refused the priority of the class.
  var priorityRefusal: Errno?
  var processGroup: CInt = 0
  /// Outstanding `retain` calls.
  var retainCount = 0
  var backlog = 0
  /// Checked mode only.
  var lastLength: ReceiveLength?

  init(domain: SocketDomain, type: SocketType) {
    switch (domain, type) {
    case (.unix, .stream): (sendHighWater, receiveHighWater) = (8192, 8192)
    case (.unix, _): (sendHighWater, receiveHighWater) = (2048, 4096)
    case (_, .stream): (sendHighWater, receiveHighWater) = (370_688, 556_032)
    default: (sendHighWater, receiveHighWater) = (9216, 196_724)
    }
  }

  /// What a connection that arrives on a listener starts with.
  ///
  /// Not inherited: time-outs, low water marks, retains, SO_UPCALLCLOSEWAIT, upcalls.
  func inherited() -> SocketSettings {
    var copy = self
    copy.receiveTimeout = nil
    copy.sendTimeout = nil
    copy.receiveLowWater = 1
    copy.sendLowWater = 2048
    copy.closeWaits = false
    copy.retainCount = 0
    copy.pacer = nil
    copy.connectLimit = nil
    copy.connectDeadline = nil
    copy.backlog = 0
    return copy
  }

  static func timeout(_ duration: Duration?) -> Duration? {
    guard let duration, duration > .zero else { return nil }
    return duration
  }
}
