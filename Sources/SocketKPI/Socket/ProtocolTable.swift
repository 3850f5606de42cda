// SPDX-License-Identifier: Apache-2.0
// Which protocol a socket gets.

import CLinux
import Glibc
import SystemPackage

/// The protocols of the domains, as XNU's pffindproto and pffindtype resolve them.
enum ProtocolTable {
  private struct Entry {
    var type: SocketType
    var number: CInt
  }

  private static let inet: [Entry] = [
    Entry(type: .stream, number: CInt(IPPROTO_TCP)),
    Entry(type: .datagram, number: CInt(IPPROTO_UDP)),
  ]
  private static let unix: [Entry] = [
    Entry(type: .stream, number: 0), Entry(type: .datagram, number: 0),
  ]

  /// Checks domain, type and protocol in the kernel's order and returns the protocol's number.
  ///
  /// - Throws: `.addressFamilyNotSupported`, `.protocolWrongTypeForSocket`, `.protocolNotSupported`.
  static func resolve(
    domain: SocketDomain, type: SocketType, number: CInt
  ) throws(Errno) -> CInt {
    let entries: [Entry]
    switch domain {
    case .inet, .inet6: entries = inet
    case .unix: entries = unix
    default: throw .addressFamilyNotSupported
    }
    if number == 0 {
      if let entry = entries.first(where: { $0.type == type }) { return entry.number }
      guard type == .raw, domain != .unix else { throw .protocolNotSupported }
      return 0
    }
    if let entry = entries.first(where: { $0.number == number }) {
      if entry.type == type || type == .raw { return number }
      throw .protocolWrongTypeForSocket
    }
    // ICMP over datagram sockets is the host's own extension; raw sockets take any protocol.
    let isPing =
      type == .datagram
      && (number == CInt(IPPROTO_ICMP) || number == CInt(IPPROTO_ICMPV6)) && domain != .unix
    guard (type == .raw && domain != .unix) || isPing else { throw .protocolNotSupported }
    return number
  }
}
