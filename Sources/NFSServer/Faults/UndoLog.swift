// SPDX-License-Identifier: Apache-2.0
// What a crash would take away: unstable writes that no COMMIT has covered.

internal import HostFS
internal import ONCRPC
internal import Synchronization
internal import Wire

extension FileNode {
  /// A copy of part of a file.
  fileprivate func bytes(count: Int, at offset: UInt64) throws(StoreError) -> [UInt8] {
    let buffer = RPCBuffer(capacity: count)
    let got = try buffer.withMutableBytes(0..<count) { bytes throws(StoreError) in
      try read(into: &bytes, at: offset, waiting: true)
    }
    return buffer.bytes(0..<got)
  }
}

/// Remembers what unstable writes overwrote, so that a scripted crash can really lose them.
///
/// A process that ends loses nothing (its writes are in the kernel's cache); a machine that does, may.
final class UndoLog: Sendable {
  /// Bytes remembered at most; a server told to lose data answers JUKEBOX beyond, until a COMMIT.
  static let maximumBytes = 1 << 30

  private struct Record: Sendable {
    var offset: UInt64
    var bytes: [UInt8]
    /// Of the file before the write.
    var size: UInt64
  }

  private struct Changed: Sendable {
    var node: any FileNode
    var records: [Record] = []
  }

  private struct State: Sendable {
    var files: [NodeKey: Changed] = [:]
    var byteCount = 0
  }

  private let state = Mutex(State())

  /// Called before a write, under the file's lock.
  func remember(
    _ node: any FileNode, _ attributes: FileAttributes, _ offset: UInt64, _ count: Int
  ) throws(StoreError) {
    let end = min(offset + UInt64(count), max(offset, attributes.size))
    let old = try node.bytes(count: Int(end - offset), at: offset)
    let record = Record(offset: offset, bytes: old, size: attributes.size)
    try state.withLock { state throws(StoreError) in
      guard state.byteCount + old.count <= Self.maximumBytes else { throw StoreError(.jukebox) }
      state.byteCount += old.count
      state.files[node.key, default: Changed(node: node)].records.append(record)
    }
  }

  /// The file's writes are on stable storage, or the file is gone.
  func forget(_ key: NodeKey) {
    state.withLock { state in
      let records = state.files.removeValue(forKey: key)?.records ?? []
      state.byteCount -= records.reduce(0) { $0 + $1.bytes.count }
    }
  }

  /// Takes back everything, newest first.
  ///
  /// - Returns: files that lost something.
  func loseAll() -> Int {
    let files = state.withLock { state in
      defer { state = State() }
      return state.files
    }
    for changed in files.values {
      for record in changed.records.reversed() { Self.restore(record, of: changed.node) }
    }
    return files.count
  }

  private static func restore(_ record: Record, of node: any FileNode) {
    do throws(StoreError) {
      if !record.bytes.isEmpty {
        _ = try node.write(record.bytes.rawSpan, at: record.offset)
      }
      try node.apply(AttributeChange(size: record.size))
    } catch {
      // The file was removed meanwhile: nothing is left to lose.
    }
  }
}
