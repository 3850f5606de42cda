// SPDX-License-Identifier: Apache-2.0
// Which server, before anybody knows its addresses.

public import SocketKPI

/// A server: a name or addresses, and a port or a way to ask for it. Resolved again for every
/// search.
public struct RPCTarget: Sendable, Equatable, CustomStringConvertible {
  public enum Place: Sendable, Equatable {
    /// A name or a numeric address.
    case host(String)
    /// Addresses in order of preference.
    case addresses([SocketAddress])
  }

  public enum Port: Sendable, Equatable {
    case fixed(UInt16)
    /// Asked of rpcbind, or portmap, at each address.
    case rpcbind(program: UInt32, version: UInt32)
    /// The port that each address carries.
    case ofAddress
  }

  public var place: Place
  public var port: Port
  /// Restricts a name's addresses to one family.
  public var domain: SocketDomain?
  /// Where rpcbind listens; 111 unless a test says otherwise.
  public var rpcbindPort: UInt16 = 111

  public init(host: String, port: Port, domain: SocketDomain? = nil) {
    place = .host(host)
    self.port = port
    self.domain = domain
  }

  /// Addresses with their ports.
  public init(addresses: [SocketAddress]) {
    place = .addresses(addresses)
    port = .ofAddress
  }

  /// Addresses whose ports `port` tells.
  public init(addresses: [SocketAddress], port: Port) {
    place = .addresses(addresses)
    self.port = port
  }

  public var description: String {
    switch place {
    case .host(let name): name
    case .addresses(let addresses): addresses.map(\.description).joined(separator: ", ")
    }
  }
}
