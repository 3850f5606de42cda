// SPDX-License-Identifier: Apache-2.0
// Copies of chains: sharing external storage, or deep; and bytes in and out.

import CLinux
import SystemPackage

extension MbufNode {
  /// The mbuf that holds byte `offset` of the chain, and where in it. The very end counts as inside
  /// the last mbuf.
  func locate(_ offset: Int) -> (node: MbufNode, inner: Int)? {
    var left = offset
    var node = self
    while left >= node.length {
      guard let next = node.next else { return left == node.length ? (node, left) : nil }
      left -= node.length
      node = next
    }
    return (node, left)
  }

  /// A copy of `count` bytes from `offset`. External storage is shared, inline data copied.
  ///
  /// - Parameters:
  ///   - count: bytes, or nil for everything behind `offset`.
  ///   - asPacket: the copy starts with a header mbuf; from the front of a packet it has a copy of that
  ///     header, without tags and with the length of the original.
  /// - Throws: `.invalidArgument` past the end of the chain; `.noMemory`, also for no bytes.
  func copyRange(from offset: Int, count: Int?, asPacket: Bool) throws(Errno) -> MbufNode {
    guard offset >= 0, var (node, skip) = locate(offset) else { throw .invalidArgument }
    var left = count ?? .max
    var copy = NodeList()
    while left > 0 {
      if skip >= node.length {
        guard let next = node.next else { break }
        (node, skip) = (next, skip - node.length)
        continue
      }
      let isHead = copy.head == nil && asPacket
      guard let piece = isHead ? Self.packet(type: node.type) : Self.plain(type: node.type) else {
        copy.free()
        throw .noMemory
      }
      copy.append(piece)
      if isHead, hasHeader, offset == 0 { copyHeader(to: piece) }
      let taken = piece.copyPart(of: node, from: skip, limit: left)
      left -= taken
      skip += taken
    }
    guard count == nil || left == 0 else {
      copy.free()
      throw .invalidArgument
    }
    guard let head = copy.head else { throw .noMemory }
    return head
  }

  /// Fills this empty mbuf with part of another one.
  ///
  /// - Returns: bytes now here: all that was asked for with external storage, else as many as fit.
  private func copyPart(of other: MbufNode, from offset: Int, limit: Int) -> Int {
    let wanted = min(limit, other.length - offset)
    if other.isExternal {
      shareStorage(of: other)
      unsafe data += offset
      length = wanted
      return wanted
    }
    let count = min(wanted, bufferBytes)
    unsafe data.update(from: other.data + offset, count: count)
    length = count
    return count
  }

  /// A copy that shares nothing: every mbuf with its room, flags, header and tags.
  func deepCopy() -> MbufNode? {
    var copy = NodeList()
    var source = Optional(self)
    while let node = source {
      guard let piece = node.deepCopyOfOne() else {
        copy.free()
        return nil
      }
      copy.append(piece)
      source = node.next
    }
    return copy.head
  }

  private func deepCopyOfOne() -> MbufNode? {
    guard length <= KPI_JUMBO_CLUSTER_BYTES,
      let piece = hasHeader ? Self.packet(type: type) : Self.plain(type: type)
    else { return nil }
    if hasHeader {
      copyHeader(to: piece)
      guard MbufTags.copyAll(from: self, to: piece) else {
        piece.free()
        return nil
      }
    }
    let gap = isExternal ? 0 : unsafe data - bufferStart
    if length > piece.bufferBytes, !piece.attachCluster(.cluster(fitting: length)) {
      piece.free()
      return nil
    }
    if !piece.isExternal { unsafe piece.data += min(gap, piece.bufferBytes - length) }
    unsafe piece.data.update(from: data, count: length)
    piece.length = length
    return piece
  }

  /// Copies bytes of the chain out.
  ///
  /// - Returns: false when the chain ended early; what there was has been copied.
  func copyBytes(from offset: Int, to target: UnsafeMutableRawBufferPointer) -> Bool {
    guard target.count > 0 else { return true }
    guard var (node, skip) = locate(offset) else { return false }
    var done = 0
    while true {
      let count = min(target.count - done, node.length - skip)
      if count > 0 {
        unsafe (target.baseAddress.unsafelyUnwrapped + done).copyMemory(
          from: node.data + skip, byteCount: count)
        done += count
      }
      if done == target.count { return true }
      guard let next = node.next else { return false }
      (node, skip) = (next, 0)
    }
  }

  /// Puts bytes behind the data, as many as there is room for.
  func fillTrailingSpace(_ bytes: UnsafeRawBufferPointer) -> Int {
    let count = min(bytes.count, trailingSpace)
    guard count > 0, let source = bytes.baseAddress else { return 0 }
    unsafe UnsafeMutableRawPointer(dataEnd).copyMemory(from: source, byteCount: count)
    length += count
    return count
  }
}
