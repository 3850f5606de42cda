// SPDX-License-Identifier: Apache-2.0
// Requests about the session itself: tokens, messages, sleep, the user.

/// FPGetSessionToken (64).
public struct AFPSessionTokenRequest: AFPRequest {
  public static let command = AFPCommand.getSessionToken

  /// What the client tells about itself.
  public enum Identity: Equatable, Sendable {
    /// Type 0: nothing.
    case anonymous
    /// Type 3: a name for this installation, at most 80 bytes, and a number that is another after
    /// a restart from scratch. An older session of the same user and name with another number is
    /// ended by the server, with its open forks and deny modes.
    case client(id: [UInt8], timestamp: UInt32)
  }

  private static let plainType: UInt16 = 0
  private static let timedType: UInt16 = 3
  public static let maximumIDBytes = 80

  public var identity: Identity

  public init(_ identity: Identity) { self.identity = identity }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    let start = reader.offset
    let type = try reader.uint16()
    switch type {
    case Self.plainType: identity = .anonymous
    case Self.timedType:
      let length = Int(try reader.uint32())
      guard length <= Self.maximumIDBytes else { throw .badLength(length, at: start + 2) }
      let timestamp = try reader.uint32()
      identity = .client(id: try reader.take(length), timestamp: timestamp)
    default: throw .unknownValue(UInt32(type), at: start)
    }
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    switch identity {
    case .anonymous: writer.append(Self.plainType)
    case .client(let id, let timestamp):
      let fitting = Array(id.prefix(Self.maximumIDBytes))
      writer.append(Self.timedType)
      writer.append(UInt32(fitting.count))
      writer.append(timestamp)
      writer.append(contentsOf: fitting)
    }
  }

  /// Decodes the reply, `u32 length, token`.
  public static func reply(from reader: inout AFPReader) throws(AFPWireError) -> [UInt8] {
    try reader.take(Int(try reader.uint32()))
  }
}

/// FPDisconnectOldSession (65): take over the session that the token belongs to.
public struct AFPDisconnectOldSessionRequest: AFPRequest {
  public static let command = AFPCommand.disconnectOldSession
  public var token: [UInt8]

  public init(token: [UInt8]) { self.token = token }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    _ = try reader.uint16()
    token = try reader.take(Int(try reader.uint32()))
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(UInt16(0))
    writer.append(UInt32(clamping: token.count))
    writer.append(contentsOf: token)
  }
}

/// FPGetSrvrMsg (38), in UTF-8.
public struct AFPServerMessageRequest: AFPRequest {
  public static let command = AFPCommand.getServerMessage

  public enum Kind: UInt16, Sendable {
    case login = 0
    case server = 1
  }

  /// Bits: 1 message, 2 in UTF-8.
  private static let utf8Message: UInt16 = 3

  public var kind: Kind

  public init(_ kind: Kind) { self.kind = kind }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    let start = reader.offset
    let raw = try reader.uint16()
    guard let kind = Kind(rawValue: raw) else { throw .unknownValue(UInt32(raw), at: start) }
    self.kind = kind
    _ = try reader.uint16()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(kind.rawValue)
    writer.append(Self.utf8Message)
  }

  /// Decodes the reply: `u16 type, u16 bitmap, u16 length, bytes`.
  public static func reply(from reader: inout AFPReader) throws(AFPWireError) -> String {
    _ = try reader.uint16()
    _ = try reader.uint16()
    return try reader.longString()
  }
}

/// FPZzzzz (122): the client's machine goes to sleep, or is back.
public struct AFPSleepRequest: AFPRequest {
  public static let command = AFPCommand.sleep

  public enum State: UInt32, Sendable {
    case sleep = 0
    case extendedSleep = 1
    case awake = 2
  }

  public var state: State

  public init(_ state: State) { self.state = state }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    let start = reader.offset
    let raw = try reader.uint32()
    guard let state = State(rawValue: raw) else { throw .unknownValue(raw, at: start) }
    self.state = state
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(state.rawValue)
  }
}

/// FPGetUserInfo (37) for the user who is logged in: user and group id.
public struct AFPUserInfoRequest: AFPRequest {
  public static let command = AFPCommand.getUserInfo
  private static let thisUser: UInt8 = 1
  private static let userAndGroup: UInt16 = 3

  public init() {}

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    _ = try reader.uint32()
    _ = try reader.uint16()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(Self.thisUser)
    writer.append(UInt32(0))
    writer.append(Self.userAndGroup)
  }

  /// Decodes the reply: `u16 bitmap, u32 uid, u32 gid`.
  public static func reply(from reader: inout AFPReader) throws(AFPWireError) -> (
    user: UInt32, group: UInt32
  ) {
    let start = reader.offset
    let bitmap = try reader.uint16()
    guard bitmap == userAndGroup else { throw .unknownValue(UInt32(bitmap), at: start) }
    return (try reader.uint32(), try reader.uint32())
  }
}
