// SPDX-License-Identifier: Apache-2.0
// What kpi_mbuf.h says about chains, where it differs from what a Swift caller wants.

import CLinux
import SystemPackage

extension MbufNode {
  /// Most bytes `mbuf_pulldown` makes contiguous.
  static let pulldownLimit = KPI_CLUSTER_BYTES

  /// `mbuf_copym`.
  func copyForCaller(from offset: Int, count: Int) throws(Errno) -> MbufNode {
    let isAll = count == mbufCopyAll
    do {
      let copy = try copyRange(
        from: offset, count: isAll ? nil : count, asPacket: offset == 0 && hasHeader)
      if copy.hasHeader { copy.packetLength = isAll ? packetLength : count }
      return copy
    } catch {
      MbufCounters.copyFailures.add(1)
      throw error
    }
  }

  /// `mbuf_pullup`: the chain is freed on failure.
  func pullUp(_ count: Int) throws(Errno) -> MbufNode {
    do {
      return try pulledUp(count)
    } catch {
      MbufCounters.pullupFailures.add(1)
      freeChain()
      throw error
    }
  }

  private func pulledUp(_ count: Int) throws(Errno) -> MbufNode {
    if !isExternal, count >= 0 {
      if length >= count { return self }
      guard count <= KPI_MHLEN, hasBytes(count) else { throw .noMemory }
      if trailingSpace >= count - length {
        next = pull(count - length, from: next)
        return self
      }
    }
    guard count >= 0, count <= KPI_MHLEN, hasBytes(count),
      let front = hasHeader ? Self.packet(type: type) : Self.plain(type: type)
    else { throw .noMemory }
    front.nextPacket = nextPacket
    if hasHeader { moveHeader(to: front) }
    front.next = front.pull(count, from: self)
    return front
  }

  /// Whether the chain has at least `count` bytes.
  private func hasBytes(_ count: Int) -> Bool {
    var left = count
    var node = Optional(self)
    while left > 0, let current = node {
      left -= current.length
      node = current.next
    }
    return left <= 0
  }

  /// `mbuf_pulldown`: `count` bytes at `offset` become contiguous and writable. The chain is freed on
  /// failure.
  func pullDown(_ count: Int, at offset: Int) throws(Errno) -> (node: MbufNode, offset: Int) {
    guard count >= 0, offset >= 0, count <= Self.pulldownLimit, offset <= .max - count,
      hasBytes(offset + count), var (node, inner) = locate(offset),
      let found = node.gather(count, at: &inner)
    else {
      freeChain()
      throw .noMemory
    }
    node = found
    return (node, inner)
  }

  /// Makes `count` bytes at `inner` of this mbuf contiguous and unshared.
  ///
  /// - Returns: the mbuf that has them; nil without memory.
  private func gather(_ count: Int, at inner: inout Int) -> MbufNode? {
    let here = min(count, length - inner)
    if here == count, !isShared { return self }
    if !isShared, trailingSpace >= count - here {
      next = pull(count - here, from: next)
      return self
    }
    guard let middle = Self.plain(type: type) else { return nil }
    if count > middle.bufferBytes, !middle.attachCluster(.cluster) {
      middle.free()
      return nil
    }
    unsafe middle.data.update(from: data + inner, count: here)
    middle.length = here
    if length - inner > here {
      guard let tail = Self.plain(type: type) else {
        middle.free()
        return nil
      }
      tail.shareStorage(of: self)
      unsafe tail.data += inner + here
      tail.length = length - inner - here
      tail.next = next
      next = tail
    }
    length = inner
    middle.next = count > here ? middle.pull(count - here, from: next) : next
    next = middle
    inner = 0
    return middle
  }

  /// `mbuf_adj`.
  func adjust(_ count: Int) {
    if count >= 0 {
      let taken = dropFirst(count)
      if hasHeader { packetLength -= taken }
    } else {
      let kept = max(0, chainLength + count)
      keepFirst(kept)
      if hasHeader { packetLength = kept }
    }
  }

  /// `mbuf_concatenate`.
  func concatenate(_ source: MbufNode) {
    let tail = last
    var rest = Optional(source)
    while let node = rest {
      guard !tail.isExternal, tail.trailingSpace > node.length else {
        tail.next = node
        return
      }
      unsafe tail.dataEnd.update(from: node.data, count: node.length)
      tail.length += node.length
      rest = node.free()
    }
  }

  /// `mbuf_copyback`.
  func overwrite(at offset: Int, with bytes: UnsafeRawBufferPointer) throws(Errno) {
    guard offset >= 0 else { throw .invalidArgument }
    defer { if hasHeader { packetLength = max(packetLength, chainLength) } }
    let present = chainLength
    var left = unsafe bytes
    if offset < present, var (node, skip) = locate(offset) {
      while true {
        let count = min(left.count, node.length - skip)
        if count > 0, let source = left.baseAddress {
          unsafe UnsafeMutableRawPointer(node.data + skip).copyMemory(
            from: source, byteCount: count)
          unsafe left = UnsafeRawBufferPointer(rebasing: left.dropFirst(count))
        }
        guard unsafe !left.isEmpty, let next = node.next else { break }
        (node, skip) = (next, 0)
      }
    }
    var tail = last
    var gap = max(0, offset - present)
    while unsafe gap > 0 || !left.isEmpty {
      if tail.trailingSpace == 0 { tail = try grow(behind: tail, by: gap + left.count) }
      let zeros = min(gap, tail.trailingSpace)
      unsafe tail.dataEnd.update(repeating: 0, count: zeros)
      tail.length += zeros
      gap -= zeros
      let count = unsafe tail.fillTrailingSpace(left)
      unsafe left = UnsafeRawBufferPointer(rebasing: left.dropFirst(count))
    }
  }

  /// Links an empty mbuf behind `tail`, with a cluster when that pays and there is one.
  private func grow(behind tail: MbufNode, by count: Int) throws(Errno) -> MbufNode {
    guard let node = Self.plain(type: tail.type) else { throw .noBufferSpace }
    if count > KPI_MINCLSIZE { _ = node.attachCluster(.cluster(fitting: count)) }
    tail.next = node
    return node
  }
}

/// "Everything from the offset on" (`MBUF_COPYALL`).
let mbufCopyAll = 1_000_000_000
