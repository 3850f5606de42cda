// SPDX-License-Identifier: Apache-2.0
// Trimming, splitting, slicing and straightening chains; payload is shared, not copied.

import CLinux
import SystemPackage

extension MbufChain {
  /// Removes bytes from the front; all of them when there are fewer. Memory is given back at once.
  public mutating func trimFront(_ count: Int) {
    guard count > 0, let first else { return }
    byteCount -= first.dropFirst(count)
    if first.length == 0 { first.dropStorage() }
    while let node = first.next, node.length == 0 { first.next = node.free() }
    if first.next == nil { last = first }
  }

  /// Removes bytes from the end; all of them when there are fewer. Memory is given back at once.
  public mutating func trimBack(_ count: Int) {
    guard count > 0, let first else { return }
    let kept = max(0, byteCount - count)
    first.keepFirst(kept)
    byteCount = kept
    var node = first
    var left = kept - first.length
    while left > 0, let next = node.next {
      node = next
      left -= node.length
    }
    node.next?.freeChain()
    node.next = nil
    last = node
  }

  /// Cuts the chain in two. This one keeps the first `offset` bytes; clusters are shared.
  ///
  /// - Returns: the rest.
  /// - Throws: `.invalidArgument` when there are fewer bytes; `.noMemory`. The chain is intact then.
  public mutating func split(at offset: Int) throws(Errno) -> MbufChain {
    guard offset >= 0, offset <= byteCount else { throw .invalidArgument }
    if offset == byteCount { return MbufChain() }
    if offset == 0 {
      let rest = MbufChain(first: first, last: last, byteCount: byteCount)
      (first, last, byteCount) = (nil, nil, 0)
      return rest
    }
    guard let first else { throw .invalidArgument }
    first.packetLength = byteCount
    guard let rest = try first.split(at: offset) else { throw .noMemory }
    let restChain = MbufChain(first: rest, last: rest.last, byteCount: byteCount - offset)
    last = first.last
    byteCount = offset
    return restChain
  }

  /// A second chain with some of the bytes; clusters are shared, bytes kept inline are copied.
  ///
  /// - Throws: `.invalidArgument` when the range leaves the chain; `.noMemory`.
  public func slice(_ range: Range<Int>) throws(Errno) -> MbufChain {
    guard range.lowerBound >= 0, range.upperBound <= byteCount else { throw .invalidArgument }
    guard let first, !range.isEmpty else { return MbufChain() }
    let copy = try first.copyRange(from: range.lowerBound, count: range.count, asPacket: true)
    copy.packetLength = range.count
    return MbufChain(first: copy, last: copy.last, byteCount: range.count)
  }

  /// A copy that shares clusters with this chain: what a sender keeps for a retransmission.
  public func copy() throws(Errno) -> MbufChain {
    try slice(0..<byteCount)
  }

  /// Arranges that the first `count` bytes lie in one stretch (`mbuf_pullup`).
  ///
  /// - Parameter count: up to 16384 bytes, the size of the largest cluster.
  /// - Throws: `.invalidArgument` when the chain is shorter or `count` too large; `.noMemory`. The chain
  ///   is intact then.
  public mutating func makeContiguous(prefix count: Int) throws(Errno) {
    guard count >= 0, count <= byteCount, count <= KPI_JUMBO_CLUSTER_BYTES else {
      throw .invalidArgument
    }
    guard let first else { return }
    var start = first
    while start.length == 0, let next = start.next { start = next }
    if start.length >= count { return }
    guard let front = MbufNode.packet(type: first.type) else { throw .noMemory }
    if count > front.bufferBytes, !front.attachCluster(.cluster(fitting: count)) {
      front.free()
      throw .noMemory
    }
    if first.hasHeader { first.moveHeader(to: front) }
    front.next = front.pull(count, from: first)
    self.first = front
    last = front.last
  }
}
