// SPDX-License-Identifier: Apache-2.0
// Domains, types, directions and flags: the small vocabulary of sockets.

import CLinux
import CSocketKPI
import Glibc

/// An address family that sockets of this module speak (`AF_*`).
public struct SocketDomain: RawRepresentable, Hashable, Sendable {
  public let rawValue: CInt
  public init(rawValue: CInt) { self.rawValue = rawValue }

  /// IPv4.
  public static let inet = SocketDomain(rawValue: AF_INET)
  /// IPv6.
  public static let inet6 = SocketDomain(rawValue: AF_INET6)
  /// Local sockets with a path as address.
  public static let unix = SocketDomain(rawValue: AF_UNIX)
}

/// How a socket carries data (`SOCK_*`).
public struct SocketType: RawRepresentable, Hashable, Sendable {
  public let rawValue: CInt
  public init(rawValue: CInt) { self.rawValue = rawValue }

  /// An ordered byte stream; needs a connection.
  public static let stream = SocketType(rawValue: CInt(SOCK_STREAM.rawValue))
  /// Packets, each sent and received whole.
  public static let datagram = SocketType(rawValue: CInt(SOCK_DGRAM.rawValue))
  /// Packets of a protocol below transport; needs privilege.
  public static let raw = SocketType(rawValue: CInt(SOCK_RAW.rawValue))
}

/// Which direction to shut (`SHUT_*`).
public enum ShutdownDirection: CInt, Sendable {
  /// Discard input, now and later.
  case read = 0
  /// Send what is queued, then the end of the stream.
  case write = 1
  case both = 2
}

/// Per-call flags (`MSG_*`, host values).
public struct MessageFlags: OptionSet, Hashable, Sendable {
  public let rawValue: CInt
  public init(rawValue: CInt) { self.rawValue = rawValue }

  /// Never sleep in this call.
  public static let dontWait = MessageFlags(rawValue: CInt(MSG_DONTWAIT))
  /// Look, but leave the data queued.
  public static let peek = MessageFlags(rawValue: CInt(MSG_PEEK))
  /// Wait for the whole request. A time-out before the first byte consumes nothing.
  public static let waitAll = MessageFlags(rawValue: CInt(MSG_WAITALL))
  /// The urgent byte.
  public static let outOfBand = MessageFlags(rawValue: CInt(MSG_OOB))
  /// Result only: a datagram was longer than the buffers.
  public static let truncated = MessageFlags(rawValue: CInt(MSG_TRUNC))
  /// Result only: the rest of a packet stays for the next receive (SO_DONTTRUNC).
  public static let receiveMore = MessageFlags(rawValue: MSG_RCVMORE)
  /// Result only: more input waits (SO_WANTMORE).
  public static let haveMore = MessageFlags(rawValue: MSG_HAVEMORE)
  /// Accept: the new socket takes over the listener's upcalls.
  public static let useUpcall = MessageFlags(rawValue: CInt.min)
  /// Behave as on a non-blocking socket, for this call (Darwin's private MSG_NBIO).
  static let nonBlockingSend = MessageFlags(rawValue: MSG_NBIO)
}
