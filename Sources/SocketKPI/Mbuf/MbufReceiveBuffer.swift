// SPDX-License-Identifier: Apache-2.0
// Fresh clusters for a receive, and the chain that comes out of it.

import CLinux
import Glibc
import SystemPackage

/// Room for bytes that the system is about to deliver.
///
/// Describe it with `fillVectors`, let the system fill it, then `commit` what arrived. Without a commit
/// everything returns to the pools.
package struct MbufReceiveBuffer: ~Copyable {
  private var chain: MbufChain
  /// Bytes there is room for.
  package let capacity: Int

  /// Room for `capacity` bytes: pieces of 16 KiB, the last one the smallest that fits.
  ///
  /// - Throws: `.noMemory`.
  package init(capacity: Int) throws(Errno) {
    let (head, _) = try MbufNode.packet(room: max(capacity, 1))
    self.capacity = capacity
    chain = MbufChain(first: head, last: nil, byteCount: 0)
  }

  /// Describes the room to the system.
  ///
  /// - Returns: how many vectors were filled, and the bytes in them, at most `capacity`.
  package func fillVectors(
    into vectors: UnsafeMutableBufferPointer<iovec>
  ) -> (count: Int, bytes: Int) {
    var (filled, bytes) = (0, 0)
    var node = chain.first
    while let current = node, bytes < capacity, filled < vectors.count {
      let room = min(current.bufferBytes, capacity - bytes)
      unsafe vectors[filled] = iovec(iov_base: current.data, iov_len: room)
      bytes += room
      filled += 1
      node = current.next
    }
    return (filled, bytes)
  }

  /// The chain of the first `length` bytes; clusters that stayed empty return to their pool.
  ///
  /// - Parameter length: what the system delivered, at most the bytes described. With 0 the chain has
  ///   no memory.
  package consuming func commit(length: Int) -> MbufChain {
    let first = chain.surrender().first
    guard let first, length > 0 else {
      first?.freeChain()
      return MbufChain()
    }
    var left = length
    var node = first
    while true {
      node.length = min(left, node.bufferBytes)
      left -= node.length
      guard left > 0, let next = node.next else { break }
      node = next
    }
    precondition(left == 0, "more bytes than there was room for")
    node.next?.freeChain()
    node.next = nil
    first.packetLength = length
    return MbufChain(first: first, last: node, byteCount: length)
  }
}

extension MbufChain {
  /// Room for up to `capacity` received bytes.
  package static func receiveBuffer(capacity: Int) throws(Errno) -> MbufReceiveBuffer {
    try MbufReceiveBuffer(capacity: capacity)
  }
}
