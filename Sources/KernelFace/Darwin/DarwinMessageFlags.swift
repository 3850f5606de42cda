// SPDX-License-Identifier: Apache-2.0
// MSG_ flags: Darwin's bits beside the host's.

import CSocketKPI
import Glibc

/// Flags of sending and receiving, with Darwin's values (sys/socket.h).
///
/// The two sets overlap in number and differ in meaning (0x40 is WAITALL on one side and DONTWAIT on the
/// other), so nothing passes untranslated; unknown bits are dropped.
struct DarwinMessageFlags: OptionSet {
  let rawValue: CInt

  static let outOfBand = DarwinMessageFlags(rawValue: 0x1)
  static let peek = DarwinMessageFlags(rawValue: 0x2)
  static let dontRoute = DarwinMessageFlags(rawValue: 0x4)
  static let endOfRecord = DarwinMessageFlags(rawValue: 0x8)
  static let truncated = DarwinMessageFlags(rawValue: 0x10)
  static let controlTruncated = DarwinMessageFlags(rawValue: 0x20)
  static let waitAll = DarwinMessageFlags(rawValue: 0x40)
  static let dontWait = DarwinMessageFlags(rawValue: 0x80)
  /// Ends the sending side after this send.
  static let endOfFile = DarwinMessageFlags(rawValue: 0x100)
  static let needAddress = DarwinMessageFlags(rawValue: 0x10000)
  static let nonBlocking = DarwinMessageFlags(rawValue: 0x20000)
  static let useUpcall = DarwinMessageFlags(rawValue: CInt.min)

  private static let crossings: [(darwin: DarwinMessageFlags, host: CInt)] = [
    (.outOfBand, CInt(MSG_OOB)), (.peek, CInt(MSG_PEEK)),
    (.dontRoute, CInt(MSG_DONTROUTE)), (.endOfRecord, CInt(MSG_EOR)),
    (.waitAll, CInt(MSG_WAITALL)), (.dontWait, CInt(MSG_DONTWAIT)),
    (.needAddress, 0x10000), (.nonBlocking, 0x20000), (.useUpcall, CInt.min),
  ]

  /// The bits of a call for the host's socket interface.
  var host: CInt {
    Self.crossings.reduce(0) { contains($1.darwin) ? $0 | $1.host : $0 }
  }

  /// What a receive reports: the caller's own flags, and what the host says of the message.
  func reporting(host result: CInt) -> DarwinMessageFlags {
    var flags = self
    if result & CInt(MSG_TRUNC) != 0 { flags.insert(.truncated) }
    if result & CInt(MSG_CTRUNC) != 0 { flags.insert(.controlTruncated) }
    if result & CInt(MSG_OOB) != 0 { flags.insert(.outOfBand) }
    if result & CInt(MSG_EOR) != 0 { flags.insert(.endOfRecord) }
    return flags
  }
}
