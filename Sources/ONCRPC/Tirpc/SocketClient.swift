// SPDX-License-Identifier: Apache-2.0
// The state behind a CLIENT of clnt_sock_create, and its calls.

internal import CLinux
internal import CTirpc
internal import Glibc
internal import SocketKPI
internal import Synchronization
internal import SystemPackage
internal import Wire

/// One libtirpc client: a socket, a program, and the turn of the threads that call.
@safe final class SocketClient: @unchecked Sendable {
  /// Total time of a call when neither the call nor CLSET_TIMEOUT says anything: libtirpc's 25
  /// seconds.
  static let defaultTimeout = timeval(tv_sec: 25, tv_usec: 0)
  /// First retransmission of a datagram.
  static let defaultRetry = timeval(tv_sec: 5, tv_usec: 0)
  /// Bytes of a reply.
  static let maximumReply = 16 << 20
  /// Header, credential, verifier, and what a security flavour may add around the arguments.
  static let headerRoom = 40 + 2 * Int(MAX_AUTH_BYTES) + 4096
  /// Tries to get a credential the server accepts.
  static let maximumRefreshes = 2

  struct State {
    var program: rpcprog_t
    var version: rpcvers_t
    var xid: UInt32
    /// Set by CLSET_TIMEOUT; overrides the time-out of calls.
    var total: timeval?
    var retry = SocketClient.defaultRetry
    var closesSocket = false
    var error = rpc_err()
  }

  let socket: KernelSocket
  let transport: BlockingTransport
  let state: Mutex<State>
  /// Held for the time of a call.
  private let turn = Mutex<Void>(())

  private init(_ socket: KernelSocket, _ state: State) throws(Errno) {
    self.socket = socket
    transport = try BlockingTransport(
      socket: socket, isStream: socket.type == .stream, closesSocket: false)
    self.state = Mutex(state)
  }

  /// Makes a CLIENT; null with `rpc_createerr` set on failure.
  static func create(
    _ so: OpaquePointer?, _ program: rpcprog_t, _ version: rpcvers_t
  ) -> UnsafeMutablePointer<CLIENT>? {
    guard let socket = unsafe KernelSocket.behind(so) else {
      return unsafe refuse(.badFileDescriptor)
    }
    guard socket.isConnected else { return unsafe refuse(.socketNotConnected) }
    var random = SplitMix(seed: UInt64(bitPattern: MonotonicTime.now().nanoseconds))
    let state = State(
      program: program, version: version, xid: UInt32(truncatingIfNeeded: random.next()))
    let owner: SocketClient
    do {
      owner = try SocketClient(socket, state)
    } catch {
      return unsafe refuse(error)
    }
    let client = UnsafeMutablePointer<CLIENT>.allocate(capacity: 1)
    unsafe client.initialize(to: CLIENT())
    unsafe client.pointee.cl_auth = authnone_create()
    unsafe client.pointee.cl_ops = SocketClientOperations.table
    unsafe client.pointee.cl_private = Unmanaged.passRetained(owner).toOpaque()
    return unsafe client
  }

  private static func refuse(_ code: Errno) -> UnsafeMutablePointer<CLIENT>? {
    guard let place = unsafe __rpc_createerr() else { return nil }
    unsafe place.pointee.cf_stat = RPC_SYSTEMERROR
    unsafe place.pointee.cf_error.ru.RE_errno = code.rawValue
    return nil
  }

  /// The state of a CLIENT made here.
  static func of(_ client: UnsafeMutablePointer<CLIENT>?) -> SocketClient? {
    guard let data = unsafe client?.pointee.cl_private else { return nil }
    return unsafe Unmanaged<SocketClient>.fromOpaque(data).takeUnretainedValue()
  }

  /// Frees a CLIENT; its AUTH belongs to the caller, as always.
  static func destroy(_ client: UnsafeMutablePointer<CLIENT>?) {
    guard let client = unsafe client, let data = unsafe client.pointee.cl_private else { return }
    let owner = unsafe Unmanaged<SocketClient>.fromOpaque(data).takeRetainedValue()
    if owner.state.withLock({ $0.closesSocket }) { owner.socket.close() }
    unsafe client.deinitialize(count: 1)
    unsafe client.deallocate()
  }

