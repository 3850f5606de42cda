// SPDX-License-Identifier: Apache-2.0
// Fuzzing the NFS version 3 service: any calls in a row on a file system in memory are answered with
// results that a client can decode to the last byte.

import ONCRPC
import Wire

@testable import NFSServer

/// The input is a row of calls: the procedure, the count of argument words, the words. A word that
/// begins with this byte stands for a handle that an earlier call has answered with.
private let handleMark: UInt8 = 0xFE

/// A file system, and the handles that its clients know.
private struct Session {
  /// Bytes; writes beyond it find the disk full.
  static let capacity: UInt64 = 1 << 20
  static let maximumHandles = 64

  private let service: NFS3Service
  private var handles: [NFS3FileHandle]

  init() {
    guard let key = HandleKey(bytes: Array(0..<16)),
      let table = try? ExportTable([.memory(capacity: Self.capacity)], key: key)
    else { preconditionFailure("no file system") }
    service = NFS3Service(exports: table, verifier: NFS3Verifier(rawValue: 1), undo: nil)
    handles = [table.handle(table.exports[0].store.root, in: table.exports[0])]
  }

  /// Makes one call of its arguments as the input has them.
  mutating func call(_ procedure: NFS3Procedure, _ template: ArraySlice<UInt8>) {
    let bytes = arguments(template)
    var arguments = XDRReader(bytes.rawSpan)
    var results = XDRWriter()
    let credential = RPCAuthSys(uid: UInt32(template.count & 1) * 1000, gid: 0)
    var context = CallContext(credential: credential, isWaiting: true)
    do throws(XDRError) {
      let payload = try service.perform(procedure, &arguments, &results, &context)
      precondition(!context.wouldWait, "\(procedure) waits though it may")
      check(procedure, results, payload: payload?.range.count ?? 0)
    } catch {
      return  // arguments of no such call
    }
  }

  private func arguments(_ template: ArraySlice<UInt8>) -> [UInt8] {
    var writer = XDRWriter()
    var rest = template
    while let first = rest.first {
      if first == handleMark, rest.count >= 4 {
        handles[Int(rest[rest.startIndex + 3]) % handles.count].encode(into: &writer)
      } else {
        writer.append(raw: Array(rest.prefix(4)).rawSpan)
      }
      rest = rest.dropFirst(4)
    }
    return writer.bytes
  }

  private mutating func check(_ procedure: NFS3Procedure, _ results: XDRWriter, payload: Int) {
    var reader = XDRReader(results.span)
    do {
      switch procedure {
      case .null: break
      case .getAttributes: _ = try NFS3GetAttributesResult(from: &reader)
      case .setAttributes: _ = try NFS3SetAttributesResult(from: &reader)
      case .lookup:
        if case .success(let found) = try NFS3LookupResult(from: &reader) { learn(found.file) }
      case .access: _ = try NFS3AccessResult(from: &reader)
      case .readLink: _ = try NFS3ReadLinkResult(from: &reader)
      case .read:
        if case .success(let header) = try NFS3ReadResultHeader(from: &reader) {
          precondition(header.count == payload, "READ says another length than it has")
        }
      case .write: _ = try NFS3WriteResult(from: &reader)
      case .create, .makeDirectory, .symbolicLink, .makeNode:
        if case .success(let made) = try NFS3CreateResult(from: &reader) { learn(made.file) }
      case .remove, .removeDirectory: _ = try NFS3RemoveResult(from: &reader)
      case .rename: _ = try NFS3RenameResult(from: &reader)
      case .link: _ = try NFS3LinkResult(from: &reader)
      case .readDirectory: _ = try NFS3ReadDirectoryResult(from: &reader)
      case .readDirectoryPlus: _ = try NFS3ReadDirectoryPlusResult(from: &reader)
      case .fileSystemStatus: _ = try NFS3FileSystemStatusResult(from: &reader)
      case .fileSystemInfo: _ = try NFS3FileSystemInfoResult(from: &reader)
      case .pathConfiguration: _ = try NFS3PathConfigurationResult(from: &reader)
      case .commit: _ = try NFS3CommitResult(from: &reader)
      }
    } catch {
      preconditionFailure("\(procedure) answers what nobody can decode: \(error)")
    }
    precondition(reader.isAtEnd, "\(procedure) answers \(reader.remaining) bytes too many")
  }

  private mutating func learn(_ handle: NFS3FileHandle?) {
    guard let handle, !handles.contains(handle), handles.count < Self.maximumHandles else { return }
    handles.append(handle)
  }
}

@c(LLVMFuzzerTestOneInput)
public func fuzzOne(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard count > 0, let data = unsafe data else { return 0 }
  let bytes = unsafe Array(UnsafeBufferPointer(start: data, count: count))
  var session = Session()
  var rest = bytes[...]
  while rest.count >= 2 {
    let number = UInt32(rest.removeFirst()) % UInt32(NFS3Procedure.allCases.count)
    let words = Int(rest.removeFirst())
    guard let procedure = NFS3Procedure(rawValue: number) else { break }
    session.call(procedure, rest.prefix(words * 4))
    rest = rest.dropFirst(words * 4)
  }
  return 0
}
