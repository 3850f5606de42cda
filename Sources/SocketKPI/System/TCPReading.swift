// SPDX-License-Identifier: Apache-2.0
// The host's counters of a TCP connection, and the controls of background transport.

import CLinux
import Glibc
import SystemPackage

extension Descriptor {
  /// Reads the counters; nil when the host does not answer.
  ///
  /// - Parameters:
  ///   - receiving: the peer's data instead of ours.
  func pathReading(receiving: Bool) -> PathReading? {
    var info = kx_tcp_path()
    guard unsafe kx_tcp_read(raw, &info) == 0 else { return nil }
    let smoothed = receiving ? info.rcv_rtt_us : info.rtt_us
    return PathReading(
      time: Double(Instant.now.nanoseconds) * 1e-9, smoothed: Double(smoothed) * 1e-6,
      least: receiving ? 0 : Double(info.min_rtt_us) * 1e-6, segmentsIn: info.segs_in,
      bytes: receiving ? info.bytes_received : info.bytes_acked,
      retransmissions: receiving ? 0 : info.total_retrans,
      segment: Double(receiving ? info.rcv_mss : info.snd_mss))
  }

  /// Bounds the host's own pacing, bytes per second; nil takes the bound away.
  func setPacing(_ rate: Double?) {
    let value = rate.map { UInt64(max($0, 2000)) } ?? .max
    try? setOption(SOL_SOCKET, SO_MAX_PACING_RATE, value)
  }

  /// The congestion control in force.
  func congestionControl() -> String? {
    var length = socklen_t(16)
    let name = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 17) { buffer in
      unsafe buffer.initialize(repeating: 0)
      guard let base = buffer.baseAddress,
        unsafe getsockopt(raw, CInt(IPPROTO_TCP), TCP_CONGESTION, base, &length) == 0
      else { return String?.none }
      return unsafe String(cString: base)
    }
    return name
  }

  /// Asks for a congestion control; false when the host refuses.
  func setCongestionControl(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    let code = unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe setsockopt(
        raw, CInt(IPPROTO_TCP), TCP_CONGESTION, buffer.baseAddress, socklen_t(buffer.count))
    }
    return code == 0
  }

  func setUnsentLowWater(_ bytes: CUnsignedInt) {
    try? setOption(CInt(IPPROTO_TCP), TCP_NOTSENT_LOWAT, bytes)
  }

  func setWindowClamp(_ bytes: Int) {
    try? setOption(CInt(IPPROTO_TCP), TCP_WINDOW_CLAMP, CInt(clamping: bytes))
  }
}