  var lastError: rpc_err { state.withLock { $0.error } }

  /// One call, with the caller's XDR routines and AUTH.
  func call(
    _ client: UnsafeMutablePointer<CLIENT>?, _ procedure: rpcproc_t, _ encode: xdrproc_t?,
    _ arguments: UnsafeMutableRawPointer?, _ decode: xdrproc_t?,
    _ results: UnsafeMutableRawPointer?, _ limit: timeval
  ) -> clnt_stat {
    turn.withLock { _ in
      var refreshes = Self.maximumRefreshes
      while true {
        let status = unsafe attempt(
          client, procedure, encode, arguments, decode, results, limit)
        guard status == RPC_AUTHERROR, refreshes > 0, unsafe refresh(client) else { return status }
        refreshes -= 1
      }
    }
  }

  private func refresh(_ client: UnsafeMutablePointer<CLIENT>?) -> Bool {
    guard let auth = unsafe client?.pointee.cl_auth else { return false }
    return unsafe auth.pointee.ah_ops.pointee.ah_refresh(auth, nil) != 0
  }

  private func attempt(
    _ client: UnsafeMutablePointer<CLIENT>?, _ procedure: rpcproc_t, _ encode: xdrproc_t?,
    _ arguments: UnsafeMutableRawPointer?, _ decode: xdrproc_t?,
    _ results: UnsafeMutableRawPointer?, _ limit: timeval
  ) -> clnt_stat {
    guard let auth = unsafe client?.pointee.cl_auth else { return note(RPC_CANTENCODEARGS) }
    let (xid, program, version, total) = state.withLock { state in
      state.xid &+= 1
      return (state.xid, state.program, state.version, state.total ?? limit)
    }
    let header = CallHeader(xid: xid, program: program, version: version, procedure: procedure)
    guard let record = unsafe header.record(auth, encode, arguments) else {
      return note(RPC_CANTENCODEARGS)
    }
    let exchange = BlockingTransport.Exchange(
      record: record, payload: nil, sink: nil, xid: xid, maximumRecord: Self.maximumReply,
      deadline: MonotonicTime.now() + Duration(total))
    do {
      transport.firstResend = state.withLock { Duration($0.retry) }
      _ = try transport.perform(exchange, stop: nil)
    } catch {
      switch error {
      case .timedOut, .stopped: return note(RPC_TIMEDOUT)
      case .lost(let code): return note(RPC_CANTRECV, code)
      }
    }
    return unsafe read(transport.reply, auth, decode, results)
  }

  private func note(_ status: clnt_stat, _ code: Errno? = nil) -> clnt_stat {
    state.withLock { state in
      state.error = rpc_err()
      state.error.re_status = status
      if let code { unsafe state.error.ru.RE_errno = code.rawValue }
    }
    return status
  }

