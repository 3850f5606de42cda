// SPDX-License-Identifier: Apache-2.0
// Writing ahead of what waits: no write buffer, the head of the send queue.

import ONCRPC
import Wire

extension FileState {
  /// Writes and waits until the server keeps the bytes; earlier data of the file goes first.
  func write(urgently bytes: [UInt8], at offset: UInt64) async throws(NFSError) {
    try await flush()
    var done = 0
    var emptyWrites = 0
    while done < bytes.count {
      let part = done..<min(bytes.count, done + mount.sizes.write)
      let count = try await write(urgently: bytes, part, at: offset + UInt64(done))
      emptyWrites = count == 0 ? emptyWrites + 1 : 0
      guard emptyWrites < WriteBuffer.maximumEmptyWrites else {
        throw NFSError(.protocolViolation("WRITE takes no bytes"), operation: "WRITE")
      }
      done += count
    }
    forgetBlocks(offset..<offset + UInt64(bytes.count))
  }

  /// One WRITE; returns how many bytes the server took.
  private func write(
    urgently bytes: [UInt8], _ part: Range<Int>, at offset: UInt64
  ) async throws(NFSError) -> Int {
    let began = mount.begin()
    let piece = DataPiece(copying: bytes.rawSpan.extracting(part), capacity: part.count)
    let answer = try await mount.client.write(
      NFS3WriteArguments(
        file: file, offset: offset, count: UInt32(part.count), stability: .fileSync),
      payload: piece.payload, priority: .urgent)
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
