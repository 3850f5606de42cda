// SPDX-License-Identifier: Apache-2.0
// The server information block of DSIGetStatus and FPGetSrvrInfo.

/// What a server says about itself before any login.
public struct AFPServerInformation: Equatable, Sendable {
  /// The flag word of the block.
  public struct Flags: OptionSet, Sendable {
    public var rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    public static let copyFile = Flags(rawValue: 0x0001)
    public static let changePassword = Flags(rawValue: 0x0002)
    public static let doNotSavePassword = Flags(rawValue: 0x0004)
    public static let serverMessages = Flags(rawValue: 0x0008)
    public static let signature = Flags(rawValue: 0x0010)
    public static let tcp = Flags(rawValue: 0x0020)
    public static let notifications = Flags(rawValue: 0x0040)
    /// Not set by netatalk, which reconnects all the same: try, do not ask.
    public static let reconnect = Flags(rawValue: 0x0080)
    public static let directoryServices = Flags(rawValue: 0x0100)
    public static let utf8ServerName = Flags(rawValue: 0x0200)
    public static let uuids = Flags(rawValue: 0x0400)
    public static let extendedSleep = Flags(rawValue: 0x0800)
    public static let superClient = Flags(rawValue: 0x8000)
  }

  /// One network address, uninterpreted.
  public struct Address: Equatable, Sendable {
    /// 1 IPv4, 2 IPv4 and port, 3 DDP, 4 DNS name, 5 IPv4 and port for SSH, 6 IPv6, 7 IPv6 and port.
    public var type: UInt8
    public var data: [UInt8]
    public init(type: UInt8, data: [UInt8]) {
      self.type = type
      self.data = data
    }
  }

  public var machineType: String
  /// Version strings, in the server's order.
  public var versions: [String]
  /// Names of authentication methods, in the server's order.
  public var authenticationMethods: [String]
  public var flags: Flags
  /// The short name, in the server's legacy character set.
  public var serverName: [UInt8]
  /// The name in UTF-8, when the server sends one.
  public var utf8ServerName: String?
  /// 16 bytes that identify the server whatever its name or address.
  public var signature: [UInt8]?
  public var addresses: [Address]
  public var directoryNames: [String]

  public init(
    machineType: String, versions: [String], authenticationMethods: [String], flags: Flags = [],
    serverName: [UInt8], utf8ServerName: String? = nil, signature: [UInt8]? = nil,
    addresses: [Address] = [], directoryNames: [String] = []
  ) {
    self.machineType = machineType
    self.versions = versions
    self.authenticationMethods = authenticationMethods
    self.flags = flags
    self.serverName = serverName
    self.utf8ServerName = utf8ServerName
    self.signature = signature
    self.addresses = addresses
    self.directoryNames = directoryNames
  }
}

extension AFPServerInformation {
  static let signatureBytes = 16
  private static let minimumAddressBytes = 2

  /// Decodes a block that starts at the reader's position; every offset in it is checked.
  public init(from reader: inout AFPReader) throws(AFPWireError) {
    let origin = reader.offset
    let machine = Int(try reader.uint16())
    let versionList = Int(try reader.uint16())
    let methodList = Int(try reader.uint16())
    _ = try reader.uint16()  // the icon
    flags = Flags(rawValue: try reader.uint16())
    serverName = try reader.pascalBytes()
    if !(reader.offset - origin).isMultiple(of: 2) { try reader.skip(1) }

    func section(_ distance: Int) throws(AFPWireError) -> AFPReader? {
      distance == 0 ? nil : try reader.at(distance, from: origin)
    }
    machineType = try Self.string(try section(machine))
    versions = try Self.strings(try section(versionList))
    authenticationMethods = try Self.strings(try section(methodList))

    // Old servers end the block here.
    let signatureAt = reader.remaining >= 2 ? Int(try reader.uint16()) : 0
    let addressesAt = reader.remaining >= 2 ? Int(try reader.uint16()) : 0
    let namesAt = reader.remaining >= 2 ? Int(try reader.uint16()) : 0
    let utf8At = reader.remaining >= 2 ? Int(try reader.uint16()) : 0
    signature = nil
    if flags.contains(.signature), var part = try section(signatureAt) {
      signature = try part.take(Self.signatureBytes)
    }
    addresses = try Self.addresses(try section(addressesAt))
    directoryNames = try Self.strings(try section(namesAt))
    utf8ServerName = nil
    if flags.contains(.utf8ServerName), var part = try section(utf8At) {
      utf8ServerName = try part.longString()
    }
  }

  private static func string(_ reader: AFPReader?) throws(AFPWireError) -> String {
    guard var reader else { return "" }
    return String(decoding: try reader.pascalBytes(), as: UTF8.self)
  }

  private static func strings(_ reader: AFPReader?) throws(AFPWireError) -> [String] {
    guard var reader else { return [] }
    var result: [String] = []
    for _ in 0..<(try reader.uint8()) {
      result.append(String(decoding: try reader.pascalBytes(), as: UTF8.self))
    }
    return result
  }

  private static func addresses(_ reader: AFPReader?) throws(AFPWireError) -> [Address] {
    guard var reader else { return [] }
    var result: [Address] = []
    for _ in 0..<(try reader.uint8()) {
      let start = reader.offset
      let length = Int(try reader.uint8())
      guard length >= minimumAddressBytes else { throw .badLength(length, at: start) }
      let type = try reader.uint8()
      result.append(Address(type: type, data: try reader.take(length - minimumAddressBytes)))
    }
    return result
  }

  /// Appends the block, without an icon. The writer must be empty: offsets count from its start.
  public func encode(into writer: inout AFPWriter) {
    precondition(writer.bytes.isEmpty, "offsets count from the start of the block")
    writer.append(zeros: 8)
    writer.append(flags.rawValue)
    writer.append(pascal: serverName)
    writer.alignToEven()
    let second = writer.bytes.count
    writer.append(zeros: 8)
    func here() -> UInt16 { UInt16(clamping: writer.bytes.count) }

    if let signature {
      writer.patch(here(), at: second)
      writer.append(contentsOf: signature)
    }
    writer.patch(here(), at: 0)
    writer.append(pascal: machineType)
    writer.patch(here(), at: 2)
    Self.append(versions, to: &writer)
    writer.patch(here(), at: 4)
    Self.append(authenticationMethods, to: &writer)
    writer.patch(here(), at: second + 2)
    writer.append(UInt8(clamping: addresses.count))
    for address in addresses {
      writer.append(UInt8(clamping: address.data.count + Self.minimumAddressBytes))
      writer.append(address.type)
      writer.append(contentsOf: address.data)
    }
    writer.patch(here(), at: second + 4)
    Self.append(directoryNames, to: &writer)
    if let utf8ServerName {
      writer.alignToEven()
      writer.patch(here(), at: second + 6)
      writer.append(long: Array(utf8ServerName.utf8))
    }
  }

  private static func append(_ strings: [String], to writer: inout AFPWriter) {
    writer.append(UInt8(clamping: strings.count))
    for string in strings { writer.append(pascal: string) }
  }
}
