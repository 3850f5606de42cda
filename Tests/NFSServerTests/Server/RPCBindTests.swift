// SPDX-License-Identifier: Apache-2.0
// Registration with the rpcbind of this machine.

import ONCRPC
import SocketKPI
import SystemPackage
import Testing
import Wire

@testable import NFSServer

/// Whether rpcbind listens on this machine and takes registrations from this process.
private let hasBinder: Bool = {
  guard ProcessIdentity.isPrivileged else {
    print("skipped: registering with rpcbind needs root")
    return false
  }
  do throws(Errno) {
    let socket = try KernelSocket(domain: .inet, type: .stream)
    defer { socket.close() }
    try socket.connect(to: .loopback(port: UInt16(RPCBinding.port)))
    return true
  } catch {
    print("skipped: no rpcbind on this machine (\(error))")
    return false
  }
}()

@Suite("rpcbind registration", .enabled(if: hasBinder))
struct RPCBindTests {
  @Test("a registered server is found by program number, and is gone after unregistering")
  func registration() async throws {
    let server = try NFSServer(export: .memory())
    try server.start()
    defer { server.stop() }
    try await server.registerWithRPCBind()
    let binder = RPCBinder(server: .loopback(port: UInt16(RPCBinding.port)))
    for program in [NFS3.program, Mount3.program] {
      let port = try await binder.port(program: program, version: 3, transport: .tcp)
      #expect(port == server.port)
    }
    try await server.unregisterFromRPCBind()
    #expect(try await binder.port(program: NFS3.program, version: 3, transport: .tcp) == nil)
    await binder.close()
  }
}
