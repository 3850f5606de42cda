// SPDX-License-Identifier: Apache-2.0
// libtirpc clients over kernel sockets: direct calls, and stubs of rpcgen.

import CTirpc
import Foundation
import SocketKPI
import Testing
import Wire

@testable import ONCRPC

@Suite("clnt_sock_create", .timeLimit(.minutes(2)))
struct SocketClientTests {
  private func connect(_ address: SocketAddress, _ type: SocketType) throws -> KernelSocket {
    let socket = try KernelSocket(domain: .inet, type: type)
    try socket.connect(to: address)
    return socket
  }

  /// Calls COUNT, which takes nothing and returns a word.
  private func count(_ client: UnsafeMutablePointer<CLIENT>) -> (clnt_stat, UInt32) {
    var result: UInt32 = 0
    let status = unsafe client.pointee.cl_ops.pointee.cl_call(
      client, 5, tirpc_xdr_void(), nil, tirpc_xdr_u_int(), &result,
      timeval(tv_sec: 5, tv_usec: 0))
    return (status, result)
  }

  @Test("calls go over a stream and over datagrams", arguments: [true, false])
  func calls(isStream: Bool) async throws {
    let server = try EchoServer()
    let socket = try connect(
      isStream ? server.address : server.datagrams, isStream ? .stream : .datagram)
    let results = try await onThread { () -> [UInt32] in
      let client = try unsafe #require(
        clnt_sock_create(socket.cHandle, rpcprog_t(EchoProgram.number), 1))
      defer { unsafe client.pointee.cl_ops.pointee.cl_destroy(client) }
      return (0..<3).map { _ in
        let (status, value) = unsafe count(client)
        return status == RPC_SUCCESS ? value : 0
      }
    }
    #expect(results == [1, 2, 3])
    // The client did not close the socket.
    #expect(socket.isConnected)
    socket.close()
    server.server.stop()
  }

  @Test("errors of the server and the network have libtirpc's numbers")
  func errors() async throws {
    let server = try EchoServer()
    let socket = try connect(server.address, .stream)
    let statuses = try await onThread { () -> [UInt32] in
      let client = try unsafe #require(
        clnt_sock_create(socket.cHandle, rpcprog_t(EchoProgram.number), 1))
      defer { unsafe client.pointee.cl_ops.pointee.cl_destroy(client) }
      func call(_ procedure: rpcproc_t, _ milliseconds: Int = 5000) -> UInt32 {
        unsafe client.pointee.cl_ops.pointee.cl_call(
          client, procedure, tirpc_xdr_void(), nil, tirpc_xdr_void(), nil,
          timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
        ).rawValue
      }
      var statuses = [call(99), call(7), call(8), call(9), call(2, 50)]
      var version: UInt32 = 9
      let set = UInt32(CLSET_VERS)
      _ = unsafe client.pointee.cl_ops.pointee.cl_control(client, set, &version)
      statuses.append(call(0))
      server.server.closeConnections()
      statuses.append(call(5))
      return statuses
    }
    let wanted = [
      RPC_PROCUNAVAIL, RPC_CANTDECODEARGS, RPC_SYSTEMERROR, RPC_AUTHERROR, RPC_TIMEDOUT,
      RPC_PROGVERSMISMATCH, RPC_CANTRECV,
    ]
    #expect(statuses == wanted.map(\.rawValue))
    socket.close()
    server.server.stop()
  }

  @Test("AUTH_SYS of libtirpc reaches the server")
  func authSys() async throws {
    let server = try EchoServer()
    let socket = try connect(server.address, .stream)
    let uid = try await onThread { () -> UInt32 in
      let client = try unsafe #require(
        clnt_sock_create(socket.cHandle, rpcprog_t(EchoProgram.number), 1))
      var host = Array("here".utf8CString)
      var groups: [gid_t] = [4]
      unsafe client.pointee.cl_auth = authunix_create(&host, 4321, 5, 1, &groups)
      defer {
        unsafe client.pointee.cl_auth.pointee.ah_ops.pointee.ah_destroy(client.pointee.cl_auth)
        unsafe client.pointee.cl_ops.pointee.cl_destroy(client)
      }
      var result: UInt32 = 0
      _ = unsafe client.pointee.cl_ops.pointee.cl_call(
        client, 10, tirpc_xdr_void(), nil, tirpc_xdr_u_int(), &result,
        timeval(tv_sec: 5, tv_usec: 0))
      return result
    }
    #expect(uid == 4321)
    socket.close()
    server.server.stop()
  }

  @Test("a handle that is no open, connected socket is refused with its reason")
  func refusals() throws {
    let socket = try KernelSocket(domain: .inet, type: .stream)
    #expect(unsafe clnt_sock_create(socket.cHandle, 1, 1) == nil)
    #expect(unsafe __rpc_createerr().pointee.cf_error.ru.RE_errno == ENOTCONN)
    let handle = unsafe socket.cHandle
    socket.close()
    #expect(unsafe clnt_sock_create(handle, 1, 1) == nil)
    #expect(unsafe clnt_sock_create(nil, 1, 1) == nil)
    #expect(unsafe __rpc_createerr().pointee.cf_stat == RPC_SYSTEMERROR)
  }
}
