// SPDX-License-Identifier: Apache-2.0
// Flags among the socket options, and the bit that Darwin returns for each.

import CLinux
import CSocketKPI
import Glibc

/// Which SOL_SOCKET options are flags, and whose.
enum OptionTable {
  /// Flags that the host keeps: its number, and Darwin's bit.
  static let hostBooleans: [CInt: CInt] = [
    SO_DEBUG: 0x0001, SO_REUSEADDR: 0x0004, SO_KEEPALIVE: 0x0008, SO_DONTROUTE: 0x0010,
    SO_BROADCAST: 0x0020, SO_OOBINLINE: 0x0100, SO_REUSEPORT: 0x0200, SO_TIMESTAMP: 0x0400,
  ]

  /// Flags that the host does not know: Darwin's number, and its bit.
  static let stored: [CInt: CInt] = [
    SO_USELOOPBACK: 0x0040, SO_TIMESTAMP_MONOTONIC: 0x0800, SO_DONTTRUNC: 0x2000,
    SO_WANTMORE: 0x4000, SO_WANTOOBFLAG: 0x8000, SO_NOSIGPIPE: 0x0001, SO_NOADDRERR: 0x0002,
    SO_REUSESHAREUID: 0x0008, SO_NOTIFYCONFLICT: 0x0010, SO_RESTRICTIONS: 0x0001,
    SO_RANDOMPORT: 0x0001, SO_RECV_TRAFFIC_CLASS: 0x4000,
    SO_PRIVILEGED_TRAFFIC_CLASS: 0x0001, SO_DEFUNCTOK: 0x0001, SO_RECV_ANYIF: 0x0001,
    SO_DELEGATED: 0x0001,
  ]

  /// Host options that pass through: devices, marks, credentials and the like. Filters and other
  /// machinery of the host stay out of reach.
  static func isHostOption(_ name: CInt) -> Bool {
    [
      SO_BINDTODEVICE, SO_PRIORITY, SO_MARK, SO_DOMAIN, SO_PROTOCOL, SO_PASSCRED, SO_PEERCRED,
      SO_INCOMING_CPU, SO_MAX_PACING_RATE, SO_BUSY_POLL,
    ].contains(name)
  }
}
