// SPDX-License-Identifier: Apache-2.0
// Making written data safe: everything out, then COMMIT, until the server has kept it.

import Synchronization
import Wire

extension FileState {
  private enum Step {
    case done
    case wait
    case pump
    case write(WriteBuffer.Write)
    case commit(WriteBuffer.Commit)
  }

  /// Writes everything out and commits it.
  ///
  /// - Throws: the first error since the last report. `cancelled` leaves the data in the buffer.
  func flush() async throws(NFSError) {
    inner.withLock { $0.flushers += 1 }
    defer { inner.withLock { $0.flushers -= 1 } }
    while true {
      let ticket = progress.ticket
      switch inner.withLock({ nextStep(&$0) }) {
      case .done:
        try throwLatched()
        return
      case .write(let write): await send(write)
      case .commit(let commit): try await send(commit)
      case .pump:
        pump()
        await progress.wait(since: ticket)
      case .wait: await progress.wait(since: ticket)
      }
      if Task.isCancelled { throw NFSError(.cancelled, operation: "COMMIT") }
    }
  }

  /// Writes a range out and waits until the server has answered for all of it; it may lose it still.
  ///
  /// - Throws: the first error since the last report.
  func settle(_ range: Range<UInt64>) async throws(NFSError) {
    inner.withLock { $0.flushers += 1 }
    defer { inner.withLock { $0.flushers -= 1 } }
    while true {
      let ticket = progress.ticket
      guard inner.withLock({ $0.buffer.isUnanswered(range) }) else { return try throwLatched() }
      pump()
      await progress.wait(since: ticket)
      if Task.isCancelled { throw NFSError(.cancelled, operation: "WRITE") }
    }
  }

  private func nextStep(_ inner: inout Inner) -> Step {
    if inner.isWritingDurably { return .wait }
    if inner.buffer.isEmpty { return .done }
    if inner.buffer.hasDirty || inner.buffer.callsInFlight > 0 {
      // A small file: one synchronous WRITE instead of WRITE and COMMIT.
      if inner.buffer.callsInFlight == 0, let only = inner.buffer.onlyWrite() {
        return .write(only)
      }
      return inner.buffer.hasDirty ? .pump : .wait
    }
    guard !inner.isCommitting, let commit = inner.buffer.beginCommit() else { return .wait }
    inner.isCommitting = true
    return .commit(commit)
  }

  /// One COMMIT, from sending it to what its answer means.
  private func send(_ commit: WriteBuffer.Commit) async throws(NFSError) {
    let began = mount.begin()
    var released = 0
    var failure: NFSError?
    do {
      let answer = try await mount.client.commit(
        NFS3CommitArguments(file: file, offset: commit.offset, count: commit.count))
      switch answer.result {
      case .success(let success):
        mount.accept(success.cacheData, of: file, began: began)
        let result = inner.withLock { $0.buffer.committed(commit, verifier: success.verifier) }
        released = result.released
        if result.rewritten > 0 { mount.client.countRewrite(bytes: result.rewritten) }
        mount.notice(verifier: success.verifier)
      case .failure(let status, let data):
        mount.accept(data, of: file, began: began)
        latch(NFSError(.status(status), operation: "COMMIT"))
        released = inner.withLock { $0.buffer.commitFailed(commit) }
      }
    } catch {
      inner.withLock { $0.buffer.uncommitted(commit) }
      failure = error
    }
    inner.withLock { $0.isCommitting = false }
    mount.dirtyBudget.release(released)
    progress.signal()
    if let failure { throw failure }
  }

  /// Sends a COMMIT in the background when much data waits for one.
  func commitIfMany() {
    let threshold = mount.configuration.commitThresholdBytes
    let commit = inner.withLock { inner -> WriteBuffer.Commit? in
      guard inner.buffer.unstableBytes >= threshold, !inner.isCommitting,
        let commit = inner.buffer.beginCommit()
      else { return nil }
      inner.isCommitting = true
      return commit
    }
    guard let commit else { return }
    mount.spawn {
      do throws(NFSError) { try await self.send(commit) } catch { self.latch(error) }
    }
  }

  /// Writes everything out without anybody waiting; the first error stays for the next report.
  func flushInBackground() {
    let starts = inner.withLock { inner in
      guard !inner.isFlushingInBackground, !inner.buffer.isEmpty else { return false }
      inner.isFlushingInBackground = true
      return true
    }
    guard starts else { return }
    mount.spawn {
      do throws(NFSError) { try await self.flush() } catch { self.latch(error) }
      self.inner.withLock { $0.isFlushingInBackground = false }
    }
  }
}

extension NFSMount {
  /// Memory for written data is short: everything goes out.
  func relieveMemory() {
    for file in state.withLock({ Array($0.files.values) }) { file.flushInBackground() }
  }
}
