// SPDX-License-Identifier: Apache-2.0
// What all users of one open file share: data not yet committed, blocks read ahead, the first error.

import ONCRPC
import Synchronization
import Wire

/// The client's side of a file, by its handle.
final class FileState: Sendable {
  struct Inner {
    var users = 0
    var buffer: WriteBuffer
    /// Kept until the next write, sync or close has reported it.
    var error: NFSError?
    var isCommitting = false
    /// A write beside the buffer is under way; nothing of the buffer is sent meanwhile.
    var isWritingDurably = false
    /// Tasks that wait for everything to be written: partial blocks go out too.
    var flushers = 0
    var isFlushingInBackground = false
    var window: ReadAheadWindow
    var blocks: [UInt64: ReadAheadBlock] = [:]
    /// The content generation the blocks belong to.
    var blocksGeneration: UInt64 = 0
    var silly: NFSPlace?
  }

  let mount: NFSMount  // the cycle ends when the last user closes the file
  let file: NFS3FileHandle
  let fileID: UInt64
  let inner: Mutex<Inner>
  /// Signals every change of the write buffer.
  let progress = AsyncCondition()

  init(mount: NFSMount, file: NFS3FileHandle, fileID: UInt64) {
    self.mount = mount
    self.file = file
    self.fileID = fileID
    inner = Mutex(
      Inner(
        buffer: WriteBuffer(writeBytes: mount.sizes.write),
        window: ReadAheadWindow(
          blockBytes: mount.sizes.read, maximumBlocks: mount.configuration.maximumReadAhead)))
  }

  // MARK: Users

  func addUser() { inner.withLock { $0.users += 1 } }

  /// - Returns: true for the last one.
  func dropUser() -> Bool {
    inner.withLock { inner in
      inner.users -= 1
      return inner.users == 0
    }
  }

  // MARK: Names

  var hasSillyPlace: Bool { inner.withLock { $0.silly != nil } }

  func setSillyPlace(_ place: NFSPlace) { inner.withLock { $0.silly = place } }

  func takeSillyPlace() -> NFSPlace? {
    inner.withLock { inner in
      defer { inner.silly = nil }
      return inner.silly
    }
  }

  func moved(from source: NFSPlace) {
    inner.withLock { inner in
      if inner.silly == source { inner.silly = nil }
    }
  }

  // MARK: Sizes

  /// The end of the data held here; the file is at least this long.
  var heldEnd: UInt64 { inner.withLock { $0.buffer.end } }

  /// The server has cut the file.
  func truncated(to size: UInt64) {
    let released = inner.withLock { $0.buffer.truncate(to: size) }
    mount.dirtyBudget.release(released)
    forgetBlocks()
  }

  // MARK: Errors

  /// Keeps the first error of data written behind its writer's back.
  func latch(_ error: NFSError) {
    inner.withLock { inner in
      if inner.error == nil { inner.error = error }
    }
  }

  /// The kept error, reported once.
  func throwLatched() throws(NFSError) {
    let error = inner.withLock { inner in
      defer { inner.error = nil }
      return inner.error
    }
    if let error { throw error }
  }
}
