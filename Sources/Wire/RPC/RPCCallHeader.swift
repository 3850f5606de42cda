// SPDX-License-Identifier: Apache-2.0
// The header of an RPC call.

/// Constants of RPC messages (RFC 5531 §9).
public enum RPCMessage {
  /// The protocol version of every call.
  public static let version: UInt32 = 2
  /// msg_type of a call.
  public static let call: UInt32 = 0
  /// msg_type of a reply.
  public static let reply: UInt32 = 1
  /// Bytes of a call header whose credential and verifier are empty.
  public static let minimumCallHeader = 40
  /// Bytes of the shortest reply: xid, direction, denied, authentication error, status.
  public static let minimumReply = 20
}

/// rpc_msg with a call_body (RFC 5531 §9), without the arguments that follow it.
public struct RPCCallHeader: Equatable, Sendable, XDRCodable {
  public var xid: UInt32
  public var program: UInt32
  public var version: UInt32
  public var procedure: UInt32
  public var credential: RPCOpaqueAuth
  public var verifier: RPCOpaqueAuth

  public init(
    xid: UInt32, program: UInt32, version: UInt32, procedure: UInt32,
    credential: RPCOpaqueAuth = .none, verifier: RPCOpaqueAuth = .none
  ) {
    self.xid = xid
    self.program = program
    self.version = version
    self.procedure = procedure
    self.credential = credential
    self.verifier = verifier
  }

  /// - Throws: `.invalidValue` when the message is not a call. A call of another RPC version is
  ///   read by `RPCCallPrefix` first, which a server must answer with a mismatch.
  public init(from reader: inout XDRReader) throws(XDRError) {
    let prefix = try RPCCallPrefix(from: &reader)
    guard prefix.rpcVersion == RPCMessage.version else {
      throw .invalidValue(at: reader.offset - 4, value: prefix.rpcVersion)
    }
    self = try RPCCallHeader(after: prefix, from: &reader)
  }

  /// Reads what follows a prefix.
  public init(after prefix: RPCCallPrefix, from reader: inout XDRReader) throws(XDRError) {
    xid = prefix.xid
    program = try reader.uint32()
    version = try reader.uint32()
    procedure = try reader.uint32()
    credential = try RPCOpaqueAuth(from: &reader)
    verifier = try RPCOpaqueAuth(from: &reader)
  }

  public func encode(into writer: inout XDRWriter) {
    writer.append(xid)
    writer.append(RPCMessage.call)
    writer.append(RPCMessage.version)
    writer.append(program)
    writer.append(version)
    writer.append(procedure)
    credential.encode(into: &writer)
    verifier.encode(into: &writer)
  }
}

/// What a server reads of a call before it knows whether it speaks the caller's RPC version.
public struct RPCCallPrefix: Equatable, Sendable {
  public var xid: UInt32
  public var rpcVersion: UInt32

  /// - Throws: `.invalidValue` when the message is not a call.
  public init(from reader: inout XDRReader) throws(XDRError) {
    xid = try reader.uint32()
    let at = reader.offset
    let direction = try reader.uint32()
    guard direction == RPCMessage.call else { throw .invalidValue(at: at, value: direction) }
    rpcVersion = try reader.uint32()
  }
}
