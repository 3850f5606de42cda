// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file: AlwaysUseLowerCamelCase
// clnt_sock.h: a libtirpc CLIENT over a kernel socket. Veneers; the work is in SocketClient.

public import CTirpc

@c @implementation
public func clnt_sock_create(
  _ so: OpaquePointer?, _ program: rpcprog_t, _ version: rpcvers_t
) -> UnsafeMutablePointer<CLIENT>? {
  unsafe SocketClient.create(so, program, version)
}

/// The operations of every CLIENT made here; immortal.
@safe enum SocketClientOperations {
  nonisolated(unsafe) static let table: UnsafeMutablePointer<clnt_ops> = {
    let table = UnsafeMutablePointer<clnt_ops>.allocate(capacity: 1)
    unsafe table.initialize(
      to: clnt_ops(
        cl_call: { client, procedure, encode, arguments, decode, results, limit in
          guard let owner = unsafe SocketClient.of(client) else { return RPC_FAILED }
          return unsafe owner.call(
            client, procedure, encode, arguments, decode, results, limit)
        },
        cl_abort: { _ in },
        cl_geterr: { client, error in
          guard let owner = unsafe SocketClient.of(client), let error = unsafe error else { return }
          unsafe error.pointee = owner.lastError
        },
        cl_freeres: { _, decode, results in
          var xdrs = unsafe XDR()
          unsafe xdrs.x_op = XDR_FREE
          return unsafe tirpc_run_xdrproc(decode, &xdrs, results)
        },
        cl_destroy: { client in unsafe SocketClient.destroy(client) },
        cl_control: { client, request, info in
          guard let owner = unsafe SocketClient.of(client) else { return 0 }
          return unsafe owner.control(request, info) ? 1 : 0
        }))
    return unsafe table
  }()
}
