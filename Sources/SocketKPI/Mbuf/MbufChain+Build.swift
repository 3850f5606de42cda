// SPDX-License-Identifier: Apache-2.0
// Building chains: appending, prepending, room to write into.

import CLinux
import SystemPackage

extension MbufChain {
  /// Appends another chain; its mbufs are linked, not copied.
  public mutating func append(_ other: consuming MbufChain) {
    let (otherFirst, otherLast, count) = other.surrender()
    guard let otherFirst else { return }
    guard let last else {
      (first, self.last, byteCount) = (otherFirst, otherLast, count)
      return
    }
    otherFirst.dropHeader()
    last.next = otherFirst
    self.last = otherLast
    byteCount += count
  }

  /// Appends a copy of the bytes, first into the room that is left.
  public mutating func append(copying bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { bytes in
      var left = UnsafeRawBufferPointer(bytes)
      while unsafe !left.isEmpty {
        if writable == nil { reserve(left.count) }
        guard let node = writable else { preconditionFailure("an mbuf without room") }
        let count = unsafe node.fillTrailingSpace(left)
        byteCount += count
        unsafe left = UnsafeRawBufferPointer(rebasing: left.dropFirst(count))
      }
    }
  }

  /// Appends a copy of the bytes.
  public mutating func append(copying bytes: [UInt8]) {
    unsafe append(copying: bytes.span.bytes)
  }

  /// Appends up to `count` bytes that `body` writes in place, contiguously.
  ///
  /// - Parameters:
  ///   - count: room that `body` finds, 1 to 16384 bytes.
  ///   - body: appends to the span; what it has appended is in the chain afterwards, unless it throws.
  public mutating func append<Result: ~Copyable, Failure: Error>(
    upTo count: Int, _ body: (inout OutputRawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(count > 0 && count <= KPI_JUMBO_CLUSTER_BYTES, "1 to 16384 contiguous bytes")
    if (last?.trailingSpace ?? 0) < count { reserve(count) }
    guard let node = writable else { preconditionFailure("an mbuf without room") }
    let room = unsafe UnsafeMutableRawBufferPointer(start: node.dataEnd, count: count)
    var span = unsafe OutputRawSpan(buffer: room, initializedCount: 0)
    let result = try body(&span)
    let written = unsafe span.finalize(for: room)
    node.length += written
    byteCount += written
    return result
  }

  /// Puts a copy of the bytes in front: into the room before the data, or a new mbuf.
  public mutating func prepend(copying bytes: RawSpan) {
    guard !bytes.isEmpty else { return }
    guard let first else { return append(copying: bytes) }
    guard bytes.byteCount <= KPI_JUMBO_CLUSTER_BYTES, let front = first.prepend(bytes.byteCount)
    else { preconditionFailure("no room in front of a chain") }
    self.first = front
    unsafe bytes.withUnsafeBytes { bytes in
      guard let source = bytes.baseAddress else { return }
      unsafe UnsafeMutableRawPointer(front.data).copyMemory(from: source, byteCount: bytes.count)
    }
    byteCount += bytes.byteCount
  }

  /// Puts a copy of the bytes in front.
  public mutating func prepend(copying bytes: [UInt8]) {
    unsafe prepend(copying: bytes.span.bytes)
  }

  /// The last mbuf, if it has room.
  private var writable: MbufNode? {
    guard let last, last.trailingSpace > 0 else { return nil }
    return last
  }

  /// Adds an empty mbuf with room for `count` bytes at the end, or for as many as a cluster holds.
  mutating func reserve(_ count: Int) {
    guard let node = first == nil ? MbufNode.packet() : MbufNode.plain() else {
      preconditionFailure("no memory for mbufs")
    }
    if count > node.bufferBytes, !node.attachCluster(.cluster(fitting: count)) {
      preconditionFailure("no memory for mbuf clusters")
    }
    if let last { last.next = node } else { first = node }
    last = node
  }

  /// Gives up the mbufs without freeing them.
  consuming func surrender() -> (first: MbufNode?, last: MbufNode?, byteCount: Int) {
    let parts = (first, last, byteCount)
    discard self
    return parts
  }
}
