// SPDX-License-Identifier: Apache-2.0
// Writing behind: data is taken over at once, sent in blocks, and kept until it is committed.

import ONCRPC
import Synchronization
import Wire

/// Bytes on their way into a write buffer.
enum WriteSource: Sendable {
  case copying([UInt8])
  /// The buffer belongs to the file from now on; nothing is copied.
  case handedOver(RPCBuffer, Range<Int>)

  var count: Int {
    switch self {
    case .copying(let bytes): bytes.count
    case .handedOver(_, let range): range.count
    }
  }

  func insert(_ part: Range<Int>, into buffer: inout WriteBuffer, at offset: UInt64) -> Int {
    switch self {
    case .copying(let bytes): return buffer.insert(bytes.rawSpan.extracting(part), at: offset)
    case .handedOver(let memory, let range):
      let start = range.lowerBound + part.lowerBound
      return buffer.insert(DataPiece(memory, start..<start + part.count), at: offset)
    }
  }
}

extension FileState {
  /// Most bytes that are taken over in one step.
  static let stepBytes = 4 << 20

  /// Takes data over. Returns when it is in the buffer, which may have to wait for memory.
  func write(_ source: WriteSource, at offset: UInt64) async throws(NFSError) {
    try throwLatched()
    let step = max(1, min(FileState.stepBytes, mount.dirtyBudget.limit / 4))
    var done = 0
    while done < source.count {
      let count = min(step, source.count - done)
      try await take(source, done..<done + count, at: offset + UInt64(done))
      done += count
    }
  }

  private func take(
    _ source: WriteSource, _ part: Range<Int>, at offset: UInt64
  ) async throws(NFSError) {
    let budget = mount.dirtyBudget
    if !budget.tryAcquire(part.count) {
      mount.relieveMemory()
      guard await budget.acquire(part.count) else {
        throw NFSError(.cancelled, operation: "WRITE")
      }
    }
    let range = offset..<offset + UInt64(part.count)
    while true {
      let ticket = progress.ticket
      let grown = inner.withLock { inner -> Int? in
        if inner.buffer.overlapsInFlight(range) { return nil }
        return source.insert(part, into: &inner.buffer, at: offset)
      }
      if let grown {
        budget.release(part.count - grown)
        break
      }
      if Task.isCancelled {
        budget.release(part.count)
        throw NFSError(.cancelled, operation: "WRITE")
      }
      await progress.wait(since: ticket)
    }
    forgetBlocks(range)
    pump()
    try await waitForRoomInFlight()
  }

  /// Holds a writer back that is ahead of the server by more than what may be under way: what waits
  /// behind it would only leave the processor's caches.
  private func waitForRoomInFlight() async throws(NFSError) {
    let calls = mount.configuration.maximumWritesInFlight
    while true {
      let ticket = progress.ticket
      let isAhead = inner.withLock { inner in
        inner.buffer.callsInFlight >= calls
          && inner.buffer.heldBytes - inner.buffer.unstableBytes
            > (calls + 1) * inner.buffer.writeBytes
      }
      guard isAhead else { return }
      await progress.wait(since: ticket)
      if Task.isCancelled { throw NFSError(.cancelled, operation: "WRITE") }
    }
  }

  /// Sends what is ready, as far as the limit of calls in flight allows.
  func pump() {
    let limit = mount.configuration.maximumWritesInFlight
    while true {
      let write = inner.withLock { inner -> WriteBuffer.Write? in
        guard inner.buffer.callsInFlight < limit, !inner.isWritingDurably else { return nil }
        return inner.buffer.nextWrite(all: inner.flushers > 0)
      }
      guard let write else { return }
      mount.spawn { await self.send(write) }
    }
  }

  /// One WRITE, from sending it to what its answer means.
  func send(_ write: WriteBuffer.Write) async {
    let began = mount.begin()
    var released = 0
    do {
      let answer = try await mount.client.write(
        NFS3WriteArguments(
          file: file, offset: write.offset, count: UInt32(write.data.count),
          stability: write.stability), payload: write.data.payload)
      switch answer.result {
      case .success(let success):
        mount.accept(success.cacheData, of: file, began: began)
        released = answered(write, success)
        mount.notice(verifier: success.verifier)
      case .failure(let status, let data):
        mount.accept(data, of: file, began: began)
        released = lost(write, NFSError(.status(status), operation: "WRITE"))
      }
    } catch {
      released = lost(write, error)
    }
    mount.dirtyBudget.release(released)
    progress.signal()
    pump()
    commitIfMany()
  }

  private func answered(_ write: WriteBuffer.Write, _ success: NFS3WriteSuccess) -> Int {
    inner.withLock { inner in
      let outcome = inner.buffer.wrote(
        write, count: Int(success.count), stability: success.stability,
        verifier: success.verifier)
      switch outcome {
      case .released(let bytes): return bytes
      case .noProgress, .tooWeak:
        let text = outcome == .tooWeak ? "a weaker WRITE than asked for" : "WRITE takes no bytes"
        if inner.error == nil {
          inner.error = NFSError(.protocolViolation(text), operation: "WRITE")
        }
        return inner.buffer.discard()
      }
    }
  }

  private func lost(_ write: WriteBuffer.Write, _ error: NFSError) -> Int {
    latch(error)
    return inner.withLock { inner in
      var bytes = inner.buffer.failed(write)
      if error.status == .stale { bytes += inner.buffer.discard() }
      return bytes
    }
  }

  /// The server lost its memory: what it had not committed is sent again.
  func noticeRestart(_ verifier: NFS3Verifier) {
    let rewritten = inner.withLock { $0.buffer.notice(verifier: verifier) }
    guard rewritten > 0 else { return }
    mount.client.countRewrite(bytes: rewritten)
    progress.signal()
    pump()
  }
}
