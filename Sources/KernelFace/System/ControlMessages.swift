// SPDX-License-Identifier: Apache-2.0
// Control messages in memory: 12-byte headers and 4-byte alignment against 16 and 8.

import CSocketKPI
import Glibc

/// Control data, rebuilt in either direction.
enum ControlMessages {
  private static let darwinHeader = 12
  private static let hostHeader = 16
  /// IP_RECVDSTADDR: an address alone, where the host gives a whole sockaddr_in.
  private static let destinationAddress: CInt = 7
  private static let addressInSocketAddress = 4..<8

  private static func align4(_ count: Int) -> Int { (count + 3) & ~3 }
  private static func align8(_ count: Int) -> Int { (count + 7) & ~7 }

  /// Room the host needs for what fits in `count` bytes of Darwin's.
  static func hostRoom(for count: Int) -> Int { count * 2 + 64 }

  private static func hostKind(level: CInt, type: CInt) -> (CInt, CInt)? {
    switch (level, type) {
    case (DarwinOption.socketLevel, 1): (SOL_SOCKET, CInt(SCM_RIGHTS))
    case (DarwinOption.socketLevel, SO_TRAFFIC_CLASS): (SOL_SOCKET, SO_TRAFFIC_CLASS)
    case (CInt(IPPROTO_IP), 3): (level, IP_TOS)
    case (CInt(IPPROTO_IP), 4): (level, IP_TTL)
    case (CInt(IPPROTO_IP), 26): (level, IP_PKTINFO)
    case (CInt(IPPROTO_IPV6), 46): (level, IPV6_PKTINFO)
    case (CInt(IPPROTO_IPV6), 36): (level, IPV6_TCLASS)
    case (CInt(IPPROTO_IPV6), 47): (level, IPV6_HOPLIMIT)
    default: nil
    }
  }

  private static func darwinKind(level: CInt, type: CInt) -> (CInt, CInt)? {
    switch (level, type) {
    case (SOL_SOCKET, CInt(SCM_RIGHTS)): (DarwinOption.socketLevel, 1)
    case (SOL_SOCKET, SO_TIMESTAMP): (DarwinOption.socketLevel, 2)
    case (SOL_SOCKET, SO_TRAFFIC_CLASS): (DarwinOption.socketLevel, SO_TRAFFIC_CLASS)
    case (CInt(IPPROTO_IP), IP_TTL): (level, 24)
    case (CInt(IPPROTO_IP), IP_TOS): (level, 27)
    case (CInt(IPPROTO_IP), IP_PKTINFO): (level, 26)
    case (CInt(IPPROTO_IP), IP_ORIGDSTADDR): (level, destinationAddress)
    case (CInt(IPPROTO_IPV6), IPV6_PKTINFO): (level, 46)
    case (CInt(IPPROTO_IPV6), IPV6_TCLASS): (level, 36)
    case (CInt(IPPROTO_IPV6), IPV6_HOPLIMIT): (level, 47)
    default: nil
    }
  }

  /// Rebuilds control data for a send. Returns nil when it is malformed or of an unknown kind.
  static func host(_ darwin: UnsafeRawBufferPointer) -> [UInt8]? {
    var built: [UInt8] = []
    var at = 0
    while at + darwinHeader <= darwin.count {
      let length = unsafe Int(darwin.loadUnaligned(fromByteOffset: at, as: UInt32.self))
      let level = unsafe darwin.loadUnaligned(fromByteOffset: at + 4, as: CInt.self)
      let type = unsafe darwin.loadUnaligned(fromByteOffset: at + 8, as: CInt.self)
      guard length >= darwinHeader, at + length <= darwin.count,
        let (hostLevel, hostType) = hostKind(level: level, type: type)
      else { return nil }
      let data = unsafe Array(darwin[(at + darwinHeader)..<(at + length)])
      append(&built, UInt64(hostHeader + data.count))
      append(&built, hostLevel)
      append(&built, hostType)
      built += data
      built += [UInt8](repeating: 0, count: align8(data.count) - data.count)
      at += align4(length)
    }
    return built
  }

  /// Rebuilds control data of a receive into `room`. Returns the bytes written and whether all fitted.
  static func darwin(
    _ host: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
  ) -> (count: Int, fits: Bool) {
    var built: [UInt8] = []
    var at = 0
    while at + hostHeader <= host.count {
      let length = unsafe Int(host.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      guard length >= hostHeader, at + length <= host.count else { break }
      let level = unsafe host.loadUnaligned(fromByteOffset: at + 8, as: CInt.self)
      let type = unsafe host.loadUnaligned(fromByteOffset: at + 12, as: CInt.self)
      var data = unsafe Array(host[(at + hostHeader)..<(at + length)])
      at += align8(length)
      guard let (darwinLevel, darwinType) = darwinKind(level: level, type: type) else { continue }
      if darwinType == 2 && data.count == 16 {
        // The microseconds narrow to 32 bits; what follows is padding.
        data.replaceSubrange(12..<16, with: [0, 0, 0, 0])
      }
      if darwinType == destinationAddress && data.count >= addressInSocketAddress.upperBound {
        data = Array(data[addressInSocketAddress])
      }
      append(&built, UInt32(darwinHeader + data.count))
      append(&built, darwinLevel)
      append(&built, darwinType)
      built += data
      built += [UInt8](repeating: 0, count: align4(data.count) - data.count)
    }
    let count = min(built.count, room.count)
    unsafe room.copyBytes(from: built.prefix(count))
    return (count, built.count <= room.count)
  }

  private static func append<Value: FixedWidthInteger>(_ bytes: inout [UInt8], _ value: Value) {
    // Native order: the reader is this machine.
    #if _endian(little)
      let ordered = value.littleEndian
      for shift in stride(from: 0, to: Value.bitWidth, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: ordered >> Value(shift)))
      }
    #else
      for shift in stride(from: Value.bitWidth - 8, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: value >> Value(shift)))
      }
    #endif
  }
}
