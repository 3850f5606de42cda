// SPDX-License-Identifier: Apache-2.0
// Reading the traffic-class options.

import CSocketKPI
import Glibc
import SystemPackage

extension KernelSocket {
  func trafficOption(
    _ name: CInt, _ room: UnsafeMutableRawBufferPointer
  ) throws(Errno) -> Int {
    let state = settings.withLock { $0 }
    switch name {
    case SO_TRAFFIC_CLASS: return unsafe room.store(state.trafficClass.rawValue)
    case SO_NET_SERVICE_TYPE: return unsafe room.store(state.netServiceType?.rawValue ?? 0)
    case SO_OPPORTUNISTIC:
      return unsafe room.store(CInt(state.trafficClass == .backgroundSystem ? 1 : 0))
    case SO_TRAFFIC_MGT_BACKGROUND:
      return unsafe room.store(CInt(state.managementFlags.contains(.background) ? 1 : 0))
    case SO_TRAFFIC_CLASS_STATS:
      var done = 0
      for (index, entry) in traffic.statistics.enumerated() {
        let value = so_tcstats(
          rxpackets: entry.receivedPackets, rxbytes: entry.receivedBytes,
          txpackets: entry.sentPackets, txbytes: entry.sentBytes)
        let start = min(index * MemoryLayout<so_tcstats>.size, room.count)
        done += unsafe UnsafeMutableRawBufferPointer(rebasing: room[start...]).store(value)
      }
      return done
    case SO_NETSVC_MARKING_LEVEL:
      let isMarked = (try? typeOfService()) ?? 0 != 0
      return unsafe room.store(CInt(isMarked ? NETSVC_MRKNG_LVL_L3L2_ALL : NETSVC_MRKNG_UNKNOWN))
    case SO_TRAFFIC_CLASS_DBG: return unsafe room.store(CInt(0))
    default: throw .protocolNotAvailable
    }
  }
}
