// SPDX-License-Identifier: Apache-2.0
// From a call's header to the program that serves it.

internal import SocketKPI
internal import Wire

extension ServerCore {
  /// Serves one message.
  func serve(_ record: RawSpan, peer: SocketAddress, on connection: RPCServerConnection) {
    countCall()
    var reader = XDRReader(record)
    let header: RPCCallHeader
    do {
      let prefix = try RPCCallPrefix(from: &reader)
      guard prefix.rpcVersion == RPCMessage.version else {
        let status = RPCReplyStatus.rpcMismatch(low: RPCMessage.version, high: RPCMessage.version)
        return connection.send(.init(xid: prefix.xid, status), to: peer, fault: nil)
      }
      header = try RPCCallHeader(after: prefix, from: &reader)
    } catch {
      // Without an xid, or from somebody who does not speak RPC: there is nothing to answer.
      return countMalformed()
    }
    guard let credential = credential(header) else {
      return connection.send(
        .init(xid: header.xid, .denied(.badCredential)), to: peer, fault: nil)
    }
    switch choose(header) {
    case .failure(let status):
      connection.send(.init(xid: header.xid, status.status), to: peer, fault: fault(header))
    case .success(nil):
      connection.send(.init(xid: header.xid, .success), to: peer, fault: fault(header))
    case .success(let program?):
      let key = duplicateKey(header, program, record, peer)
      if let key, answerFromCache(key, to: peer, on: connection) { return }
      run(program, header, credential, reader, key: key, peer: peer, on: connection)
    }
  }

  private struct Refusal: Error { var status: RPCReplyStatus }

  /// The program of a call; nil for its NULL procedure.
  private func choose(_ header: borrowing RPCCallHeader) -> Result<(any RPCProgram)?, Refusal> {
    var low = UInt32.max
    var high: UInt32 = 0
    for program in programs where program.program == header.program {
      if program.versions.contains(header.version) {
        return .success(header.procedure == 0 ? nil : program)
      }
      low = min(low, program.versions.lowerBound)
      high = max(high, program.versions.upperBound)
    }
    guard low <= high else { return .failure(Refusal(status: .programUnavailable)) }
    return .failure(Refusal(status: .programMismatch(low: low, high: high)))
  }

  /// Nil for AUTH_SYS parameters that cannot be read.
  private func credential(_ header: borrowing RPCCallHeader) -> RPCServerCredential? {
    switch header.credential.flavor {
    case .none: return RPCServerCredential.none
    case .sys:
      var reader = XDRReader(header.credential.body.rawSpan)
      guard let sys = try? RPCAuthSys(from: &reader) else { return nil }
      return .sys(sys)
    default: return .other(header.credential)
    }
  }

  private func fault(_ header: borrowing RPCCallHeader) -> RPCFaultPlan.Fault? {
    injector.fault(of: header.calls)
  }

  private func duplicateKey(
    _ header: borrowing RPCCallHeader, _ program: any RPCProgram, _ record: RawSpan,
    _ peer: SocketAddress
  ) -> DuplicateRequestCache.Key? {
    guard !program.isIdempotent(version: header.version, procedure: header.procedure) else {
      return nil
    }
    return DuplicateRequestCache.Key(
      xid: header.xid, program: header.program, version: header.version,
      procedure: header.procedure, peer: peer,
      checksum: DuplicateRequestCache.checksum(record))
  }

  /// Answers a repetition. Returns false when the call is new.
  private func answerFromCache(
    _ key: DuplicateRequestCache.Key, to peer: SocketAddress, on connection: RPCServerConnection
  ) -> Bool {
    switch duplicates.begin(key, on: connection) {
    case .new: return false
    case .inProgress: countRepetition()
    case .known(let message):
      countRepetition()
      let called = RPCProcedure(
        program: key.program, version: key.version, procedure: key.procedure)
      connection.send(message, to: peer, fault: injector.fault(of: called))
    }
    return true
  }

  private func run(
    _ program: any RPCProgram, _ header: RPCCallHeader, _ credential: RPCServerCredential,
    _ arguments: XDRReader, key: DuplicateRequestCache.Key?, peer: SocketAddress,
    on connection: RPCServerConnection
  ) {
    let origin = RPCReplyOrigin(
      xid: header.xid, calls: header.calls, key: key, peer: peer, connection: connection,
      server: self)
    var results = connection.takeWriter()
    results.appendReplyHeader(xid: header.xid)
    var call = RPCServerCall(
      header: header, peer: peer, credential: credential, arguments: arguments, results: results,
      later: RPCDeferredReply(origin: origin))
    let action = program.serve(&call)
    if case .deferred = action { return }
    origin.finish(action, prepared: call.results, fault: call.fault)
  }
}

extension RPCCallHeader {
  /// What the header calls.
  var calls: RPCProcedure {
    RPCProcedure(program: program, version: version, procedure: procedure)
  }
}

extension ServerMessage {
  /// A reply without results.
  init(xid: UInt32, _ status: RPCReplyStatus) {
    var writer = XDRWriter()
    writer.append(UInt32(0))
    RPCReplyHeader(xid: xid, status: status).encode(into: &writer)
    self.init(record: writer, payload: nil)
    seal()
  }

  /// Writes the record mark.
  mutating func seal() {
    record.patch(
      RPCRecordMark(isLast: true, length: byteCount - RPCRecordMark.byteCount).word, at: 0)
  }
}

extension XDRWriter {
  /// Bytes of a record mark and a plain success.
  static let replyHeaderBytes = 28

  /// Room for the record mark, and the header of a successful reply.
  mutating func appendReplyHeader(xid: UInt32) {
    append(UInt32(0))
    append(xid)
    append(RPCMessage.reply)
    append(UInt32(0))  // accepted
    append(UInt32(0))  // verifier: AUTH_NONE
    append(UInt32(0))
    append(UInt32(0))  // success
  }
}
