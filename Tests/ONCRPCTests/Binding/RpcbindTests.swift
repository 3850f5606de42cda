// SPDX-License-Identifier: Apache-2.0
// Against Debian's rpcbind: registered, found, called, forgotten; by our codecs and by libtirpc's.

import CTirpc
import ONCRPC
import SocketKPI
import Testing
import Wire

/// The rpcbind of this host. `Tests/private-network` runs a command where there is one.
private enum Rpcbind {
  static let server = SocketAddress.loopback(port: RPCBinding.port)

  static let isAvailable: Bool = {
    guard let socket = try? KernelSocket(domain: .inet, type: .stream) else { return false }
    defer { socket.close() }
    let answers = (try? socket.connect(to: server)) != nil
    if !answers { print("skipped: no rpcbind on port 111; Tests/private-network has one") }
    return answers
  }()
}

@Suite("rpcbind", .timeLimit(.minutes(1)), .enabled(if: Rpcbind.isAvailable))
struct RpcbindTests {
  private func binder() -> RPCBinder {
    var configuration = RPCConfiguration(reservedPort: .ifPossible)
    configuration.connectSlice = .milliseconds(100)
    return RPCBinder(server: Rpcbind.server, configuration: configuration)
  }

  @Test("a port is registered, found, called by its program number, and taken out again")
  func lifeCycle() async throws {
    let binder = binder()
    let server = try EchoServer()
    let mapping = PortmapMapping(
      program: EchoProgram.number, version: 1, transport: PortmapMapping.tcp,
      port: UInt32(server.address.port))
    _ = try await binder.unregister(program: EchoProgram.number, version: 1)
    guard try await binder.register(mapping) else {
      print("skipped: this rpcbind takes no registrations from us")
      return
    }
    let port = try await binder.port(
      program: EchoProgram.number, version: 1, transport: .tcp)
    #expect(port == server.address.port)
    #expect(try await binder.portmapDump().contains(mapping))
    #expect(try await binder.dump().contains { $0.program == EchoProgram.number })

    let target = RPCTarget(
      addresses: [.loopback(port: 0)],
      port: .rpcbind(program: EchoProgram.number, version: 1))
    let client = RPCClient(target: target)
    #expect(try await client.echo([1, 2, 3]) == [1, 2, 3])
    await client.close()

    let found = try await onThread { try tirpcPort() }
    #expect(found == UInt32(server.address.port))

    #expect(try await binder.unregister(program: EchoProgram.number, version: 1))
    #expect(
      try await binder.port(program: EchoProgram.number, version: 1, transport: .tcp) == nil)
    await binder.close()
    server.server.stop()
  }

  /// PMAPPROC_GETPORT by libtirpc over a kernel socket.
  private func tirpcPort() throws -> UInt32 {
    let socket = try KernelSocket(domain: .inet, type: .stream)
    defer { socket.close() }
    try socket.connect(to: Rpcbind.server)
    let client = try unsafe #require(clnt_sock_create(socket.cHandle, rpcprog_t(100_000), 2))
    defer { unsafe client.pointee.cl_ops.pointee.cl_destroy(client) }
    var question = pmap(
      pm_prog: UInt(EchoProgram.number), pm_vers: 1, pm_prot: 6, pm_port: 0)
    var port: UInt32 = 0
    let status = unsafe client.pointee.cl_ops.pointee.cl_call(
      client, 3, tirpc_xdr_pmap(), &question, tirpc_xdr_u_int(), &port,
      timeval(tv_sec: 5, tv_usec: 0))
    #expect(status == RPC_SUCCESS)
    return port
  }

  @Test("a program that nobody registered is told as such, with the binder's address")
  func notRegistered() async throws {
    let binder = binder()
    #expect(try await binder.port(program: 0x3fff_fff1, version: 1, transport: .udp) == nil)
    await binder.close()
    let target = RPCTarget(
      addresses: [.loopback(port: 0)], port: .rpcbind(program: 0x3fff_fff1, version: 1))
    let client = RPCClient(target: target)
    let reason = await failure { () throws(RPCError) in
      try await client.connect(failingFast: true)
    }
    guard case .unreachable(let all) = reason else {
      Issue.record("failed with \(String(describing: reason))")
      return
    }
    #expect(all.best?.failure == .notRegistered(program: 0x3fff_fff1, version: 1))
    await client.close()
  }
}
