// SPDX-License-Identifier: Apache-2.0
// The program that these tests call, and a server of it.

import ONCRPC
import SocketKPI
import Synchronization
import Testing
import Wire

/// A small program: echo, delayed echo, silence, payload in both directions, a counter that is not
/// idempotent.
struct EchoProgram: RPCProgram {
  static let number: UInt32 = 0x2000_0001
  static let echo = procedure(1)
  static let silent = procedure(2)
  static let read = procedure(3)
  static let write = procedure(4)
  static let count = procedure(5)
  static let later = procedure(6)
  static let garbage = procedure(7)
  static let failing = procedure(8)
  static let denied = procedure(9)
  static let who = procedure(10)

  final class Counter: Sendable {
    let value = Atomic<UInt32>(0)
  }

  let program = EchoProgram.number
  let versions: ClosedRange<UInt32> = 1...2
  let counter = Counter()

  static func procedure(_ number: UInt32) -> RPCProcedure {
    RPCProcedure(program: Self.number, version: 1, procedure: number)
  }

  func isIdempotent(version: UInt32, procedure: UInt32) -> Bool { procedure != 5 }

  func serve(_ call: inout RPCServerCall) -> RPCServerAction {
    do throws(XDRError) {
      return try answer(&call)
    } catch {
      return .garbageArguments
    }
  }

  private func answer(_ call: inout RPCServerCall) throws(XDRError) -> RPCServerAction {
    switch call.procedure {
    case 1:
      let bytes = try call.arguments.opaque(maximum: 1 << 20)
      call.results.append(opaque: bytes)
      return .reply
    case 2: return .drop
    case 3:
      let count = Int(try call.arguments.uint32())
      call.results.append(UInt32(7))
      call.results.append(opaqueLength: count)
      return .replyWithPayload(RPCPayload(RPCBuffer(pattern(count))))
    case 4:
      let bytes = try call.arguments.opaque(maximum: 4 << 20)
      call.results.append(UInt32(bytes.count))
      call.results.append(checksum(bytes))
      return .reply
    case 5:
      call.results.append(counter.value.add(1, ordering: .relaxed).newValue)
      return .reply
    case 6:
      let milliseconds = try call.arguments.uint32()
      let reply = call.deferred()
      Dispatcher.next().schedule(after: .milliseconds(Int(milliseconds))) {
        var results = XDRWriter()
        results.append(milliseconds)
        reply.finish(.reply, results: results)
      }
      return .deferred
    case 7: return .garbageArguments
    case 8: return .systemError
    case 9: return .denied(.tooWeak)
    case 10:
      if case .sys(let sys) = call.credential {
        call.results.append(sys.uid)
      } else {
        call.results.append(UInt32.max)
      }
      return .reply
    default: return .procedureUnavailable
    }
  }
}

/// Bytes that a misplaced copy would not reproduce.
func pattern(_ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
}

func checksum(_ bytes: [UInt8]) -> UInt32 {
  bytes.reduce(0) { ($0 &* 31) &+ UInt32($1) }
}

/// A server of the echo program on a port of its own, and clients for it.
struct EchoServer {
  let program = EchoProgram()
  let server: RPCServer
  let address: SocketAddress
  let datagrams: SocketAddress

  init(configuration: RPCServerConfiguration = RPCServerConfiguration()) throws {
    server = RPCServer(programs: [program], configuration: configuration)
    address = try server.listen(tcp: .loopback(port: 0))
    datagrams = try server.listen(udp: .loopback(port: 0))
  }

  /// A client with short patience.
  func client(_ change: (inout RPCConfiguration) -> Void = { _ in }) -> RPCClient {
    var configuration = RPCConfiguration()
    configuration.connectSlice = .milliseconds(50)
    configuration.reconnectDelay = .milliseconds(5)...(.milliseconds(50))
    configuration.callDeadline = .seconds(20)
    change(&configuration)
    let target = RPCTarget(
      addresses: [configuration.transport == .tcp ? address : datagrams])
    return RPCClient(target: target, configuration: configuration)
  }
}

extension RPCClient {
  /// Echoes bytes through the server.
  func echo(
    _ bytes: [UInt8], options: RPCCallOptions = RPCCallOptions()
  ) async throws(RPCError) -> [UInt8] {
    try await call(
      EchoProgram.echo, options: options, arguments: { $0.append(opaque: bytes) },
      results: { reader, _ throws(XDRError) in try reader.opaque(maximum: 1 << 20) })
  }

  /// A call without arguments or results.
  func plain(
    _ procedure: RPCProcedure, options: RPCCallOptions = RPCCallOptions()
  ) async throws(RPCError) {
    try await call(procedure, options: options, arguments: { _ in }, results: { _, _ in })
  }
}

/// The reason a call fails with; nil when it does not fail.
func failure(_ body: () async throws(RPCError) -> Void) async -> RPCError.Reason? {
  do throws(RPCError) {
    try await body()
    return nil
  } catch {
    return error.reason
  }
}
