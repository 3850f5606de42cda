// SPDX-License-Identifier: Apache-2.0
// The engine's three forms of a call, in the loops of the benchmark.

import CRPCPeers
import ONCRPC
import Wire

/// How the engine is asked.
enum Form: String, CaseIterable {
  case callbacks, tasks, blocking
}

/// What one call sends and expects.
struct Load: Sendable {
  let procedure: RPCProcedure
  let number: Int32
  private static let handle = [UInt8](repeating: 7, count: 32)
  private static let options = RPCCallOptions(credential: .sys(uid: 0, gid: 0))
  static let limit = RPCCallOptions.defaultMaximumReply
  var options: RPCCallOptions { Load.options }

  init(_ number: Int32) {
    self.number = number
    procedure = RPCProcedure(program: 100_003, version: 3, procedure: UInt32(number))
  }

  func encode(into writer: inout XDRWriter) {
    writer.append(opaque: Load.handle)
    guard number != Int32(peer_getattr) else { return }
    writer.append(UInt64(0))
    writer.append(UInt32(peer_payload))
    guard number == Int32(peer_write) else { return }
    writer.append(UInt32(0))
    writer.append(opaqueLength: Int(peer_payload))
  }

  /// Reads every word of the results, as a client does.
  func decode(_ reader: inout XDRReader) throws(XDRError) -> UInt64 {
    var sum: UInt64 = 0
    while reader.remaining >= 4 { sum &+= UInt64(try reader.uint32()) }
    return sum
  }

  func payload(_ buffer: RPCBuffer) -> RPCPayload? {
    number == Int32(peer_write) ? RPCPayload(buffer) : nil
  }

  func sink(_ buffer: RPCBuffer) -> RPCSink? {
    guard number == Int32(peer_read) else { return nil }
    return RPCSink(buffer, 0..<buffer.capacity) { reader throws(XDRError) in
      _ = try reader.fixedOpaqueRange(count: 16)
      return try reader.length(maximum: Int(peer_payload))
    }
  }
}

/// One run of the engine over a connected client.
final class EngineRun: @unchecked Sendable {
  private let client: RPCClient
  private let load: Load
  private let depth: Int
  private let total: Int
  private var made = 0
  private var done = 0
  private var finish: (@Sendable () -> Void)?

  init(_ client: RPCClient, _ load: Load, depth: Int, total: Int) {
    self.client = client
    self.load = load
    self.depth = depth
    self.total = total
  }

  func callbacks() async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      finish = { continuation.resume() }
      client.taskExecutor.perform { [self] in
        for _ in 0..<min(depth, total) {
          let buffer = RPCBuffer(capacity: Int(peer_payload))
          next(buffer, load.sink(buffer))
        }
      }
    }
  }

  private func next(_ buffer: RPCBuffer, _ sink: RPCSink?) {
    guard made < total else { return }
    made += 1
    client.start(
      load.procedure, options: load.options, payload: load.payload(buffer), sink: sink,
      arguments: { load.encode(into: &$0) },
      completion: { [self] reply in
        _ = try? reply.decode { reader throws(XDRError) in try load.decode(&reader) }
        done += 1
        if done == total { finish?() } else { next(buffer, sink) }
      })
  }

  func tasks() async {
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<depth {
        group.addTask(executorPreference: client.taskExecutor) { [client, load, total, depth] in
          let buffer = RPCBuffer(capacity: Int(peer_payload))
          let sink = load.sink(buffer)
          for _ in 0..<(total / depth) {
            _ = try? await client.call(
              load.procedure, options: load.options, payload: load.payload(buffer), sink: sink,
              arguments: { load.encode(into: &$0) },
              results: { reader, _ throws(XDRError) in try load.decode(&reader) })
          }
        }
      }
    }
  }

  func blocking() {
    let buffer = RPCBuffer(capacity: Int(peer_payload))
    let sink = load.sink(buffer)
    for _ in 0..<total {
      _ = try? client.callBlocking(
        load.procedure, options: load.options, payload: load.payload(buffer), sink: sink,
        arguments: { load.encode(into: &$0) },
        results: { reader, _ throws(XDRError) in try load.decode(&reader) })
    }
  }
}
