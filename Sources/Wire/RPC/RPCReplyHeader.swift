// SPDX-License-Identifier: Apache-2.0
// The header of an RPC reply.

/// What a server says about a call before, or instead of, its results (RFC 5531 §9).
public enum RPCReplyStatus: Equatable, Sendable {
  /// Executed; the results follow.
  case success
  case programUnavailable
  case programMismatch(low: UInt32, high: UInt32)
  case procedureUnavailable
  case garbageArguments
  case systemError
  /// Denied: the server speaks these RPC versions.
  case rpcMismatch(low: UInt32, high: UInt32)
  /// Denied: the credential or verifier did not please.
  case denied(RPCAuthStatus)
}

/// rpc_msg with a reply_body (RFC 5531 §9), without the results that follow it.
public struct RPCReplyHeader: Equatable, Sendable, XDRCodable {
  public var xid: UInt32
  public var status: RPCReplyStatus
  /// The server's verifier; not on the wire when the call was denied.
  public var verifier: RPCOpaqueAuth

  public init(xid: UInt32, status: RPCReplyStatus, verifier: RPCOpaqueAuth = .none) {
    self.xid = xid
    self.status = status
    self.verifier = verifier
  }

  /// - Throws: `.invalidValue` for a call, or for a status RFC 5531 does not list.
  public init(from reader: inout XDRReader) throws(XDRError) {
    xid = try reader.uint32()
    let at = reader.offset
    let direction = try reader.uint32()
    guard direction == RPCMessage.reply else { throw .invalidValue(at: at, value: direction) }
    if try Self.isDenied(&reader) {
      verifier = .none
      status = try Self.rejection(&reader)
    } else {
      verifier = try RPCOpaqueAuth(from: &reader)
      status = try Self.acceptance(&reader)
    }
  }

  public func encode(into writer: inout XDRWriter) {
    writer.append(xid)
    writer.append(RPCMessage.reply)
    switch status {
    case .rpcMismatch(let low, let high):
      Self.append([1, 0, low, high], to: &writer)
    case .denied(let status):
      Self.append([1, 1, status.rawValue], to: &writer)
    default:
      writer.append(UInt32(0))
      verifier.encode(into: &writer)
      encodeAcceptance(into: &writer)
    }
  }

  private func encodeAcceptance(into writer: inout XDRWriter) {
    switch status {
    case .programUnavailable: Self.append([1], to: &writer)
    case .programMismatch(let low, let high): Self.append([2, low, high], to: &writer)
    case .procedureUnavailable: Self.append([3], to: &writer)
    case .garbageArguments: Self.append([4], to: &writer)
    case .systemError: Self.append([5], to: &writer)
    default: Self.append([0], to: &writer)
    }
  }

  private static func append(_ words: [UInt32], to writer: inout XDRWriter) {
    for word in words { writer.append(word) }
  }

  private static func isDenied(_ reader: inout XDRReader) throws(XDRError) -> Bool {
    let at = reader.offset
    let value = try reader.uint32()
    guard value <= 1 else { throw .invalidValue(at: at, value: value) }
    return value == 1
  }

  private static func acceptance(_ reader: inout XDRReader) throws(XDRError) -> RPCReplyStatus {
    let at = reader.offset
    let value = try reader.uint32()
    switch value {
    case 0: return .success
    case 1: return .programUnavailable
    case 2: return .programMismatch(low: try reader.uint32(), high: try reader.uint32())
    case 3: return .procedureUnavailable
    case 4: return .garbageArguments
    case 5: return .systemError
    default: throw .invalidValue(at: at, value: value)
    }
  }

  private static func rejection(_ reader: inout XDRReader) throws(XDRError) -> RPCReplyStatus {
    let at = reader.offset
    let value = try reader.uint32()
    switch value {
    case 0: return .rpcMismatch(low: try reader.uint32(), high: try reader.uint32())
    case 1: return .denied(RPCAuthStatus(rawValue: try reader.uint32()))
    default: throw .invalidValue(at: at, value: value)
    }
  }
}

extension RPCReplyHeader {
  /// Whether the six words at the reader's place are an accepted, successful reply with an empty
  /// verifier, as nearly all replies are. The reader moves behind them only if so; `init(from:)`
  /// reads every other reply.
  @inlinable @inline(__always)
  @_lifetime(reader: copy reader)
  public static func skipPlainSuccess(_ reader: inout XDRReader) -> Bool {
    reader.skipWords(after: 1, equal: (RPCMessage.reply, 0, 0, 0, 0))
  }
}

extension XDRReader {
  /// Moves over `after + 5` words if the last five have these values.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  mutating func skipWords(
    after: Int, equal words: (UInt32, UInt32, UInt32, UInt32, UInt32)
  ) -> Bool {
    let start = position &+ 4 &* after
    guard span.byteCount &- start >= 20, position >= 0 else { return false }
    guard
      span.bigEndianLoad(at: start, as: UInt32.self) == words.0,
      span.bigEndianLoad(at: start &+ 4, as: UInt32.self) == words.1,
      span.bigEndianLoad(at: start &+ 8, as: UInt32.self) == words.2,
      span.bigEndianLoad(at: start &+ 12, as: UInt32.self) == words.3,
      span.bigEndianLoad(at: start &+ 16, as: UInt32.self) == words.4
    else { return false }
    position = start &+ 20
    return true
  }
}
