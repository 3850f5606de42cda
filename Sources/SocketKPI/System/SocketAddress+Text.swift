// SPDX-License-Identifier: Apache-2.0
// Addresses to and from text, and names to addresses.

import CLinux
import Glibc
import SystemPackage

/// A host name that could not be turned into addresses.
public struct ResolveError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The name as given.
  public let host: String
  /// getaddrinfo's code (`EAI_*`).
  public let code: CInt

  /// True when a later attempt may succeed (`EAI_AGAIN`).
  public var isTemporary: Bool { code == EAI_AGAIN }

  public var description: String {
    let text = unsafe String(cString: gai_strerror(code))
    return "cannot resolve \(host): \(text)"
  }
}

extension SocketAddress {
  /// Parses a numeric host: `127.0.0.1`, `::1`, `fe80::1%eth0`. Names give nil.
  public init?(numericHost: String, port: UInt16) {
    guard
      let found = try? SocketAddress.lookUp(
        host: numericHost, port: port, domain: nil, type: .stream, flags: AI_NUMERICHOST),
      let first = found.first
    else { return nil }
    self = first
  }

  /// Resolves a name or numeric address, in the order the system's resolver prefers.
  ///
  /// Blocks for as long as the resolver does; call it off the dispatchers.
  ///
  /// - Parameters:
  ///   - domain: nil for IPv4 and IPv6.
  /// - Returns: at least one address.
  /// - Throws: `ResolveError` with getaddrinfo's code.
  public static func resolve(
    host: String, port: UInt16, domain: SocketDomain? = nil, type: SocketType = .stream
  ) throws(ResolveError) -> [SocketAddress] {
    try lookUp(host: host, port: port, domain: domain, type: type, flags: 0)
  }

  private static func lookUp(
    host: String, port: UInt16, domain: SocketDomain?, type: SocketType, flags: CInt
  ) throws(ResolveError) -> [SocketAddress] {
    var hints = unsafe addrinfo()
    unsafe hints.ai_family = domain?.rawValue ?? AF_UNSPEC
    unsafe hints.ai_socktype = type.rawValue
    unsafe hints.ai_flags = flags
    var list: UnsafeMutablePointer<addrinfo>?
    let code = unsafe getaddrinfo(host, nil, &hints, &list)
    guard code == 0 else { throw ResolveError(host: host, code: code) }
    defer { unsafe freeaddrinfo(list) }
    var addresses: [SocketAddress] = []
    var next = unsafe list
    while let entry = unsafe next {
      if let raw = unsafe entry.pointee.ai_addr {
        let address = unsafe SocketAddress(
          UnsafeRawPointer(raw), length: Int(entry.pointee.ai_addrlen)
        ).with(port: port)
        if !addresses.contains(address) { addresses.append(address) }
      }
      unsafe next = entry.pointee.ai_next
    }
    guard !addresses.isEmpty else { throw ResolveError(host: host, code: EAI_NONAME) }
    return addresses
  }

  /// The host part as text: a numeric address with its scope, or a path (`@` marks an abstract one).
  public var hostText: String {
    switch endpoint {
    case .inet, .inet6:
      return unsafe withSockaddr { address, length in
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(NI_MAXHOST)) { buffer in
          let code = unsafe getnameinfo(
            address, length, buffer.baseAddress, socklen_t(buffer.count), nil, 0, NI_NUMERICHOST)
          guard code == 0, let text = buffer.baseAddress else { return "?" }
          return unsafe String(cString: text)
        }
      }
    case .unix(let path):
      if path.isEmpty { return "(unnamed)" }
      if path[0] == 0 { return "@" + String(decoding: path.dropFirst(), as: UTF8.self) }
      return String(decoding: path, as: UTF8.self)
    case .other(let family): return "(family \(family))"
    }
  }
}
