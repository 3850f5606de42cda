// SPDX-License-Identifier: Apache-2.0
// The flag word of a DSIAttention packet and what it announces.

/// The 16 bits of a DSIAttention payload.
public struct DSIAttention: Equatable, Sendable, RawRepresentable {
  public var rawValue: UInt16

  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// What a server says with the word.
  public enum Meaning: Equatable, Sendable {
    /// The server (or this session) ends in so many minutes; 0 is now.
    case shutdown(minutes: Int)
    /// The server crashed.
    case crash
    /// A text waits: fetch it with FPGetSrvrMsg, type 1.
    case message
    /// Something changed on a volume; fetch its parameters again. There is no text.
    case volumeChanged
    /// A code that is not known here; a sign of life all the same.
    case other(UInt16)
  }

  private static let shutdownBit: UInt16 = 0x8000
  private static let crashBit: UInt16 = 0x4000
  private static let messageBit: UInt16 = 0x2000
  private static let noReconnectBit: UInt16 = 0x1000
  private static let flagBits: UInt16 = 0xF000
  private static let valueBits: UInt16 = 0x0FFF
  /// A notification has exactly these flags; its message bit does not announce a text.
  private static let notificationFlags: UInt16 = 0x3000
  private static let volumeChangedCode: UInt16 = 1

  /// The announcement. A notification (flags exactly 0x3000) is recognised before the message bit.
  public var meaning: Meaning {
    if rawValue & Self.flagBits == Self.notificationFlags {
      let code = rawValue & Self.valueBits
      return code == Self.volumeChangedCode ? .volumeChanged : .other(rawValue)
    }
    if rawValue & Self.crashBit != 0 { return .crash }
    if rawValue & Self.shutdownBit != 0 {
      return .shutdown(minutes: Int(rawValue & Self.valueBits))
    }
    return rawValue & Self.messageBit != 0 ? .message : .other(rawValue)
  }

  /// A text waits on the server, to be fetched with FPGetSrvrMsg (type 1).
  public var hasMessage: Bool {
    rawValue & Self.flagBits != Self.notificationFlags && rawValue & Self.messageBit != 0
  }

  /// The server asks not to be reconnected to after this shutdown.
  public var forbidsReconnect: Bool {
    rawValue & Self.flagBits != Self.notificationFlags && rawValue & Self.noReconnectBit != 0
  }

  /// Decodes the first two bytes; longer payloads carry nothing that is specified.
  public init(from reader: inout AFPReader) throws(AFPWireError) {
    rawValue = try reader.uint16()
  }

  /// Appends the two bytes.
  public func encode(into writer: inout AFPWriter) {
    writer.append(rawValue)
  }
}
