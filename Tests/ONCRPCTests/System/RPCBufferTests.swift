// SPDX-License-Identifier: Apache-2.0
// Memory of buffers: taken when it is touched, used again, bounded.

import Testing
import Wire

@testable import ONCRPC

@Suite("Transfer buffers", .serialized)
struct RPCBufferTests {
  @Test("a size class has room for what it is asked for, and small and huge buffers have none")
  func sizeClasses() {
    #expect(BufferPool.sizeClass(4096) == nil)
    #expect(BufferPool.sizeClass(32 << 10) == nil)
    #expect(BufferPool.sizeClass((32 << 10) + 1) == 0)
    #expect(BufferPool.sizeClass(64 << 10) == 0)
    #expect(BufferPool.sizeClass((64 << 10) + 1) == 1)
    #expect(BufferPool.sizeClass(4 << 20) == 6)
    #expect(BufferPool.sizeClass((4 << 20) + 1) == nil)
  }

  @Test(
    "bytes stay where they were put, in buffers of every size", arguments: [0, 1, 4096, 100_000])
  func contents(_ count: Int) {
    let bytes = pattern(count)
    let buffer = RPCBuffer(capacity: count)
    buffer.store(bytes.rawSpan, at: 0)
    #expect(buffer.bytes(0..<count) == bytes)
    #expect(RPCBuffer(bytes).bytes(0..<count) == bytes)
  }

  @Test("a buffer that nobody touched has taken no memory, and none is kept beyond the limit")
  func memory() {
    let before = BufferPool.shared.keptBytes
    for _ in 0..<100 { _ = RPCBuffer(capacity: 4 << 20) }
    #expect(BufferPool.shared.keptBytes == before)
    do {
      let touched = (0..<20).map { _ in RPCBuffer(capacity: 4 << 20) }
      for buffer in touched { buffer.store([1].rawSpan, at: 0) }
    }
    #expect(BufferPool.shared.keptBytes <= BufferPool.maximumKept)
  }
}
