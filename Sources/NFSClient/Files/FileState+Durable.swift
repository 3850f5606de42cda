// SPDX-License-Identifier: Apache-2.0
// Writing without the write buffer: the caller waits until the server keeps the bytes.

import ONCRPC
import Synchronization
import Wire

extension FileState {
  /// Writes and waits until the server keeps the bytes; earlier data of the file goes first.
  ///
  /// - Parameter priority: nil for the usual one of bulk data.
  func write(
    durably bytes: [UInt8], at offset: UInt64, priority: RPCPriority? = nil
  ) async throws(NFSError) {
    repeat { try await flush() } while !beginDurableWrite()
    defer { endDurableWrite() }
    var done = 0
    var emptyWrites = 0
    while done < bytes.count {
      let part = done..<min(bytes.count, done + mount.sizes.write)
      let count = try await write(durably: bytes, part, at: offset + UInt64(done), priority)
      emptyWrites = count == 0 ? emptyWrites + 1 : 0
      guard emptyWrites < WriteBuffer.maximumEmptyWrites else {
        throw NFSError(.protocolViolation("WRITE takes no bytes"), operation: "WRITE")
      }
      done += count
    }
    forgetBlocks(offset..<offset + UInt64(bytes.count))
  }

  /// Keeps other writes away: two under way at a time could reach the file in either order.
  ///
  /// - Returns: false when there is something to wait for again.
  private func beginDurableWrite() -> Bool {
    inner.withLock { inner in
      guard inner.buffer.isEmpty, !inner.isWritingDurably else { return false }
      inner.isWritingDurably = true
      return true
    }
  }

  private func endDurableWrite() {
    inner.withLock { $0.isWritingDurably = false }
    progress.signal()
    pump()
  }

  /// One WRITE; returns how many bytes the server took.
  private func write(
    durably bytes: [UInt8], _ part: Range<Int>, at offset: UInt64, _ priority: RPCPriority?
  ) async throws(NFSError) -> Int {
    let began = mount.begin()
    let piece = DataPiece(copying: bytes.rawSpan.extracting(part), capacity: part.count)
    let answer = try await mount.client.write(
      NFS3WriteArguments(
        file: file, offset: offset, count: UInt32(part.count), stability: .fileSync),
      payload: piece.payload, priority: priority)
    switch answer.result {
    case .success(let success):
      mount.accept(success.cacheData, of: file, began: began)
      mount.notice(verifier: success.verifier)
      guard success.stability == .fileSync else {
        throw NFSError(
          .protocolViolation("a weaker WRITE than asked for"), operation: "WRITE")
      }
      return Int(success.count)
    case .failure(let status, let data):
      mount.accept(data, of: file, began: began)
      throw NFSError(.status(status), operation: "WRITE")
    }
  }
}
