// SPDX-License-Identifier: Apache-2.0
// A backup's class on a socket, and what the socket says about it.

internal import SocketKPI

extension BackupClass {
  /// The socket class behind it.
  var socketClass: TrafficClass {
    switch self {
    case .background: .backgroundSystem
    case .utility: .background
    case .bestEffort: .bestEffort
    }
  }
}

extension TransportReport {
  /// What the background controller of a connection reports; without one nothing holds it back.
  init(_ trafficClass: BackupClass, _ socket: KernelSocket?) {
    guard let state = socket?.backgroundState else {
      self.init(trafficClass: trafficClass, isYielding: false)
      return
    }
    self.init(
      trafficClass: trafficClass, isYielding: state.isYielding,
      allowedRate: state.rate.isFinite && state.rate < 1e18 ? UInt64(max(0, state.rate)) : nil,
      queueDelay: state.queueingDelay, yieldedFor: state.timeYielded)
  }
}
