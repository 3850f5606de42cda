// SPDX-License-Identifier: Apache-2.0
// rpcbind and portmap for tasks: many questions on one connection.

public import SocketKPI
public import Wire

/// A client of the binder at one address.
///
/// Questions are independent calls: several tasks may ask at once, and their calls share a
/// connection.
public final class RPCBinder: Sendable {
  public let server: SocketAddress
  private let client: RPCClient
  private let options: RPCCallOptions

  /// - Parameters:
  ///   - server: with the binder's port, usually `RPCBinding.port`.
  ///   - limit: time for one question.
  public init(
    server: SocketAddress, limit: Duration = .seconds(4),
    configuration: RPCConfiguration = RPCConfiguration()
  ) {
    self.server = server
    var configuration = configuration
    configuration.connections = 1
    configuration.verify = nil
    configuration.prepare = nil
    client = RPCClient(
      target: RPCTarget(addresses: [server]), configuration: configuration)
    options = RPCCallOptions(deadline: limit)
  }

  /// The port of a program; nil when it is not registered.
  ///
  /// - Throws: what kept every version of the binder protocol from answering.
  public func port(
    program: UInt32, version: UInt32, transport: RPCTransportKind
  ) async throws(RPCError) -> UInt16? {
    let question = BindingQuestion(
      program: program, version: version, kind: transport, server: server)
    var last: RPCError?
    for step in question.steps {
      do {
        let port = try await client.call(
          step.procedure, options: options, arguments: { question.encode(step, into: &$0) },
          results: { reader, _ throws(XDRError) in try question.decode(step, from: &reader) })
        if let port { return port }
        last = nil
        // Portmap knows less than rpcbind: ask on.
        if case .rpcbind = step { return nil }
      } catch {
        last = error
        if !question.goesOn(after: error.reason) { throw error }
      }
    }
    if let last { throw last }
    return nil
  }

  /// Everything the binder knows (portmap version 2).
  public func portmapDump() async throws(RPCError) -> [PortmapMapping] {
    let procedure = RPCProcedure(
      program: RPCBinding.program, version: RPCBinding.Portmap.version,
      procedure: RPCBinding.Portmap.dump.rawValue)
    return try await client.call(
      procedure, options: dumpOptions, arguments: { _ in },
      results: { reader, _ throws(XDRError) in
        try RPCBindingList<PortmapMapping>(from: &reader).entries
      })
  }

  /// Everything the binder knows (rpcbind version 3, which version 4 shares).
  public func dump() async throws(RPCError) -> [RPCBindEntry] {
    let procedure = RPCProcedure(
      program: RPCBinding.program, version: 3, procedure: RPCBinding.Procedure.dump.rawValue)
    return try await client.call(
      procedure, options: dumpOptions, arguments: { _ in },
      results: { reader, _ throws(XDRError) in
        try RPCBindingList<RPCBindEntry>(from: &reader).entries
      })
  }

  private var dumpOptions: RPCCallOptions {
    var options = options
    options.maximumReply = Self.maximumDump
    return options
  }

  /// Bytes of a dump.
  static let maximumDump = 4 << 20

  /// Registers a port with portmap, for a server of this host (RFC 1833 §3, PMAPPROC_SET).
  ///
  /// - Returns: whether the binder took it; it refuses what is registered already.
  public func register(_ mapping: PortmapMapping) async throws(RPCError) -> Bool {
    try await change(mapping, .set)
  }

  /// Takes every port of a program's version out of portmap (RFC 1833 §3, PMAPPROC_UNSET).
  public func unregister(program: UInt32, version: UInt32) async throws(RPCError) -> Bool {
    try await change(PortmapMapping(program: program, version: version, transport: 0), .unset)
  }

  private func change(
    _ mapping: PortmapMapping, _ name: RPCBinding.Portmap
  ) async throws(RPCError) -> Bool {
    let procedure = RPCProcedure(
      program: RPCBinding.program, version: RPCBinding.Portmap.version, procedure: name.rawValue)
    return try await client.call(
      procedure, options: options, arguments: { mapping.encode(into: &$0) },
      results: { reader, _ throws(XDRError) in try reader.bool() })
  }

  public func close() async { await client.close() }
}
