// SPDX-License-Identifier: Apache-2.0
// Between the RPC engine and the services: who may call, faults, and threads that may wait.

internal import ONCRPC
internal import SocketKPI
internal import Wire

/// NFS version 3 for the RPC engine.
struct NFSProgram: RPCProgram {
  let server: ServerCore

  var program: UInt32 { NFS3.program }
  var versions: ClosedRange<UInt32> { NFS3.version...NFS3.version }

  func isIdempotent(version: UInt32, procedure: UInt32) -> Bool {
    NFS3Procedure(rawValue: procedure)?.isIdempotent ?? true
  }

  func serve(_ call: inout RPCServerCall) -> RPCServerAction {
    guard let procedure = NFS3Procedure(rawValue: call.procedure) else {
      return .procedureUnavailable
    }
    let credential: RPCAuthSys?
    switch server.admit(call) {
    case .failure(let refusal): return .denied(refusal.status)
    case .success(let admitted): credential = admitted
    }
    guard server.gate.enter() else { return .drop }
    defer { server.gate.leave() }
    if let answer = server.misbehave(procedure.description, &call, failure: procedure.failure) {
      return answer
    }
    return execute(procedure, credential, &call)
  }

  private func execute(
    _ procedure: NFS3Procedure, _ credential: RPCAuthSys?, _ call: inout RPCServerCall
  ) -> RPCServerAction {
    let untouched = call.arguments
    var context = CallContext(credential: credential, isWaiting: false)
    do throws(XDRError) {
      let payload = try server.service.perform(
        procedure, &call.arguments, &call.results, &context)
      if context.wouldWait {
        let rest = Self.copy(untouched)
        return postpone(procedure, credential, rest, call.deferred(), call.fault)
      }
      server.counters.count(procedure, payload: payload?.range.count ?? 0)
      return payload.map { .replyWithPayload($0) } ?? .reply
    } catch {
      return .garbageArguments
    }
  }

  /// What is left to read.
  private static func copy(_ reader: borrowing XDRReader) -> RPCBuffer {
    RPCBuffer(copying: reader.bytes(reader.offset..<reader.offset + reader.remaining))
  }

  /// Executes the call on a thread that may wait for a disk.
  private func postpone(
    _ procedure: NFS3Procedure, _ credential: RPCAuthSys?, _ arguments: RPCBuffer,
    _ reply: RPCDeferredReply, _ fault: RPCFaultPlan.Fault?
  ) -> RPCServerAction {
    let server = self.server
    guard server.gate.enter() else { return .drop }
    let isQueued = server.workers.perform {
      defer { server.gate.leave() }
      var results = XDRWriter()
      var context = CallContext(credential: credential, isWaiting: true)
      do throws(XDRError) {
        let payload = try arguments.withBytes(0..<arguments.capacity) { bytes throws(XDRError) in
          var reader = XDRReader(bytes)
          return try server.service.perform(procedure, &reader, &results, &context)
        }
        server.counters.count(procedure, payload: payload?.range.count ?? 0)
        let action = payload.map { RPCServerAction.replyWithPayload($0) } ?? .reply
        reply.finish(action, results: results, fault: fault)
      } catch {
        reply.finish(.garbageArguments)
      }
    }
    guard !isQueued else { return .deferred }
    server.gate.leave()
    var results = XDRWriter()
    results.append(raw: procedure.failure(.jukebox).rawSpan)
    reply.finish(.reply, results: results)
    return .deferred
  }
}

/// MOUNT version 3 for the RPC engine.
struct MountProgram: RPCProgram {
  let server: ServerCore

  var program: UInt32 { Mount3.program }
  var versions: ClosedRange<UInt32> { Mount3.version...Mount3.version }

  func isIdempotent(version: UInt32, procedure: UInt32) -> Bool { true }

  func serve(_ call: inout RPCServerCall) -> RPCServerAction {
    guard let procedure = Mount3Procedure(rawValue: call.procedure) else {
      return .procedureUnavailable
    }
    if case .failure(let refusal) = server.admit(call) { return .denied(refusal.status) }
    guard server.gate.enter() else { return .drop }
    defer { server.gate.leave() }
    let failure = { (status: NFS3Status) in procedure.failure(Mount3Status(status)) }
    if let answer = server.misbehave(procedure.description, &call, failure: failure) {
      return answer
    }
    do throws(XDRError) {
      let path = try server.mounts.perform(
        procedure, &call.arguments, &call.results, from: Mount3Name(call.peer.hostText))
      if let path { server.tell(.mounted(path: path, host: call.peer.hostText)) }
      server.counters.countMount()
      return .reply
    } catch {
      return .garbageArguments
    }
  }
}

extension Mount3Procedure {
  /// Results with a status; only MNT has one.
  fileprivate func failure(_ status: Mount3Status) -> [UInt8] {
    var writer = XDRWriter()
    switch self {
    case .mount: Mount3Result.failure(status).encode(into: &writer)
    case .dump, .export: writer.append(false)
    case .null, .unmount, .unmountAll: break
    }
    return writer.bytes
  }
}

/// Why a caller is not served.
struct Refusal: Error {
  var status: RPCAuthStatus
}

extension ServerCore {
  /// The AUTH_SYS parameters of a caller that is served; nil for AUTH_NONE.
  func admit(_ call: borrowing RPCServerCall) -> Result<RPCAuthSys?, Refusal> {
    if options.requiresReservedPort, !call.isFromReservedPort {
      return .failure(Refusal(status: .tooWeak))
    }
    switch call.credential {
    case .none: return .success(nil)
    case .sys(let parameters): return .success(parameters)
    case .other(let credential):
      // A shorthand that nobody handed out: the caller is to send its full credential.
      return .failure(
        Refusal(status: credential.flavor == .short ? .rejectedCredential : .badCredential))
    }
  }

  /// Does to a call what the script says. Nil: it is to be executed.
  func misbehave(
    _ procedure: String, _ call: inout RPCServerCall, failure: (NFS3Status) -> [UInt8]
  ) -> RPCServerAction? {
    for action in faults.actions(for: procedure) {
      tell(.fault(action, procedure: procedure))
      switch action {
      case .reply(let fault): call.fault = fault
      case .ignore: return .drop
      case .pieces(let bytes): setPieces(bytes)
      case .changeVerifier: changeWriteVerifier()
      case .restart(let down, let loses):
        restart(down: down, loses: loses)
        return .drop
      case .status(let status):
        call.results.append(raw: failure(status).rawSpan)
        return .reply
      }
    }
    return nil
  }
}
