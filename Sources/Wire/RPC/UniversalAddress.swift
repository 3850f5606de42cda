// SPDX-License-Identifier: Apache-2.0
// Universal addresses: how rpcbind writes a host and a port as text.

/// An internet address as "host.p1.p2" (RFC 5665 §5.2.3.3 and §5.2.3.4).
///
/// The host is kept as text; whether it is a legal IPv4 or IPv6 address is for the caller to find
/// out.
public struct UniversalAddress: Equatable, Sendable, CustomStringConvertible {
  public var host: String
  public var port: UInt16

  public init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// - Returns: nil unless the text is a host followed by two decimal octets.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 3 else { return nil }
    guard let high = Self.octet(parts[parts.count - 2]),
      let low = Self.octet(parts[parts.count - 1])
    else { return nil }
    host = parts.dropLast(2).joined(separator: ".")
    guard !host.isEmpty else { return nil }
    port = UInt16(high) << 8 | UInt16(low)
  }

  public var description: String { "\(host).\(port >> 8).\(port & 0xff)" }

  /// Whether the host stands for "the address you asked me at".
  public var isWildcard: Bool { host == "0.0.0.0" || host == "::" }

  private static func octet(_ text: Substring) -> UInt8? {
    guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
      return nil
    }
    return UInt8(text)
  }
}
