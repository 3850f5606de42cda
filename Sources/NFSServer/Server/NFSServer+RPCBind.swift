// SPDX-License-Identifier: Apache-2.0
// Telling the rpcbind of this machine where the programs are.

public import ONCRPC
internal import SocketKPI
internal import Wire

extension NFSServer {
  /// How long rpcbind is waited for, per question.
  static let bindingLimit = Duration.seconds(4)

  /// Registers NFS and MOUNT, so that clients need not be told the port. What somebody registered before is
  /// replaced.
  ///
  /// - Throws: what kept rpcbind from answering; `.programUnavailable` if it refuses.
  public func registerWithRPCBind() async throws(RPCError) {
    for program in [NFS3.program, Mount3.program] {
      let port = UInt32(port)
      try await withBinder { binder throws(RPCError) in
        _ = try await binder.unregister(program: program, version: 3)
        let mapping = PortmapMapping(
          program: program, version: 3, transport: PortmapMapping.tcp, port: port)
        guard try await binder.register(mapping) else {
          let procedure = RPCProcedure(
            program: RPCBinding.program, version: RPCBinding.Portmap.version,
            procedure: RPCBinding.Portmap.set.rawValue)
          throw RPCError(.systemError, call: RPCCallID(xid: 0, procedure: procedure))
        }
      }
    }
  }

  /// Takes the registration back.
  public func unregisterFromRPCBind() async throws(RPCError) {
    for program in [NFS3.program, Mount3.program] {
      try await withBinder { binder throws(RPCError) in
        _ = try await binder.unregister(program: program, version: 3)
      }
    }
  }

  private func withBinder(
    _ body: (RPCBinder) async throws(RPCError) -> Void
  ) async throws(RPCError) {
    let binder = RPCBinder(
      server: .loopback(port: UInt16(RPCBinding.port)), limit: Self.bindingLimit)
    do throws(RPCError) {
      try await body(binder)
    } catch {
      await binder.close()
      throw error
    }
    await binder.close()
  }
}
