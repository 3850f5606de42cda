// SPDX-License-Identifier: Apache-2.0
// Large buffers, used again instead of being given back to the kernel each time.

internal import Synchronization

/// Keeps buffers of one size.
final class BufferPool: Sendable {
  private let capacity: Int
  private let free = Mutex<[ByteBuffer]>([])

  init(capacity: Int) {
    self.capacity = capacity
  }

  func take() -> ByteBuffer {
    free.withLock { $0.popLast() } ?? ByteBuffer(capacity: capacity)
  }

  /// Takes a buffer back that nobody reads any more.
  func give(_ buffer: ByteBuffer) {
    buffer.removeAll()
    free.withLock { $0.append(buffer) }
  }
}
