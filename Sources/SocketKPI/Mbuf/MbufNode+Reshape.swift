// SPDX-License-Identifier: Apache-2.0
// Cutting, joining and straightening chains.

import CLinux
import SystemPackage

extension MbufNode {
  /// Cuts the chain: this one keeps `offset` bytes.
  ///
  /// External storage at the cut is shared. With a packet header the rest gets one too, with the
  /// same receive interface, and both lengths are right afterwards.
  ///
  /// - Returns: the rest; nil when a chain without header ends exactly at the cut.
  /// - Throws: `.noMemory`; `.invalidArgument` past the end. The chain is intact then.
  func split(at offset: Int) throws(Errno) -> MbufNode? {
    guard offset >= 0, let (node, inner) = locateCut(offset) else { throw .invalidArgument }
    let remaining = node.length - inner
    if !hasHeader, remaining == 0 {
      defer { node.next = nil }
      return node.next
    }
    guard let front = hasHeader ? Self.packet(type: node.type) : Self.plain(type: node.type) else {
      throw .noMemory
    }
    var last = front
    if node.isExternal, remaining > 0 {
      front.shareStorage(of: node)
      unsafe front.data += inner
      front.length = remaining
    } else if remaining > 0 {
      if remaining > front.bufferBytes {
        guard let second = Self.plain(type: node.type) else {
          front.free()
          throw .noMemory
        }
        front.next = second
        last = second
      }
      unsafe last.data.update(from: node.data + inner, count: remaining)
      last.length = remaining
    }
    last.next = node.next
    node.next = nil
    node.length = inner
    guard hasHeader else { return front }
    unsafe front.raw.pointee.header.interface = raw.pointee.header.interface
    front.packetLength = packetLength - offset
    packetLength = offset
    return front
  }

  /// Like `locate`, but a cut between two mbufs belongs to the end of the first.
  private func locateCut(_ offset: Int) -> (node: MbufNode, inner: Int)? {
    var left = offset
    var node = self
    while left > node.length {
      guard let next = node.next else { return nil }
      left -= node.length
      node = next
    }
    return (node, left)
  }

  /// Takes bytes off the front. Emptied mbufs stay in the chain; the packet length is not touched.
  ///
  /// - Returns: bytes taken: less than `count` when the chain was shorter.
  @discardableResult
  func dropFirst(_ count: Int) -> Int {
    var left = count
    var node = Optional(self)
    while left > 0, let current = node {
      let here = min(left, current.length)
      unsafe current.data += here
      current.length -= here
      left -= here
      node = current.next
    }
    return count - left
  }

  /// Keeps the first `count` bytes. Mbufs behind them stay in the chain with length 0; the packet
  /// length is not touched.
  func keepFirst(_ count: Int) {
    var left = count
    var node = Optional(self)
    while let current = node {
      current.length = min(left, current.length)
      left -= current.length
      node = current.next
    }
  }

  /// Moves bytes from the front of `source` into the trailing space here, freeing what becomes empty.
  ///
  /// - Parameter count: bytes to move; there must be room, and as many in `source`.
  /// - Returns: what is left of `source`.
  func pull(_ count: Int, from source: MbufNode?) -> MbufNode? {
    var left = count
    var node = source
    while let current = node {
      let here = min(left, current.length)
      unsafe dataEnd.update(from: current.data, count: here)
      length += here
      unsafe current.data += here
      current.length -= here
      left -= here
      if current.length > 0 { break }
      if left == 0, here == 0 { break }
      node = current.free()
      if left == 0 { break }
    }
    return node
  }

  /// Makes room for `count` bytes in front of the data, in this mbuf or a new one.
  ///
  /// The room counts as data afterwards, its content is undefined; the packet length includes it.
  ///
  /// - Returns: the first mbuf; nil when there is no memory (the chain is intact).
  func prepend(_ count: Int) -> MbufNode? {
    if !isShared, leadingSpace >= count {
      unsafe data -= count
      length += count
      if hasHeader { packetLength += count }
      return self
    }
    guard let front = hasHeader ? Self.packet(type: type) : Self.plain(type: type) else {
      return nil
    }
    if count > front.bufferBytes, !front.attachCluster(.cluster(fitting: count)) {
      front.free()
      return nil
    }
    guard count <= front.bufferBytes else {
      front.free()
      return nil
    }
    if hasHeader { moveHeader(to: front) }
    unsafe front.data = front.bufferStart + (front.bufferBytes - count)
    front.length = count
    front.next = self
    front.nextPacket = nextPacket
    nextPacket = nil
    if front.hasHeader { front.packetLength += count }
    return front
  }
}
