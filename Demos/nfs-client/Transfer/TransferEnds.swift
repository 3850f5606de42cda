// SPDX-License-Identifier: Apache-2.0
// What can be copied from and to: a local tree or one on a server.

import ONCRPC
import Wire

/// A file as both ends know it.
struct TransferItem: Sendable {
  /// From the transfer's root; empty for the root itself.
  var path: NFS3Path
  var type: NFS3FileType
  var mode: UInt32
  var size: UInt64
  var usedBytes: UInt64
  var userID: UInt32
  var groupID: UInt32
  var accessTime: NFS3Time
  var modificationTime: NFS3Time
  var fileID: UInt64
  /// On a server: saves looking the path up again.
  var file: NFS3FileHandle?

  /// Whether a copy of `other` would look like this: same kind, size and modification time.
  func looksLike(_ other: TransferItem) -> Bool {
    type == other.type && size == other.size && modificationTime == other.modificationTime
  }

  /// A number that changes when the contents probably did; part of the name of a partial copy.
  var fingerprint: String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    let parts = [
      size, fileID, UInt64(modificationTime.seconds), UInt64(modificationTime.nanoseconds),
    ]
    for part in parts {
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        hash = (hash ^ (part >> shift & 0xFF)) &* 0x100_0000_01B3
      }
    }
    let digits = String(hash & 0xFFFF_FFFF, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}

/// Where a transfer reads.
protocol TransferSource: Sendable {
  func root() async throws -> TransferItem
  /// Every file below the root; a directory before what is in it. `visit` answers whether to go into a
  /// directory; `fail` is told what could not be read.
  func walk(
    _ visit: @escaping @Sendable (TransferItem) async -> Bool,
    fail: @escaping @Sendable (String, any Error) -> Void
  ) async throws
  func readLink(_ item: TransferItem) async throws -> NFS3Path
  func open(_ item: TransferItem) async throws -> any TransferReader
}

/// One file being read.
protocol TransferReader: Sendable {
  /// Where the file has data, in order; what lies between reads as zeros.
  func dataRanges() async throws -> [Range<UInt64>]
  /// Reads until `count` bytes are there or the file ends.
  func read(into buffer: RPCBuffer, count: Int, at offset: UInt64) async throws -> Int
  func close() async
}

/// Where a transfer writes.
protocol TransferTarget: Sendable {
  /// What is there now; nil when nothing is.
  func find(_ path: NFS3Path) async throws -> TransferItem?
  func makeDirectory(_ path: NFS3Path) async throws
  func makeLink(_ path: NFS3Path, to text: NFS3Path) async throws
  func setAttributes(_ path: NFS3Path, _ item: TransferItem, owner: Bool) async throws
  /// Begins a file beside its final name.
  ///
  /// - Parameter resumes: go on with what an earlier transfer of the same contents left.
  func create(_ path: NFS3Path, for item: TransferItem, resumes: Bool) async throws
    -> any TransferWriter
}

/// One file being written, not yet under its final name.
protocol TransferWriter: Sendable {
  /// Bytes that an earlier transfer is known to have written.
  var startOffset: UInt64 { get }
  /// Writes a part of a buffer that belongs to the writer from now on.
  func write(_ buffer: RPCBuffer, count: Int, at offset: UInt64) async throws
  /// Sets the length and makes everything safe, still beside the final name.
  func complete(size: UInt64) async throws
  func readBack(into buffer: RPCBuffer, count: Int, at offset: UInt64) async throws -> Int
  /// Attributes, then the final name.
  func publish(_ item: TransferItem, owner: Bool) async throws
  /// Gives up.
  func abandon(keepsPart: Bool) async
}

/// `.NAME.FINGERPRINT.part`, cut to what a file system takes.
func partName(_ name: NFS3Name, _ item: TransferItem) -> NFS3Name {
  let ending = Array(".\(item.fingerprint).part".utf8)
  return NFS3Name(bytes: [0x2E] + name.bytes.prefix(254 - ending.count) + ending)
}

extension NFS3Path {
  /// The last name, and what is before it.
  var split: (parent: NFS3Path, name: NFS3Name?) {
    var names = components
    let name = names.popLast()
    return (NFS3Path.joining(names), name)
  }

  static func joining(_ names: some Sequence<NFS3Name>) -> NFS3Path {
    NFS3Path(bytes: Array(names.map(\.bytes).joined(separator: [0x2F])))
  }

  func appending(_ other: NFS3Path) -> NFS3Path {
    if other.bytes.isEmpty { return self }
    if bytes.isEmpty { return other }
    return NFS3Path(bytes: bytes + (bytes.last == 0x2F ? [] : [0x2F]) + other.bytes)
  }
}

/// Runs clean-up that must also run in a cancelled task, for two seconds at most.
func cleanUp(_ work: @escaping @Sendable () async -> Void) async {
  let limit: Duration = .seconds(2)
  let task = Task.detached { await work() }
  let timer = Task.detached {
    try? await Task.sleep(for: limit)
    task.cancel()
  }
  await task.value
  timer.cancel()
}