  /// Reads reply header and results with libtirpc.
  private func read(
    _ bytes: [UInt8], _ auth: UnsafeMutablePointer<AUTH>, _ decode: xdrproc_t?,
    _ results: UnsafeMutableRawPointer?
  ) -> clnt_stat {
    var bytes = bytes
    return unsafe bytes.withUnsafeMutableBytes { buffer in
      var xdrs = unsafe XDR()
      unsafe xdrmem_create(
        &xdrs, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), UInt32(buffer.count),
        XDR_DECODE)
      var message = unsafe rpc_msg()
      unsafe message.ru.RM_rmb.ru.RP_ar.ar_verf = tirpc_null_auth()
      unsafe message.ru.RM_rmb.ru.RP_ar.ru.AR_results.proc = tirpc_xdr_void()
      guard unsafe xdr_replymsg(&xdrs, &message) != 0 else { return note(RPC_CANTDECODERES) }
      var error = rpc_err()
      unsafe _seterr_reply(&message, &error)
      defer { unsafe Self.freeVerifier(&message) }
      if error.re_status == RPC_SUCCESS {
        unsafe Self.unwrap(&xdrs, &message, &error, auth, decode, results)
      }
      state.withLock { $0.error = error }
      return error.re_status
    }
  }

  private static func unwrap(
    _ xdrs: inout XDR, _ message: inout rpc_msg, _ error: inout rpc_err,
    _ auth: UnsafeMutablePointer<AUTH>, _ decode: xdrproc_t?, _ results: UnsafeMutableRawPointer?
  ) {
    let ops = unsafe auth.pointee.ah_ops.pointee
    if unsafe ops.ah_validate(auth, &message.ru.RM_rmb.ru.RP_ar.ar_verf) == 0 {
      error.re_status = RPC_AUTHERROR
      unsafe error.ru.RE_why = AUTH_INVALIDRESP
    } else if unsafe ops.ah_unwrap(
      auth, &xdrs, decode, results?.assumingMemoryBound(to: CChar.self)) == 0
    {
      error.re_status = RPC_CANTDECODERES
    }
  }

  /// xdr_replymsg allocates the verifier's body.
  private static func freeVerifier(_ message: inout rpc_msg) {
    guard unsafe message.ru.RM_rmb.rp_stat == MSG_ACCEPTED,
      unsafe message.ru.RM_rmb.ru.RP_ar.ar_verf.oa_base != nil
    else { return }
    var xdrs = unsafe XDR()
    unsafe xdrs.x_op = XDR_FREE
    unsafe _ = xdr_opaque_auth(&xdrs, &message.ru.RM_rmb.ru.RP_ar.ar_verf)
  }
}

/// A call header as libtirpc writes it, in front of wrapped arguments.
struct CallHeader {
  var xid: UInt32
  var program: rpcprog_t
  var version: rpcvers_t
  var procedure: rpcproc_t

  /// Record mark and message; nil when a routine refuses.
  func record(
    _ auth: UnsafeMutablePointer<AUTH>, _ encode: xdrproc_t?, _ arguments: UnsafeMutableRawPointer?
  ) -> XDRWriter? {
    let room = unsafe SocketClient.headerRoom + Int(tirpc_xdr_sizeof(encode, arguments))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 8)
    defer { unsafe buffer.deallocate() }
    // libtirpc does not write the padding of a credential: what was there before would go out.
    unsafe buffer.initializeMemory(as: UInt8.self, repeating: 0)
    var xdrs = unsafe XDR()
    unsafe xdrmem_create(
      &xdrs, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), UInt32(room), XDR_ENCODE)
    var message = unsafe rpc_msg()
    unsafe message.rm_xid = xid
    unsafe message.rm_direction = CALL
    unsafe message.ru.RM_cmb.cb_rpcvers = rpcvers_t(RPC_MSG_VERSION)
    unsafe message.ru.RM_cmb.cb_prog = program
    unsafe message.ru.RM_cmb.cb_vers = version
    var number = UInt32(truncatingIfNeeded: procedure)
    let ops = unsafe auth.pointee.ah_ops.pointee
    guard unsafe xdr_callhdr(&xdrs, &message) != 0, unsafe xdr_u_int32_t(&xdrs, &number) != 0,
      unsafe ops.ah_marshal(auth, &xdrs) != 0,
      unsafe ops.ah_wrap(
        auth, &xdrs, encode, arguments?.assumingMemoryBound(to: CChar.self)) != 0
    else { return nil }
    let count = unsafe Int(xdrs.x_ops.pointee.x_getpostn(&xdrs))
    var writer = XDRWriter(capacity: RPCRecordMark.byteCount + count)
    writer.append(RPCRecordMark(isLast: true, length: count).word)
    unsafe writer.append(raw: buffer.bytes.extracting(first: count))
    return writer
  }
}

extension Duration {
  init(_ value: timeval) {
    self = .seconds(value.tv_sec) + .microseconds(value.tv_usec)
  }
}
