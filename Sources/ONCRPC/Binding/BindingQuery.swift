// SPDX-License-Identifier: Apache-2.0
// Asking rpcbind or portmap for a port, on the calling thread.

internal import SocketKPI
internal import SystemPackage
internal import Wire

/// Questions to the binder at one address: rpcbind version 4, then 3, then portmap (IPv4 only).
struct BindingQuery: Sendable {
  let server: SocketAddress
  let limit: Duration
  let stop: StopToken

  /// The port of a program.
  ///
  /// - Throws: `.notRegistered`, or what kept the binder from answering.
  func port(
    program: UInt32, version: UInt32, _ kind: RPCTransportKind
  ) throws(RPCAttempt) -> UInt16 {
    let pool = BlockingPool(
      target: RPCTarget(addresses: [server]), configuration: settings, seed: seed)
    defer { pool.close() }
    let question = BindingQuestion(
      program: program, version: version, kind: kind, server: server)
    var last: RPCAttempt.Failure = .notRegistered(program: program, version: version)
    for step in question.steps {
      do throws(RPCError) {
        let port = try pool.call(
          step.procedure, options: RPCCallOptions(deadline: limit), payload: nil, sink: nil,
          arguments: { question.encode(step, into: &$0) },
          results: { reader, _ throws(XDRError) in try question.decode(step, from: &reader) })
        if let port { return port }
        throw RPCError(.programUnavailable, call: RPCCallID(xid: 0, procedure: step.procedure))
      } catch {
        last = question.failure(error.reason)
        if !question.goesOn(after: error.reason) { break }
      }
    }
    throw RPCAttempt(address: server, failure: last)
  }

  private var seed: UInt64 { UInt64(bitPattern: MonotonicTime.now().nanoseconds) }

  private var settings: RPCConfiguration {
    var settings = RPCConfiguration()
    settings.callDeadline = limit
    settings.candidateLimit = limit
    settings.connectSlice = min(limit, settings.connectSlice)
    return settings
  }
}

/// What to ask a binder, in which order, and what its answers mean.
struct BindingQuestion: Sendable {
  enum Step: Sendable {
    case rpcbind(version: UInt32)
    case portmap

    var procedure: RPCProcedure {
      switch self {
      case .rpcbind(let version):
        let name: RPCBinding.Procedure = version >= 4 ? .getVersionAddress : .getAddress
        return RPCProcedure(
          program: RPCBinding.program, version: version, procedure: name.rawValue)
      case .portmap:
        return RPCProcedure(
          program: RPCBinding.program, version: RPCBinding.Portmap.version,
          procedure: RPCBinding.Portmap.getPort.rawValue)
      }
    }
  }

  let program: UInt32
  let version: UInt32
  let kind: RPCTransportKind
  let server: SocketAddress

  /// Portmap knows IPv4 only, and is what small servers speak: there it is asked first.
  var steps: [Step] {
    server.domain == .inet6
      ? [.rpcbind(version: 4), .rpcbind(version: 3)]
      : [.portmap, .rpcbind(version: 4), .rpcbind(version: 3)]
  }

  /// "tcp", "udp6" and so on (RFC 5665 §5.1).
  var netid: String {
    let name = kind == .tcp ? "tcp" : "udp"
    return server.domain == .inet6 ? name + "6" : name
  }

  func encode(_ step: Step, into writer: inout XDRWriter) {
    switch step {
    case .rpcbind:
      RPCBindEntry(program: program, version: version, netid: netid).encode(into: &writer)
    case .portmap:
      PortmapMapping(
        program: program, version: version,
        transport: kind == .tcp ? PortmapMapping.tcp : PortmapMapping.udp
      ).encode(into: &writer)
    }
  }

  /// The port of an answer; nil for "not registered".
  ///
  /// - Throws: `.invalidValue` for a port that cannot be: above 65535, the binder's own, or with a
  ///   host that is not the one we asked.
  func decode(_ step: Step, from reader: inout XDRReader) throws(XDRError) -> UInt16? {
    switch step {
    case .portmap:
      let at = reader.offset
      let port = try reader.uint32()
      guard port <= UInt32(UInt16.max) else { throw .invalidValue(at: at, value: port) }
      return try check(UInt16(port), at: at)
    case .rpcbind:
      let at = reader.offset
      let text = try reader.string(maximum: RPCBinding.maximumString)
      guard !text.isEmpty else { return nil }
      guard let address = UniversalAddress(text) else { throw .invalidText(at: at) }
      // A binder must not send us elsewhere.
      guard address.isWildcard || isServer(address.host) else { throw .invalidText(at: at) }
      return try check(address.port, at: at)
    }
  }

  private func isServer(_ host: String) -> Bool {
    guard let named = SocketAddress(numericHost: host, port: server.port) else { return false }
    return named.domain == server.domain
      && (named == server || named.hostText == server.hostText.prefix { $0 != "%" })
  }

  private func check(_ port: UInt16, at: Int) throws(XDRError) -> UInt16? {
    guard port != 0 else { return nil }
    if program != RPCBinding.program, port == RPCBinding.port {
      throw .invalidValue(at: at, value: UInt32(port))
    }
    return port
  }

  /// What a failed question says about the address.
  func failure(_ reason: RPCError.Reason) -> RPCAttempt.Failure {
    switch reason {
    case .programUnavailable: .notRegistered(program: program, version: version)
    case .unreachable(let unreachable): unreachable.best?.failure ?? .timedOut(.zero)
    default: RPCAttempt.Failure(proof: reason)
    }
  }

  /// Whether another version of the binder protocol may know more.
  func goesOn(after reason: RPCError.Reason) -> Bool {
    switch reason {
    case .programUnavailable, .programMismatch, .procedureUnavailable, .malformed, .systemError,
      .garbageArguments:
      true
    default: false
    }
  }
}
