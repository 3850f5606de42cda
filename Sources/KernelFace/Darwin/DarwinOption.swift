// SPDX-License-Identifier: Apache-2.0
// Socket options: where each of Darwin's leads on the host.

import CSocketKPI
import Glibc

/// A socket option as a kernel client names it, and what becomes of it.
///
/// - Source: spec of the platform constants; sys/socket.h, netinet/in.h, netinet6/in6.h, netinet/tcp.h.
enum DarwinOption: Equatable {
  /// The value crosses as it is.
  case plain(level: CInt, name: CInt)
  /// A 16-byte timeval, whose padding says nothing.
  case time(level: CInt, name: CInt)
  /// An error number, read only.
  case error
  /// An interface by index, to which the socket is bound.
  case boundInterface
  /// Seconds in, milliseconds out.
  case seconds(level: CInt, name: CInt)
  /// Accepted; nothing on this host corresponds, and clients treat a failure as fatal.
  case accepted
  case unknown

  static let socketLevel: CInt = 0xffff

  init(level: CInt, name: CInt) {
    switch level {
    case Self.socketLevel: self = Self.socket(name)
    case CInt(IPPROTO_IP): self = Self.internet(name)
    case CInt(IPPROTO_IPV6): self = Self.internet6(name)
    case CInt(IPPROTO_TCP): self = Self.tcp(name)
    case CInt(IPPROTO_UDP): self = name == 1 || name == 2 ? .accepted : .unknown
    default: self = .unknown
    }
  }

  /// Darwin's number at the socket level, the host's.
  private static let socketNames: [CInt: CInt] = [
    0x0001: SO_DEBUG, 0x0002: SO_ACCEPTCONN, 0x0004: SO_REUSEADDR, 0x0008: SO_KEEPALIVE,
    0x0010: SO_DONTROUTE, 0x0020: SO_BROADCAST, 0x0080: SO_LINGER, 0x0100: SO_OOBINLINE,
    0x0200: SO_REUSEPORT, 0x0400: SO_TIMESTAMP, 0x1001: SO_SNDBUF, 0x1002: SO_RCVBUF,
    0x1003: SO_SNDLOWAT, 0x1004: SO_RCVLOWAT, 0x1008: SO_TYPE,
  ]
  /// Numbers below 0x1000 that only Darwin has; the host's interface keeps them.
  private static let darwinOnly: Set<CInt> = [0x0040, 0x0800, 0x2000, 0x4000, 0x8000]
  /// From here on the socket interface uses Darwin's numbers on both sides.
  private static let firstShared: CInt = 0x1009

  private static func socket(_ name: CInt) -> DarwinOption {
    switch name {
    case 0x1005: return .time(level: SOL_SOCKET, name: SO_SNDTIMEO)
    case 0x1006: return .time(level: SOL_SOCKET, name: SO_RCVTIMEO)
    case 0x1007: return .error
    case 0x10000: return .accepted  // SO_NOWAKEFROMSLEEP
    default: break
    }
    if let host = socketNames[name] { return .plain(level: SOL_SOCKET, name: host) }
    if darwinOnly.contains(name) || (firstShared..<0x2000).contains(name) {
      return .plain(level: SOL_SOCKET, name: name)
    }
    return .unknown
  }

  private static let internetNames: [CInt: CInt] = [
    1: IP_OPTIONS, 2: IP_HDRINCL, 3: IP_TOS, 4: IP_TTL, 5: IP_RECVOPTS, 7: IP_RECVORIGDSTADDR,
    8: IP_RETOPTS,
    9: IP_MULTICAST_IF, 10: IP_MULTICAST_TTL, 11: IP_MULTICAST_LOOP, 12: IP_ADD_MEMBERSHIP,
    13: IP_DROP_MEMBERSHIP, 19: CInt(KPI_IP_PORTRANGE), 24: IP_RECVTTL, 26: IP_PKTINFO,
    27: IP_RECVTOS, 65: IP_TRAFFIC_MGT_BACKGROUND,
  ]
  private static func internet(_ name: CInt) -> DarwinOption {
    if name == 25 { return .boundInterface }
    guard let host = internetNames[name] else { return .unknown }
    return .plain(level: CInt(IPPROTO_IP), name: host)
  }

  private static let internet6Names: [CInt: CInt] = [
    4: IPV6_UNICAST_HOPS, 9: IPV6_MULTICAST_IF, 10: IPV6_MULTICAST_HOPS, 11: IPV6_MULTICAST_LOOP,
    12: IPV6_JOIN_GROUP, 13: IPV6_LEAVE_GROUP, 14: CInt(KPI_IP_PORTRANGE), 19: IPV6_RECVPKTINFO,
    26: IPV6_CHECKSUM, 27: IPV6_V6ONLY, 35: IPV6_RECVTCLASS, 36: IPV6_TCLASS, 37: IPV6_RECVHOPLIMIT,
    46: IPV6_PKTINFO, 61: IPV6_RECVPKTINFO,
  ]
  private static func internet6(_ name: CInt) -> DarwinOption {
    if name == 125 { return .boundInterface }
    guard let host = internet6Names[name] else { return .unknown }
    return .plain(level: CInt(IPPROTO_IPV6), name: host)
  }

  private static let tcpNames: [CInt: CInt] = [
    0x01: TCP_NODELAY, 0x02: TCP_MAXSEG, 0x04: TCP_CORK, 0x10: TCP_KEEPIDLE,
    0x20: TCP_CONNECTIONTIMEOUT, 0x101: TCP_KEEPINTVL, 0x102: TCP_KEEPCNT, 0x201: TCP_NOTSENT_LOWAT,
  ]
  private static func tcp(_ name: CInt) -> DarwinOption {
    switch name {
    case 0x80: return .seconds(level: CInt(IPPROTO_TCP), name: TCP_USER_TIMEOUT)
    // No options, persist time-out, drop of retransmitted FINs, more acknowledgements, ECN.
    case 0x08, 0x40, 0x100, 0x103, 0x104, 0x205, 0x206: return .accepted
    default: break
    }
    guard let host = tcpNames[name] else { return .unknown }
    return .plain(level: CInt(IPPROTO_TCP), name: host)
  }

  /// The way back, for filters that look at an option on its way: Darwin's level and name.
  static func darwin(level: CInt, name: CInt) -> (level: CInt, name: CInt) {
    let known: [CInt: CInt]
    switch level {
    case SOL_SOCKET:
      if name == SO_SNDTIMEO { return (socketLevel, 0x1005) }
      if name == SO_RCVTIMEO { return (socketLevel, 0x1006) }
      if name == SO_ERROR { return (socketLevel, 0x1007) }
      let found = socketNames.first { $0.value == name }
      return (socketLevel, found?.key ?? name)
    case CInt(IPPROTO_IP): known = internetNames
    case CInt(IPPROTO_IPV6): known = internet6Names
    case CInt(IPPROTO_TCP): known = tcpNames
    default: known = [:]
    }
    return (level, known.first { $0.value == name }?.key ?? name)
  }
}
