// SPDX-License-Identifier: Apache-2.0
// afp:// addresses.

/// `afp://[user@]host[:port]/Volume[/path]`, percent-decoded.
///
/// A password in the URL is refused: it would be readable in the process list and in logs.
public struct AFPURL: Hashable, Sendable {
  public static let defaultPort: UInt16 = 548

  public var host: String
  public var port: UInt16
  /// Nil asks for a guest login.
  public var user: String?
  /// Nil names the server only.
  public var volume: String?
  /// Below the volume's root, without leading or trailing slash; empty for the root.
  public var path: String

  public init(
    host: String, port: UInt16 = AFPURL.defaultPort, user: String? = nil, volume: String? = nil,
    path: String = ""
  ) {
    self.host = host
    self.port = port
    self.user = user
    self.volume = volume
    self.path = path
  }

  /// Parses a URL.
  ///
  /// - Throws: `.invalidURL` with a sentence that says what is wrong.
  public init(_ text: String) throws(AFPError) {
    func refuse(_ reason: String) -> AFPError { AFPError("AFP address", .invalidURL(reason)) }
    let scheme = "afp://"
    guard text.prefix(scheme.count).lowercased() == scheme else {
      throw refuse("an address looks like afp://user@host/Volume/path")
    }
    let rest = text.dropFirst(scheme.count)
    let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
    var authority = parts.first ?? ""
    user = nil
    if let at = authority.lastIndex(of: "@") {
      let name = authority[..<at]
      guard !name.contains(":") else {
        throw refuse("a password does not belong in an address; give it by prompt or file")
      }
      user = try Self.decode(name.split(separator: ";", omittingEmptySubsequences: false)[0])
      if user == "" { user = nil }
      authority = authority[authority.index(after: at)...]
    }
    (host, port) = try Self.hostAndPort(authority)
    let segments = try parts.dropFirst().filter { !$0.isEmpty }.map { segment throws(AFPError) in
      try Self.decode(segment)
    }
    volume = segments.first
    path = segments.dropFirst().joined(separator: "/")
  }

  private static func hostAndPort(_ text: Substring) throws(AFPError) -> (String, UInt16) {
    func refuse(_ reason: String) -> AFPError { AFPError("AFP address", .invalidURL(reason)) }
    var host = text
    var portText: Substring?
    if text.first == "[" {
      guard let end = text.firstIndex(of: "]") else { throw refuse("the bracket is not closed") }
      host = text[text.index(after: text.startIndex)..<end]
      let rest = text[text.index(after: end)...]
      if !rest.isEmpty {
        guard rest.first == ":" else { throw refuse("a port follows a colon") }
        portText = rest.dropFirst()
      }
    } else if let colon = text.lastIndex(of: ":") {
      host = text[..<colon]
      portText = text[text.index(after: colon)...]
    }
    guard !host.isEmpty else { throw refuse("the host is missing") }
    guard let portText else { return (try decode(host), defaultPort) }
    guard let port = UInt16(portText), port > 0 else { throw refuse("the port is not a number") }
    return (try decode(host), port)
  }

  private static func decode(_ text: Substring) throws(AFPError) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      guard digits.count == 2, let value = UInt8(digits, radix: 16), value != 0 else {
        throw AFPError("AFP address", .invalidURL("\"%\(digits)\" is not a percent escape"))
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    guard let result = String(validating: bytes, as: UTF8.self) else {
      throw AFPError("AFP address", .invalidURL("the address is not UTF-8"))
    }
    return result
  }
}

extension AFPURL: CustomStringConvertible {
  /// The URL again, with everything escaped that needs it.
  public var description: String {
    let place = host.contains(":") ? "[\(host)]" : host
    var text = "afp://"
    if let user { text += Self.encode(user) + "@" }
    text += place
    if port != Self.defaultPort { text += ":\(port)" }
    if let volume { text += "/" + Self.encode(volume) }
    for segment in path.split(separator: "/") { text += "/" + Self.encode(String(segment)) }
    return text
  }

  private static let unreserved = Set(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)

  private static func encode(_ text: String) -> String {
    text.utf8.map { byte in
      if unreserved.contains(byte) { return String(UnicodeScalar(byte)) }
      let hex = String(byte, radix: 16, uppercase: true)
      return "%" + (hex.count == 1 ? "0" : "") + hex
    }.joined()
  }
}
