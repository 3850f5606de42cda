// SPDX-License-Identifier: Apache-2.0
// Addresses as values.

import Glibc

/// Where a socket is, or where it should go: an IPv4 or IPv6 endpoint, or a path.
public struct SocketAddress: Hashable, Sendable {
  /// The parts an address is made of, all in host byte order.
  public enum Endpoint: Hashable, Sendable {
    /// Address as a big-endian number (127.0.0.1 is 0x7f000001), and port.
    case inet(UInt32, port: UInt16)
    /// The two halves of the address, the first network half first.
    case inet6(UInt64, UInt64, port: UInt16, scope: UInt32, flow: UInt32)
    /// Path bytes without a terminator; empty for an unnamed socket; a leading NUL is Linux's
    /// abstract name space.
    case unix([UInt8])
    /// A family that has no parts here.
    case other(CInt)
  }

  public var endpoint: Endpoint

  public init(_ endpoint: Endpoint) { self.endpoint = endpoint }

  /// The loopback address, 127.0.0.1.
  public static func loopback(port: UInt16) -> SocketAddress {
    SocketAddress(.inet(0x7f00_0001, port: port))
  }

  /// The loopback address of a domain; a UNIX domain gives an unnamed address.
  public static func loopback(_ domain: SocketDomain, port: UInt16) -> SocketAddress {
    switch domain {
    case .inet6: SocketAddress(.inet6(0, 1, port: port, scope: 0, flow: 0))
    case .unix: SocketAddress(.unix([]))
    default: loopback(port: port)
    }
  }

  /// The wildcard address of a domain.
  public static func any(_ domain: SocketDomain, port: UInt16) -> SocketAddress {
    switch domain {
    case .inet6: SocketAddress(.inet6(0, 0, port: port, scope: 0, flow: 0))
    case .unix: SocketAddress(.unix([]))
    default: SocketAddress(.inet(0, port: port))
    }
  }

  /// A path in the file system, or nil when it does not fit (107 bytes on Linux).
  public static func unix(path: String) -> SocketAddress? {
    let bytes = [UInt8](path.utf8)
    guard bytes.count <= maximumPathBytes else { return nil }
    return SocketAddress(.unix(bytes))
  }

  /// Longest path in bytes, terminator not counted.
  public static let maximumPathBytes = 107

  public var domain: SocketDomain {
    switch endpoint {
    case .inet: .inet
    case .inet6: .inet6
    case .unix: .unix
    case .other(let family): SocketDomain(rawValue: family)
    }
  }

  /// The port in host byte order; 0 for a path.
  public var port: UInt16 {
    switch endpoint {
    case .inet(_, let port): port
    case .inet6(_, _, let port, _, _): port
    case .unix, .other: 0
    }
  }

  /// The same address with another port; a path is returned as it is.
  public func with(port: UInt16) -> SocketAddress {
    switch endpoint {
    case .inet(let address, _): SocketAddress(.inet(address, port: port))
    case .inet6(let high, let low, _, let scope, let flow):
      SocketAddress(.inet6(high, low, port: port, scope: scope, flow: flow))
    case .unix, .other: self
    }
  }

  /// True for an address that no peer can have: the wildcard or an unnamed path.
  public var isWildcard: Bool {
    switch endpoint {
    case .inet(let address, _): address == 0
    case .inet6(let high, let low, _, _, _): high == 0 && low == 0
    case .unix(let path): path.isEmpty
    case .other: true
    }
  }

  /// True for 224.0.0.0/4 and ff00::/8.
  public var isMulticast: Bool {
    switch endpoint {
    case .inet(let address, _): address >> 28 == 0xe
    case .inet6(let high, _, _, _, _): high >> 56 == 0xff
    case .unix, .other: false
    }
  }
}

extension SocketAddress: CustomStringConvertible {
  /// `127.0.0.1:2049`, `[::1]:2049`, or the path.
  public var description: String {
    switch endpoint {
    case .inet: "\(hostText):\(port)"
    case .inet6: "[\(hostText)]:\(port)"
    case .unix, .other: hostText
    }
  }
}
