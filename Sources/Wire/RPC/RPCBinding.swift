// SPDX-License-Identifier: Apache-2.0
// rpcbind versions 3 and 4, and portmap version 2: which program listens where.

/// Numbers of the binding protocols (RFC 1833).
public enum RPCBinding {
  /// The program number of portmap and rpcbind.
  public static let program: UInt32 = 100_000
  /// The port both listen on.
  public static let port: UInt16 = 111
  /// Bytes of a netid, an address or an owner that a decoder accepts.
  public static let maximumString = 1024
  /// Entries of a dump that a decoder accepts.
  public static let maximumEntries = 65_536

  /// Portmap, version 2 (RFC 1833 §3).
  public enum Portmap: UInt32, Sendable {
    case null = 0
    case set, unset, getPort, dump, callIt
    public static let version: UInt32 = 2
  }

  /// rpcbind, versions 3 and 4 (RFC 1833 §2). From `getVersionAddress` on version 4 only.
  public enum Procedure: UInt32, Sendable {
    case null = 0
    case set, unset, getAddress, dump, callIt, getTime, toTransportAddress,
      toUniversalAddress, getVersionAddress, indirect, getAddressList, getStatistics
  }
}

/// mapping (RFC 1833 §3.1): a row of portmap, and the argument of PMAPPROC_SET, UNSET and GETPORT.
public struct PortmapMapping: Equatable, Hashable, Sendable, XDRCodable {
  /// IPPROTO_TCP.
  public static let tcp: UInt32 = 6
  /// IPPROTO_UDP.
  public static let udp: UInt32 = 17

  public var program: UInt32
  public var version: UInt32
  public var transport: UInt32
  /// Ignored in a query. A value above 65535 in a reply is malformed.
  public var port: UInt32

  public init(program: UInt32, version: UInt32, transport: UInt32, port: UInt32 = 0) {
    self.program = program
    self.version = version
    self.transport = transport
    self.port = port
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    program = try reader.uint32()
    version = try reader.uint32()
    transport = try reader.uint32()
    port = try reader.uint32()
  }

  public func encode(into writer: inout XDRWriter) {
    writer.append(program)
    writer.append(version)
    writer.append(transport)
    writer.append(port)
  }
}

/// rpcb (RFC 1833 §2.1): a row of rpcbind, and the argument of SET, UNSET, GETADDR and GETVERSADDR.
public struct RPCBindEntry: Equatable, Hashable, Sendable, XDRCodable {
  public var program: UInt32
  public var version: UInt32
  /// "tcp", "udp", "tcp6", "udp6", or a local transport's name (RFC 5665 §5.1).
  public var netid: String
  /// A universal address, see `UniversalAddress`; empty in most queries.
  public var address: String
  public var owner: String

  public init(
    program: UInt32, version: UInt32, netid: String, address: String = "", owner: String = ""
  ) {
    self.program = program
    self.version = version
    self.netid = netid
    self.address = address
    self.owner = owner
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    program = try reader.uint32()
    version = try reader.uint32()
    netid = try reader.string(maximum: RPCBinding.maximumString)
    address = try reader.string(maximum: RPCBinding.maximumString)
    owner = try reader.string(maximum: RPCBinding.maximumString)
  }

  public func encode(into writer: inout XDRWriter) {
    writer.append(program)
    writer.append(version)
    writer.append(string: netid)
    writer.append(string: address)
    writer.append(string: owner)
  }
}

/// The list that PMAPPROC_DUMP and RPCBPROC_DUMP return: optional entries, read in a loop.
public struct RPCBindingList<Entry: XDRCodable & Equatable & Sendable>: Equatable, Sendable,
  XDRCodable
{
  public var entries: [Entry]

  public init(_ entries: [Entry]) { self.entries = entries }

  /// - Throws: `.tooLong` when the list passes `RPCBinding.maximumEntries`.
  public init(from reader: inout XDRReader) throws(XDRError) {
    entries = []
    while try reader.bool() {
      guard entries.count < RPCBinding.maximumEntries else {
        throw .tooLong(
          at: reader.offset, length: entries.count + 1, maximum: RPCBinding.maximumEntries)
      }
      entries.append(try Entry(from: &reader))
    }
  }

  public func encode(into writer: inout XDRWriter) {
    for entry in entries {
      writer.append(true)
      entry.encode(into: &writer)
    }
    writer.append(false)
  }
}
