// SPDX-License-Identifier: Apache-2.0
// Is an address on a directly attached network? By prefix, then by the routing table.

import CLinux
import Glibc
import SystemPackage

/// The rule by which `sock_settclassopt` decides whether marks go on the wire (XNU's inaddr_local and
/// in6addr_local).
enum LocalDestination {
  static func contains(_ address: SocketAddress) -> Bool {
    switch address.endpoint {
    case .inet(let host, _):
      return inet(host) ?? isOnLink(address)
    case .inet6(let high, let low, _, _, _):
      return inet6(high, low) ?? isOnLink(address)
    case .unix: return true
    case .other: return false
    }
  }

  /// True for an address of this host itself: nothing is queued on the way there.
  static func isThisHost(_ address: SocketAddress) -> Bool {
    guard address.domain != .unix else { return true }
    guard let found = route(to: address) else { return false }
    return found.is_local != 0 || found.is_loopback != 0
  }

  /// What the IPv4 address alone says; nil when the routing table has to be asked.
  static func inet(_ host: UInt32) -> Bool? {
    if host == 0x7f00_0001 { return true }  // 127.0.0.1, not the rest of 127/8
    if host >> 16 == 0xa9fe { return true }  // 169.254/16
    if host >> 8 == 0x00e0_0000 { return true }  // 224.0.0/24
    return nil
  }

  /// What the IPv6 address alone says; nil when the routing table has to be asked.
  static func inet6(_ high: UInt64, _ low: UInt64) -> Bool? {
    if high == 0 && low == 1 { return true }  // ::1
    if high >> 54 == 0xfe80 >> 6 { return true }  // fe80::/10
    if high >> 56 == 0xff && high >> 48 & 0xf == 2 { return true }  // ffx2::/16
    return nil
  }

  /// Asks the host for the route: no gateway, or delivery to this host, is local.
  private static func isOnLink(_ address: SocketAddress) -> Bool {
    guard let found = route(to: address) else { return false }
    return found.is_local != 0 || found.is_loopback != 0 || found.has_gateway == 0
  }

  /// The host's route to an address; nil when there is none.
  private static func route(to address: SocketAddress) -> kx_route? {
    var found = kx_route()
    let status = unsafe address.withSockaddr { pointer, _ in unsafe kx_route_to(pointer, &found) }
    return status == 0 ? found : nil
  }
}
