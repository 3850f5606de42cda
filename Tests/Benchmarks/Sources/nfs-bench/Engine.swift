// SPDX-License-Identifier: Apache-2.0
// The RPC engine as an NFS client uses it: loops of single calls.

import CNFSPeers
@preconcurrency import Glibc
import Measuring
import ONCRPC
import SocketKPI
import Synchronization
import Wire

/// One kind of call.
struct Work: Sendable {
  var name: String
  var code: nfs_work

  static let null = Work(name: "NULL", code: NFS_NULL)
  static let attributes = Work(name: "GETATTR", code: NFS_GETATTR)
  static let lookup = Work(name: "LOOKUP", code: NFS_LOOKUP)
  static let read = Work(name: "READ 4 KiB", code: NFS_READ)
  static let write = Work(name: "WRITE 4 KiB", code: NFS_WRITE)
}

/// The RPC engine, with a connection of its own.
final class Engine: Sendable {
  private let client: RPCClient
  private let file: NFS3FileHandle
  private let directory: NFS3FileHandle
  private let buffer = RPCBuffer(capacity: Int(nfs_block))
  private let options: RPCCallOptions
  private let state = Mutex((left: 0, toSend: 0, failed: false))
  private let done = Gate()

  init(port: UInt16, file: NFS3FileHandle, directory: NFS3FileHandle) {
    self.file = file
    self.directory = directory
    client = RPCClient(target: .init(host: "127.0.0.1", port: .fixed(port)))
    options = RPCCallOptions(credential: .sys(uid: getuid(), gid: getgid()))
  }

  private func procedure(_ work: Work) -> RPCProcedure {
    RPCProcedure(program: 100_003, version: 3, procedure: work.code.rawValue)
  }

  private func encode(_ work: Work, _ writer: inout XDRWriter) {
    let count = UInt32(nfs_block)
    switch work.code {
    case NFS_GETATTR: file.encode(into: &writer)
    case NFS_LOOKUP:
      directory.encode(into: &writer)
      writer.append(string: "file")
    case NFS_READ:
      file.encode(into: &writer)
      writer.append(UInt64(0))
      writer.append(count)
    case NFS_WRITE:
      file.encode(into: &writer)
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
    client.taskExecutor.perform { [self] in
      for _ in 0..<depth { next(work) }
    }
    done.wait()
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
    if isLast { done.open() } else { next(work) }
  }
}
