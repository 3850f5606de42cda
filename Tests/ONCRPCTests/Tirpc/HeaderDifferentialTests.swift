// SPDX-License-Identifier: Apache-2.0
// Our RPC headers against libtirpc's, byte for byte, both directions.

import CTirpc
import Glibc
import Testing
import Wire

@testable import ONCRPC

@Suite("RPC headers against libtirpc")
struct HeaderDifferentialTests {
  /// What libtirpc writes.
  private func tirpc(_ body: (UnsafeMutablePointer<XDR>) -> Bool) -> [UInt8]? {
    let room = 2048
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 8)
    defer { unsafe buffer.deallocate() }
    // libtirpc does not write the padding of a credential.
    unsafe buffer.initializeMemory(as: UInt8.self, repeating: 0)
    var xdrs = unsafe XDR()
    unsafe xdrmem_create(
      &xdrs, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), UInt32(room), XDR_ENCODE)
    guard unsafe body(&xdrs) else { return nil }
    let count = unsafe Int(xdrs.x_ops.pointee.x_getpostn(&xdrs))
    return unsafe Array(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
  }

  /// Runs `body` with libtirpc's form of a credential.
  private func withAuth<Result>(
    _ auth: RPCOpaqueAuth, _ body: (opaque_auth) -> Result
  ) -> Result {
    var bytes = auth.body + [0]
    return unsafe bytes.withUnsafeMutableBytes { buffer in
      var value = unsafe opaque_auth()
      unsafe value.oa_flavor = Int32(auth.flavor.rawValue)
      unsafe value.oa_base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
      unsafe value.oa_length = UInt32(auth.body.count)
      return unsafe body(value)
    }
  }

  private static let credentials: [RPCOpaqueAuth] = [
    .none, RPCAuthSys(machineName: "host", uid: 1, gid: 2, groups: [3, 4]).opaqueAuth,
    RPCAuthSys(stamp: 9, machineName: "", uid: .max, gid: 0, groups: Array(0..<16)).opaqueAuth,
    RPCOpaqueAuth(flavor: .short, body: [1, 2, 3]),
    RPCOpaqueAuth(flavor: .sys, body: [UInt8](repeating: 7, count: 400)),
  ]

  @Test("call headers", arguments: credentials)
  func calls(credential: RPCOpaqueAuth) {
    let header = RPCCallHeader(
      xid: 0xfedc_ba98, program: 100_003, version: 3, procedure: 21, credential: credential)
    var writer = XDRWriter()
    header.encode(into: &writer)
    let theirs = unsafe withAuth(credential) { auth in
      unsafe tirpc { xdrs in
        var message = unsafe rpc_msg()
        unsafe message.rm_xid = header.xid
        unsafe message.rm_direction = CALL
        unsafe message.ru.RM_cmb.cb_rpcvers = 2
        unsafe message.ru.RM_cmb.cb_prog = rpcprog_t(header.program)
        unsafe message.ru.RM_cmb.cb_vers = rpcvers_t(header.version)
        unsafe message.ru.RM_cmb.cb_proc = rpcproc_t(header.procedure)
        unsafe message.ru.RM_cmb.cb_cred = auth
        unsafe message.ru.RM_cmb.cb_verf = tirpc_null_auth()
        return unsafe xdr_callmsg(xdrs, &message) != 0
      }
    }
    #expect(theirs == writer.bytes)
  }

  @Test("the engine's shortcut writes the same header behind its record mark")
  func shortcut() {
    for credential in Self.credentials {
      let call = PendingCall()
      let procedure = RPCProcedure(program: 100_005, version: 3, procedure: 1)
      let options = RPCCallOptions(credential: RPCCredential(credential))
      call.prepare(procedure, options, payload: nil, sink: nil) { $0.append(UInt32(5)) }
      call.record.patch(0x1234_5678, at: PendingCall.messageOffset)
      var writer = XDRWriter()
      RPCCallHeader(
        xid: 0x1234_5678, program: 100_005, version: 3, procedure: 1, credential: credential
      ).encode(into: &writer)
      writer.append(UInt32(5))
      #expect(Array(call.record.bytes.dropFirst(4)) == writer.bytes)
      #expect(
        Array(call.record.bytes.prefix(4))
          == {
            var mark = XDRWriter()
            mark.append(0x8000_0000 | UInt32(writer.count))
            return mark.bytes
          }())
    }
  }

  private static let statuses: [RPCReplyStatus] = [
    .success, .programUnavailable, .programMismatch(low: 2, high: 4), .procedureUnavailable,
    .garbageArguments, .systemError, .rpcMismatch(low: 2, high: 2), .denied(.tooWeak),
    .denied(.gssContextProblem),
  ]

  @Test("reply headers, as libtirpc writes and reads them", arguments: statuses)
  func replies(status: RPCReplyStatus) throws {
    let header = RPCReplyHeader(xid: 77, status: status)
    var writer = XDRWriter()
    header.encode(into: &writer)
    let theirs = unsafe try #require(
      tirpc { xdrs in
        var message = unsafe Self.message(header)
        return unsafe xdr_replymsg(xdrs, &message) != 0
      })
    #expect(theirs == writer.bytes)
    var reader = XDRReader(theirs.rawSpan)
    let back = try RPCReplyHeader(from: &reader)
    #expect(back == header)
  }

  private static func message(_ header: RPCReplyHeader) -> rpc_msg {
    var message = unsafe rpc_msg()
    unsafe message.rm_xid = header.xid
    unsafe message.rm_direction = REPLY
    func accept(_ status: accept_stat, _ low: UInt32 = 0, _ high: UInt32 = 0) {
      unsafe message.ru.RM_rmb.rp_stat = MSG_ACCEPTED
      unsafe message.ru.RM_rmb.ru.RP_ar.ar_verf = tirpc_null_auth()
      unsafe message.ru.RM_rmb.ru.RP_ar.ar_stat = status
      if status == PROG_MISMATCH {
        unsafe message.ru.RM_rmb.ru.RP_ar.ru.AR_versions.low = rpcvers_t(low)
        unsafe message.ru.RM_rmb.ru.RP_ar.ru.AR_versions.high = rpcvers_t(high)
      } else {
        unsafe message.ru.RM_rmb.ru.RP_ar.ru.AR_results.proc = tirpc_xdr_void()
      }
    }
    switch header.status {
    case .success: accept(SUCCESS)
    case .programUnavailable: accept(PROG_UNAVAIL)
    case .programMismatch(let low, let high): accept(PROG_MISMATCH, low, high)
    case .procedureUnavailable: accept(PROC_UNAVAIL)
    case .garbageArguments: accept(GARBAGE_ARGS)
    case .systemError: accept(SYSTEM_ERR)
    case .rpcMismatch(let low, let high):
      unsafe message.ru.RM_rmb.rp_stat = MSG_DENIED
      unsafe message.ru.RM_rmb.ru.RP_dr.rj_stat = RPC_MISMATCH
      unsafe message.ru.RM_rmb.ru.RP_dr.ru.RJ_versions.low = rpcvers_t(low)
      unsafe message.ru.RM_rmb.ru.RP_dr.ru.RJ_versions.high = rpcvers_t(high)
    case .denied(let status):
      unsafe message.ru.RM_rmb.rp_stat = MSG_DENIED
      unsafe message.ru.RM_rmb.ru.RP_dr.rj_stat = AUTH_ERROR
      unsafe message.ru.RM_rmb.ru.RP_dr.ru.RJ_why = auth_stat(status.rawValue)
    }
    return unsafe message
  }

  @Test("rpcbind and portmap entries")
  func bindings() throws {
    let mapping = PortmapMapping(program: 100_003, version: 3, transport: 6, port: 2049)
    var writer = XDRWriter()
    mapping.encode(into: &writer)
    let pmapBytes = unsafe tirpc { xdrs in
      var value = pmap(pm_prog: 100_003, pm_vers: 3, pm_prot: 6, pm_port: 2049)
      return unsafe xdr_pmap(xdrs, &value) != 0
    }
    #expect(pmapBytes == writer.bytes)

    let entry = RPCBindEntry(
      program: 100_003, version: 4, netid: "tcp6", address: "::.8.1", owner: "root")
    writer.removeAll()
    entry.encode(into: &writer)
    let rpcbBytes = unsafe tirpc { xdrs in
      var value = unsafe rpcb(
        r_prog: 100_003, r_vers: 4, r_netid: strdup("tcp6"), r_addr: strdup("::.8.1"),
        r_owner: strdup("root"))
      defer {
        unsafe free(value.r_netid)
        unsafe free(value.r_addr)
        unsafe free(value.r_owner)
      }
      return unsafe xdr_rpcb(xdrs, &value) != 0
    }
    #expect(rpcbBytes == writer.bytes)
  }
}
