// SPDX-License-Identifier: Apache-2.0
// What is called, and how a call is named in errors and captures.

/// A procedure of a version of a program (RFC 5531 §7).
public struct RPCProcedure: Hashable, Sendable {
  public var program: UInt32
  public var version: UInt32
  public var procedure: UInt32

  public init(program: UInt32, version: UInt32, procedure: UInt32) {
    self.program = program
    self.version = version
    self.procedure = procedure
  }
}

extension RPCProcedure: CustomStringConvertible {
  public var description: String { "\(program).\(version).\(procedure)" }
}

/// Enough to find a call in a packet capture.
public struct RPCCallID: Hashable, Sendable {
  /// The transaction number on the wire; 0 when the call was never given one.
  public var xid: UInt32
  public var procedure: RPCProcedure

  public init(xid: UInt32, procedure: RPCProcedure) {
    self.xid = xid
    self.procedure = procedure
  }
}

extension RPCCallID: CustomStringConvertible {
  public var description: String { "call \(procedure) xid 0x\(String(xid, radix: 16))" }
}
