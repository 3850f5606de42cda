// SPDX-License-Identifier: Apache-2.0
// What is compared, and the engine's own loops.

import CNFSPeers
@preconcurrency import Glibc
import Measuring
import ONCRPC
import SocketKPI
import Synchronization
import SystemPackage
import Wire

/// One kind of call.
private struct Work: Sendable {
  var name: String
  var code: nfs_work

  static let null = Work(name: "NULL", code: NFS_NULL)
  static let attributes = Work(name: "GETATTR", code: NFS_GETATTR)
  static let lookup = Work(name: "LOOKUP", code: NFS_LOOKUP)
  static let read = Work(name: "READ 4 KiB", code: NFS_READ)
  static let write = Work(name: "WRITE 4 KiB", code: NFS_WRITE)
}

/// The RPC engine as an NFS client uses it.
private final class Engine: Sendable {
  private let client: RPCClient
  private let handle = [UInt8](repeating: 7, count: Int(nfs_handle))
  private let buffer = RPCBuffer(capacity: Int(nfs_block))
  private let options: RPCCallOptions
  private let state = Mutex((left: 0, toSend: 0, failed: false))
  private let done = Atomic<Bool>(false)

  init(port: UInt16) {
    client = RPCClient(target: .init(host: "127.0.0.1", port: .fixed(port)))
    options = RPCCallOptions(credential: .sys(uid: 0, gid: 0))
  }

  private func procedure(_ work: Work) -> RPCProcedure {
    RPCProcedure(program: 100_003, version: 3, procedure: work.code.rawValue)
  }

  private func encode(_ work: Work, _ writer: inout XDRWriter) {
    let count = UInt32(nfs_block)
    switch work.code {
    case NFS_GETATTR: writer.append(opaque: handle)
    case NFS_LOOKUP:
      writer.append(opaque: handle)
      writer.append(string: "file")
    case NFS_READ:
      writer.append(opaque: handle)
      writer.append(UInt64(0))
      writer.append(count)
    case NFS_WRITE:
      writer.append(opaque: handle)
      writer.append(UInt64(0))
      writer.append(count)
      writer.append(UInt32(0))
      writer.append(count)
    default: break
    }
  }

  private func payload(_ work: Work) -> RPCPayload? {
    work.code == NFS_WRITE ? RPCPayload(buffer, 0..<Int(nfs_block)) : nil
  }

  private func sink(_ work: Work) -> RPCSink? {
    guard work.code == NFS_READ else { return nil }
    return RPCSink(buffer, 0..<Int(nfs_block)) { reader throws(XDRError) in
      guard try reader.uint32() == 0 else { return nil }
      _ = try NFS3Attributes?(from: &reader)
      _ = try reader.uint32()
      _ = try reader.bool()
      return Int(try reader.uint32())
    }
  }

  /// One call at a time, on the calling thread.
  func blocking(_ work: Work, count: Int) -> Bool {
    do throws(RPCError) {
      for _ in 0..<count {
        _ = try client.callBlocking(
          procedure(work), options: options, payload: payload(work), sink: sink(work),
          arguments: { encode(work, &$0) },
          results: { reader, _ throws(XDRError) in try decode(work, &reader) })
      }
      return true
    } catch {
      fputs("nfs-bench: \(error)\n", stderr)
      return false
    }
  }

  private func decode(_ work: Work, _ reader: inout XDRReader) throws(XDRError) -> UInt64 {
    guard work.code != NFS_NULL, try reader.uint32() == 0 else { return 0 }
    switch work.code {
    case NFS_GETATTR: return try NFS3Attributes(from: &reader).size
    case NFS_LOOKUP: return UInt64(try reader.opaque(maximum: 64).count)
    default: return 0
    }
  }

  /// Many calls in flight, completions on the dispatcher.
  func flying(_ work: Work, depth: Int, count: Int) -> Bool {
    state.withLock { $0 = (count, count, false) }
    done.store(false, ordering: .releasing)
    client.taskExecutor.perform { [self] in
      for _ in 0..<depth { next(work) }
    }
    while !done.load(ordering: .acquiring) { usleep(50) }
    return !state.withLock { $0.failed }
  }

  private func next(_ work: Work) {
    let isWanted = state.withLock { state in
      guard state.toSend > 0 else { return false }
      state.toSend -= 1
      return true
    }
    guard isWanted else { return }
    client.start(
      procedure(work), options: options, payload: payload(work), sink: sink(work),
      arguments: { encode(work, &$0) },
      completion: { [self] reply in finish(work, &reply) })
  }

  private func finish(_ work: Work, _ reply: inout RPCReply) {
    let value = try? reply.decode { reader throws(XDRError) in try decode(work, &reader) }
    let isLast = state.withLock { state in
      if value == nil { state.failed = true }
      state.left -= 1
      return state.left == 0
    }
    if isLast { done.store(true, ordering: .releasing) } else { next(work) }
  }
}

func makeNFSRows() -> [Row]? {
  var process: CInt = 0
  let port = nfs_stub(&process)
  guard port != 0, let c = c_nfs_open(port), let libnfs = libnfs_open(port) else { return nil }
  let engine = Engine(port: port)
  var rows: [Row] = []
  for work in [Work.null, .attributes, .lookup, .read] {
    rows.append(
      Row(
        name: "\(work.name), one at a time",
        contenders: [
          Contender(name: "C") { c_nfs_run(c, work.code, 1, $0) == 0 },
          Contender(name: "ONCRPC") { engine.blocking(work, count: $0) },
          Contender(name: "libnfs") { libnfs_run(libnfs, work.code, 1, $0) == 0 },
        ], bar: 1 / 1.05))
  }
  for (work, bar) in [(Work.attributes, 4.0), (.read, 1.5), (.write, 2.5)] {
    rows.append(
      Row(
        name: "\(work.name), 64 in flight",
        contenders: [
          Contender(name: "libnfs") { libnfs_run(libnfs, work.code, 64, $0) == 0 },
          Contender(name: "ONCRPC") { engine.flying(work, depth: 64, count: $0) },
          Contender(name: "C") { c_nfs_run(c, work.code, 64, $0) == 0 },
        ], bar: bar))
  }
  return rows
}
