// SPDX-License-Identifier: Apache-2.0
// Taking an nfs:// URL apart.

extension NFSURL {
  /// Parses `nfs://[user@]host[,host…][:port]/path[?option=value&…]`.
  ///
  /// Options: `version` (3 only), `nfsport`, `mountport`, `uid`, `gid`, `nconnect`, `rsize`, `wsize`,
  /// `timeo` (tenths of a second, 0 or less waits for ever), `resvport` and `ro` (0 or 1). Others are
  /// kept in `options.ignored`.
  public init(_ text: String) throws(NFSURLError) {
    let bytes = Array(text.utf8)
    let scheme = Array("nfs://".utf8)
    guard bytes.count >= scheme.count,
      zip(bytes, scheme).allSatisfy({ NFSURL.lowercased($0) == $1 })
    else { throw NFSURLError(reason: .notNFS, text: text) }

    let rest = bytes[scheme.count...]
    let authorityEnd = rest.firstIndex { $0 == 0x2F || $0 == 0x3F } ?? rest.endIndex
    let authority = rest[..<authorityEnd]
    let queryStart = rest[authorityEnd...].firstIndex(of: 0x3F)
    let pathBytes = rest[authorityEnd..<(queryStart ?? rest.endIndex)]

    let parts = try NFSURL.authority(authority, in: text)
    guard let path = NFSURL.percentDecode(pathBytes) else {
      throw NFSURLError(reason: .badEscape, text: text)
    }
    self.init(
      hosts: parts.hosts, port: parts.port, path: path.isEmpty ? [0x2F] : path, user: parts.user)
    if let queryStart {
      try parseOptions(rest[(queryStart + 1)...], in: text)
    }
  }

  private struct Authority {
    var user: String?
    var hosts: [String]
    var port: UInt16?
  }

  private static func authority(
    _ bytes: ArraySlice<UInt8>, in text: String
  ) throws(NFSURLError) -> Authority {
    var rest = bytes
    var user: String?
    if let at = rest.lastIndex(of: 0x40) {
      user = String(decoding: rest[..<at], as: UTF8.self)
      rest = rest[(at + 1)...]
    }
    var port: UInt16?
    let afterBracket = rest.lastIndex(of: 0x5D).map { $0 + 1 } ?? rest.startIndex
    if let colon = rest[afterBracket...].firstIndex(of: 0x3A) {
      let digits = String(decoding: rest[(colon + 1)...], as: UTF8.self)
      guard let number = UInt16(digits), number > 0 else {
        throw NFSURLError(reason: .badPort(digits), text: text)
      }
      port = number
      rest = rest[..<colon]
    }
    var hosts: [String] = []
    for part in rest.split(separator: 0x2C, omittingEmptySubsequences: false) {
      var host = part
      if host.first == 0x5B, host.last == 0x5D { host = host.dropFirst().dropLast() }
      guard !host.isEmpty, let decoded = percentDecode(host) else {
        throw NFSURLError(reason: .noHost, text: text)
      }
      hosts.append(String(decoding: decoded, as: UTF8.self))
    }
    guard !hosts.isEmpty else { throw NFSURLError(reason: .noHost, text: text) }
    return Authority(user: user, hosts: hosts, port: port)
  }

  private mutating func parseOptions(
    _ query: ArraySlice<UInt8>, in text: String
  ) throws(NFSURLError) {
    for pair in query.split(separator: 0x26) {
      let equals = pair.firstIndex(of: 0x3D) ?? pair.endIndex
      let name = String(decoding: pair[..<equals], as: UTF8.self)
      let value = String(decoding: pair[equals...].dropFirst(), as: UTF8.self)
      try setOption(name, value, in: text)
    }
  }

  private mutating func setOption(
    _ name: String, _ value: String, in text: String
  ) throws(NFSURLError) {
    func number<Number: FixedWidthInteger>(
      _ range: ClosedRange<Number>
    ) throws(NFSURLError) -> Number {
      guard let number = Number(value), range.contains(number) else {
        throw NFSURLError(reason: .badOption(name: name, value: value), text: text)
      }
      return number
    }
    switch name {
    case "version":
      guard value == "3" else {
        throw NFSURLError(reason: .unsupportedVersion(value), text: text)
      }
    case "nfsport": options.nfsPort = try number(1...UInt16.max)
    case "mountport": options.mountPort = try number(1...UInt16.max)
    case "uid": options.userID = try number(0...UInt32.max)
    case "gid": options.groupID = try number(0...UInt32.max)
    case "nconnect": options.connections = try number(1...NFSConfiguration.maximumConnections)
    case "rsize": options.readBytes = try number(512...(4 << 20))
    case "wsize": options.writeBytes = try number(512...(4 << 20))
    case "timeo":
      let tenths = try number(Int.min...Int.max)
      options.timeout = tenths > 0 ? .milliseconds(100 * tenths) : nil
    case "resvport": options.usesReservedPort = try number(0...1) == 1
    case "ro": options.isReadOnly = value.isEmpty ? true : try number(0...1) == 1
    default: options.ignored.append(name)
    }
  }
}

// MARK: - Percent encoding

extension NFSURL {
  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte + 0x20 : byte
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  /// - Returns: nil when a % is not followed by two hexadecimal digits.
  static func percentDecode(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    var result: [UInt8] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      guard bytes[index] == 0x25 else {
        result.append(bytes[index])
        index += 1
        continue
      }
      guard index + 2 < bytes.endIndex, let high = hexValue(bytes[index + 1]),
        let low = hexValue(bytes[index + 2])
      else { return nil }
      result.append(high << 4 | low)
      index += 3
    }
    return result
  }

  /// Escapes what would end a path or is not a visible ASCII character.
  static func percentEncode(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789ABCDEF")
    var text = ""
    for byte in bytes {
      if byte > 0x20, byte < 0x7F, byte != 0x25, byte != 0x3F, byte != 0x23 {
        text.append(Character(UnicodeScalar(byte)))
      } else {
        text += "%" + String(digits[Int(byte >> 4)]) + String(digits[Int(byte & 15)])
      }
    }
    return text
  }
}
