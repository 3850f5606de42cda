// SPDX-License-Identifier: Apache-2.0
// An object of the host as the server sees it: attributes and content.

internal import HostFS
internal import Synchronization
internal import SystemPackage
internal import Wire

/// An object of a `HostStore`, held by a descriptor and not by a name.
final class HostNode: FileNode {
  /// Descriptors besides the hold, opened when first needed.
  struct Opened: Sendable {
    var reader: HostFile?
    var writer: HostFile?
    var directory: HostDirectory?
  }

  let hold: HostFile
  let kind: FileKind
  let key: NodeKey
  let store: HostStore
  private let opened: Mutex<Opened>

  init(
    _ hold: HostFile, kind: FileKind, key: NodeKey, store: HostStore, opened: Opened = Opened()
  ) {
    self.hold = hold
    self.kind = kind
    self.key = key
    self.store = store
    self.opened = Mutex(opened)
  }

  func attributes() throws(StoreError) -> FileAttributes {
    let attributes = try hosted { () throws(HostError) in try hold.attributes() }
    guard attributes.linkCount > 0 else { throw StoreError(.stale) }
    return attributes
  }

  func accessControlList() throws(StoreError) -> AccessControlList? {
    guard kind != .symbolicLink else { return nil }
    return try hosted { () throws(HostError) in try hold.accessControlList() }
  }

  func apply(_ change: AttributeChange) throws(StoreError) {
    var rest = change
    if let size = change.size {
      try checkIsFile()
      let writer = try writer()
      try hosted { () throws(HostError) in try writer.setSize(size) }
      rest.size = nil
    }
    try hosted { () throws(HostError) in try hold.apply(rest) }
  }

  func read(
    into bytes: inout MutableRawSpan, at offset: UInt64, waiting: Bool
  ) throws(StoreError) -> Int {
    try checkIsFile()
    guard bytes.byteCount > 0, offset <= NFS3.maximumOffset - UInt64(bytes.byteCount) else {
      return 0
    }
    let file = try reader()
    if !waiting, let count = try readNow(file, &bytes, offset) { return count }
    return try hosted { () throws(HostError) in try file.read(into: &bytes, at: offset) }
  }

  /// Nil where the file system cannot tell whether it would wait. A short read that is not the end of
  /// the file means that the rest is not in memory.
  private func readNow(
    _ file: HostFile, _ bytes: inout MutableRawSpan, _ offset: UInt64
  ) throws(StoreError) -> Int? {
    do throws(HostError) {
      let count = try file.readNow(into: &bytes, at: offset)
      if count == bytes.byteCount { return count }
      if try file.attributes().size <= offset + UInt64(count) { return count }
    } catch {
      if error.code == .notSupported { return nil }
      guard error.code == .resourceTemporarilyUnavailable else { throw StoreError(error) }
    }
    throw StoreError.wouldWait
  }

  func write(_ bytes: RawSpan, at offset: UInt64) throws(StoreError) -> Int {
    try checkIsFile()
    guard offset <= NFS3.maximumOffset - UInt64(bytes.byteCount) else {
      throw StoreError(.fileTooLarge)
    }
    let file = try writer()
    return try hosted { () throws(HostError) in try file.write(bytes, at: offset) }
  }

  func sync(dataOnly: Bool) throws(StoreError) {
    if kind == .directory {
      let directory = try directory()
      try hosted { () throws(HostError) in try directory.sync() }
    } else {
      let file = try anyOpen()
      try hosted { () throws(HostError) in try file.sync(dataOnly: dataOnly) }
    }
  }

  func readLink() throws(StoreError) -> [UInt8] {
    guard kind == .symbolicLink else { throw StoreError(.invalidArgument) }
    return try hosted { () throws(HostError) in try hold.readLink() }
  }

  func statistics() throws(StoreError) -> VolumeStatistics {
    try hosted { () throws(HostError) in try store.directory.statistics() }
  }

  private func checkIsFile() throws(StoreError) {
    switch kind {
    case .regular: break
    case .directory: throw StoreError(.isDirectory)
    default: throw StoreError(.invalidArgument)
    }
  }

  // MARK: Descriptors

  private func reader() throws(StoreError) -> HostFile {
    try opened.withLock { opened throws(StoreError) in
      if let file = opened.reader ?? opened.writer { return file }
      let file = try hosted { () throws(HostError) in try hold.reopened(.read) }
      opened.reader = file
      return file
    }
  }

  /// Opened for both, so that a client that writes and reads needs one descriptor.
  private func writer() throws(StoreError) -> HostFile {
    try opened.withLock { opened throws(StoreError) in
      if let file = opened.writer { return file }
      let file = try hosted { () throws(HostError) in try hold.reopened(.readWrite) }
      opened.writer = file
      opened.reader = nil
      return file
    }
  }

  /// A descriptor that can be synced; which data it wrote does not matter to the kernel.
  private func anyOpen() throws(StoreError) -> HostFile {
    do throws(StoreError) {
      return try reader()
    } catch {
      guard error.status == .accessDenied else { throw error }
      return try writer()
    }
  }

  func directory() throws(StoreError) -> HostDirectory {
    guard kind == .directory else { throw StoreError(.notDirectory) }
    return try opened.withLock { opened throws(StoreError) in
      if let directory = opened.directory { return directory }
      let directory = try hosted { () throws(HostError) in try hold.reopenedDirectory() }
      opened.directory = directory
      return directory
    }
  }
}
