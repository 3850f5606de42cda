// SPDX-License-Identifier: Apache-2.0
// nfs:// URLs in the syntax that libnfs made common.

/// `nfs://[user@]host[,host…][:port]/path[?option=value&…]`.
///
/// The path is percent-decoded to bytes, since file names need not be UTF-8. Several hosts separated
/// by commas are addresses of one server, tried in their order.
public struct NFSURL: Hashable, Sendable {
  public var user: String?
  /// Names or numeric addresses, without the brackets of IPv6; at least one.
  public var hosts: [String]
  public var port: UInt16?
  /// Begins with a slash, as a server's export list shows it.
  public var path: [UInt8]
  public var options: Options

  /// What stands behind the question mark. Absent means the configuration decides.
  public struct Options: Hashable, Sendable {
    public var nfsPort: UInt16?
    public var mountPort: UInt16?
    public var userID: UInt32?
    public var groupID: UInt32?
    public var connections: Int?
    public var readBytes: Int?
    public var writeBytes: Int?
    public var timeout: Duration?  // per call; none means wait for ever
    public var usesReservedPort: Bool?
    public var isReadOnly: Bool?
    /// Options of other clients, accepted and not used here.
    public var ignored: [String] = []

    public init() {}
  }

  public init(
    hosts: [String], port: UInt16? = nil, path: [UInt8], user: String? = nil,
    options: Options = Options()
  ) {
    self.hosts = hosts
    self.port = port
    self.path = path
    self.user = user
    self.options = options
  }

  public var host: String { hosts[0] }

  /// The port NFS is asked at: `nfsport`, else the one behind the host, else none given.
  public var nfsPort: UInt16? { options.nfsPort ?? port }

  /// The path as text for people.
  public var pathText: String { String(decoding: path, as: UTF8.self) }

  /// The same server and options with another path.
  public func with(path: [UInt8]) -> NFSURL {
    var copy = self
    copy.path = path
    return copy
  }
}

extension NFSURL: CustomStringConvertible {
  /// The URL again, without its options.
  public var description: String {
    let hostText = hosts.map { $0.contains(":") ? "[\($0)]" : $0 }.joined(separator: ",")
    return "nfs://" + (user.map { $0 + "@" } ?? "") + hostText + (port.map { ":\($0)" } ?? "")
      + NFSURL.percentEncode(path)
  }
}

/// What is wrong with a URL.
public struct NFSURLError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Reason: Equatable, Sendable {
    case notNFS
    case noHost
    case badPort(String)
    case badEscape
    case badOption(name: String, value: String)
    case unsupportedVersion(String)
  }

  public var reason: Reason
  /// The whole URL as it was given.
  public var text: String

  public init(reason: Reason, text: String) {
    self.reason = reason
    self.text = text
  }

  public var description: String {
    switch reason {
    case .notNFS: "'\(text)' does not begin with nfs://"
    case .noHost: "'\(text)' names no server"
    case .badPort(let port): "'\(port)' is not a port number, in '\(text)'"
    case .badEscape: "'\(text)' has a % that two hexadecimal digits do not follow"
    case .badOption(let name, let value): "'\(value)' is no value for '\(name)', in '\(text)'"
    case .unsupportedVersion(let version):
      "NFS version \(version) is not supported, only 3, in '\(text)'"
    }
  }
}
