// SPDX-License-Identifier: Apache-2.0
// Credentials and verifiers of RPC messages.

/// What kind of body a credential or verifier has (RFC 5531 §8.2). Unknown numbers are kept.
public struct RPCAuthFlavor: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt32
  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// AUTH_NONE (RFC 5531 §10.1).
  public static let none = RPCAuthFlavor(rawValue: 0)
  /// AUTH_SYS (RFC 5531 Appendix A).
  public static let sys = RPCAuthFlavor(rawValue: 1)
  /// AUTH_SHORT: a shorthand that a server handed out (RFC 5531 Appendix A).
  public static let short = RPCAuthFlavor(rawValue: 2)
  /// AUTH_DH, obsolete (RFC 2695).
  public static let dh = RPCAuthFlavor(rawValue: 3)
  /// RPCSEC_GSS (RFC 2203).
  public static let gss = RPCAuthFlavor(rawValue: 6)
  /// AUTH_TLS: the STARTTLS probe (RFC 9289 §7.1).
  public static let tls = RPCAuthFlavor(rawValue: 7)
}

/// opaque_auth (RFC 5531 §8.2): a flavour and a body of its own format.
public struct RPCOpaqueAuth: Equatable, Sendable, XDRCodable {
  /// Bytes a body may have (RFC 5531 §8.2).
  public static let maximumBody = 400

  public var flavor: RPCAuthFlavor
  public var body: [UInt8]

  /// AUTH_NONE with an empty body.
  public static let none = RPCOpaqueAuth(flavor: .none, body: [])

  @inlinable public init(flavor: RPCAuthFlavor, body: [UInt8]) {
    self.flavor = flavor
    self.body = body
  }

  @inlinable public init(from reader: inout XDRReader) throws(XDRError) {
    flavor = RPCAuthFlavor(rawValue: try reader.uint32())
    body = try reader.opaque(maximum: Self.maximumBody)
  }

  @inlinable public func encode(into writer: inout XDRWriter) {
    writer.append(flavor.rawValue)
    writer.append(opaque: body)
  }
}

/// authsys_parms (RFC 5531 Appendix A): who calls, as the caller says.
public struct RPCAuthSys: Equatable, Sendable, XDRCodable {
  /// Bytes of a machine name.
  public static let maximumMachineName = 255
  /// Groups besides `gid`.
  public static let maximumGroups = 16

  /// An arbitrary number of the caller's.
  public var stamp: UInt32
  /// The caller's machine. Bytes, since nobody promised UTF-8.
  public var machineName: [UInt8]
  public var uid: UInt32
  public var gid: UInt32
  /// Further groups, at most 16; `encode` sends the first 16.
  public var groups: [UInt32]

  public init(
    stamp: UInt32 = 0, machineName: String = "", uid: UInt32, gid: UInt32, groups: [UInt32] = []
  ) {
    self.stamp = stamp
    self.machineName = Array(machineName.utf8.prefix(Self.maximumMachineName))
    self.uid = uid
    self.gid = gid
    self.groups = groups
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    stamp = try reader.uint32()
    machineName = try reader.opaque(maximum: Self.maximumMachineName)
    uid = try reader.uint32()
    gid = try reader.uint32()
    let count = try reader.length(maximum: Self.maximumGroups)
    var groups: [UInt32] = []
    groups.reserveCapacity(count)
    for _ in 0..<count { groups.append(try reader.uint32()) }
    self.groups = groups
  }

  public func encode(into writer: inout XDRWriter) {
    writer.append(stamp)
    writer.append(opaque: machineName)
    writer.append(uid)
    writer.append(gid)
    let sent = groups.prefix(Self.maximumGroups)
    writer.append(UInt32(sent.count))
    for group in sent { writer.append(group) }
  }

  /// The credential that carries these parameters.
  public var opaqueAuth: RPCOpaqueAuth {
    var writer = XDRWriter()
    encode(into: &writer)
    return RPCOpaqueAuth(flavor: .sys, body: writer.bytes)
  }
}

/// auth_stat (RFC 5531 §9): why a call was denied. Unknown numbers are kept.
public struct RPCAuthStatus: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let ok = RPCAuthStatus(rawValue: 0)
  public static let badCredential = RPCAuthStatus(rawValue: 1)
  /// The client must begin a new session.
  public static let rejectedCredential = RPCAuthStatus(rawValue: 2)
  public static let badVerifier = RPCAuthStatus(rawValue: 3)
  /// The verifier has expired or was replayed.
  public static let rejectedVerifier = RPCAuthStatus(rawValue: 4)
  /// Also what servers say to calls from ports above 1023.
  public static let tooWeak = RPCAuthStatus(rawValue: 5)
  public static let invalidResponse = RPCAuthStatus(rawValue: 6)
  public static let failed = RPCAuthStatus(rawValue: 7)
  /// RPCSEC_GSS_CREDPROBLEM (RFC 2203 §5.3.3.3).
  public static let gssCredentialProblem = RPCAuthStatus(rawValue: 13)
  /// RPCSEC_GSS_CTXPROBLEM (RFC 2203 §5.3.3.3).
  public static let gssContextProblem = RPCAuthStatus(rawValue: 14)
}
