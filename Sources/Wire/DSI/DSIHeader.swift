// SPDX-License-Identifier: Apache-2.0
// The 16 bytes in front of every DSI packet, in both directions.

/// What a DSI packet asks for (Apple's AFP over TCP; the value 7 does not exist).
public enum DSICommand: UInt8, Sendable, CaseIterable {
  /// Ends the session. Either side; never answered.
  case closeSession = 1
  /// Carries one AFP request block.
  case command = 2
  /// Asks for the server information block, before any session.
  case getStatus = 3
  /// Starts a session and exchanges options.
  case openSession = 4
  /// A sign of life. Either side; never answered.
  case tickle = 5
  /// Carries one AFP request block followed by data to be written.
  case write = 6
  /// A notice from the server: shutdown, message, volume changed.
  case attention = 8
}

/// The header of a DSI packet.
///
/// Word 4..7 has two meanings: in a request the offset of the data behind the AFP block (only for
/// `write`), in a reply the signed result code.
public struct DSIHeader: Equatable, Sendable {
  /// Size on the wire, in bytes.
  public static let byteCount = 16

  public enum Kind: UInt8, Sendable {
    case request = 0
    case reply = 1
  }

  public var kind: Kind
  public var command: DSICommand
  /// Matches a reply to its request. Client and server count independently.
  public var requestID: UInt16
  /// The word at offset 4, uninterpreted.
  public var word: UInt32
  /// Bytes that follow this header.
  public var length: UInt32

  /// A request of the given payload length.
  ///
  /// - Parameter dataOffset: for `write`, the length of the AFP block in front of the data; a
  ///   server that finds 0 there takes it for 12 and stores part of the block as data.
  public init(
    request command: DSICommand, id: UInt16, dataOffset: UInt32 = 0, length: UInt32 = 0
  ) {
    kind = .request
    self.command = command
    requestID = id
    word = dataOffset
    self.length = length
  }

  /// A reply with a result code and a payload length.
  public init(
    reply command: DSICommand, id: UInt16, result: AFPResultCode = .noError, length: UInt32 = 0
  ) {
    kind = .reply
    self.command = command
    requestID = id
    word = UInt32(bitPattern: result.rawValue)
    self.length = length
  }

  /// The result code of a reply.
  public var result: AFPResultCode { AFPResultCode(rawValue: Int32(bitPattern: word)) }

  /// The data offset of a `write` request.
  public var dataOffset: UInt32 { word }

  /// Decodes the first 16 bytes.
  ///
  /// - Throws: `.truncated`; `.unknownValue` for a kind or command that does not exist. Both mean
  ///   that the stream is lost: there is no way to find the next header.
  public init(from reader: inout AFPReader) throws(AFPWireError) {
    let start = reader.offset
    let rawKind = try reader.uint8()
    let rawCommand = try reader.uint8()
    guard let kind = Kind(rawValue: rawKind) else {
      throw .unknownValue(UInt32(rawKind), at: start)
    }
    guard let command = DSICommand(rawValue: rawCommand) else {
      throw .unknownValue(UInt32(rawCommand), at: start + 1)
    }
    self.kind = kind
    self.command = command
    requestID = try reader.uint16()
    word = try reader.uint32()
    length = try reader.uint32()
    _ = try reader.uint32()  // reserved
  }

  /// Appends the 16 bytes.
  public func encode(into writer: inout AFPWriter) {
    writer.append(kind.rawValue)
    writer.append(command.rawValue)
    writer.append(requestID)
    writer.append(word)
    writer.append(length)
    writer.append(UInt32(0))
  }
}
