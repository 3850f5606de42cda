// SPDX-License-Identifier: Apache-2.0
// The options both sides state in DSIOpenSession.

/// The option list of DSIOpenSession, either direction; absent options are nil.
public struct DSISessionOptions: Equatable, Sendable {
  private enum Tag {
    static let requestQuantum: UInt8 = 0x00
    static let attentionQuantum: UInt8 = 0x01
    static let replayCacheSize: UInt8 = 0x02
    static let length: UInt8 = 4
  }

  /// From the server: the most data it wants in one request, in bytes.
  public var requestQuantum: UInt32?
  /// From the client: the largest attention payload it takes, in bytes (2 or more).
  public var attentionQuantum: UInt32?
  /// From the server: how many requests its replay cache remembers. Present means "supported".
  public var replayCacheSize: UInt32?

  public init(
    requestQuantum: UInt32? = nil, attentionQuantum: UInt32? = nil, replayCacheSize: UInt32? = nil
  ) {
    self.requestQuantum = requestQuantum
    self.attentionQuantum = attentionQuantum
    self.replayCacheSize = replayCacheSize
  }

  /// Decodes to the end of the payload. Unknown options are skipped.
  ///
  /// - Throws: `.truncated`; `.badLength` for a known option that is not four bytes long.
  public init(from reader: inout AFPReader) throws(AFPWireError) {
    self.init()
    while reader.remaining > 0 {
      let start = reader.offset
      let tag = try reader.uint8()
      let length = try reader.uint8()
      guard [Tag.requestQuantum, Tag.attentionQuantum, Tag.replayCacheSize].contains(tag) else {
        try reader.skip(Int(length))
        continue
      }
      guard length == Tag.length else { throw .badLength(Int(length), at: start + 1) }
      let value = try reader.uint32()
      switch tag {
      case Tag.requestQuantum: requestQuantum = value
      case Tag.attentionQuantum: attentionQuantum = value
      default: replayCacheSize = value
      }
    }
  }

  /// Appends the options that are present, in ascending order of their type.
  public func encode(into writer: inout AFPWriter) {
    let options = [
      (Tag.requestQuantum, requestQuantum), (Tag.attentionQuantum, attentionQuantum),
      (Tag.replayCacheSize, replayCacheSize),
    ]
    for case (let tag, let value?) in options {
      writer.append(tag)
      writer.append(Tag.length)
      writer.append(value)
    }
  }
}
