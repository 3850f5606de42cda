// SPDX-License-Identifier: Apache-2.0
// One block on its way from the server, or here already.

import ONCRPC
import Synchronization

/// A block read ahead of its reader; several readers may wait for it.
final class ReadAheadBlock: Sendable {
  enum State: Sendable {
    case pending
    /// This many bytes are there; fewer than the block has room for only at the end of the file.
    case ready(count: Int)
    case failed(NFSError)
  }

  let buffer: RPCBuffer
  private let state = Mutex(State.pending)
  private let condition = AsyncCondition()

  init(capacity: Int) { buffer = RPCBuffer(capacity: capacity) }

  func finish(_ result: State) {
    state.withLock { $0 = result }
    condition.signal()
  }

  /// Waits for the block.
  /// - Returns: bytes in it.
  func wait() async throws(NFSError) -> Int {
    while true {
      let ticket = condition.ticket
      switch state.withLock({ $0 }) {
      case .ready(let count): return count
      case .failed(let error): throw error
      case .pending: break
      }
      if Task.isCancelled { throw NFSError(.cancelled, operation: "READ") }
      await condition.wait(since: ticket)
    }
  }
}
