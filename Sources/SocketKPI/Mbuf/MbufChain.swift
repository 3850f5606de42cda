// SPDX-License-Identifier: Apache-2.0
// A packet as a Swift value: the chain has one owner, and ends with its scope.

import CLinux
import CSocketKPI
import SystemPackage

/// A chain of mbufs, owned by one place at a time.
///
/// Bytes are kept in pooled pieces: inline in 256-byte mbufs when they are few, in clusters of 2, 4 or
/// 16 KiB otherwise. Slices and splits share clusters, so payload is never copied to be parsed or
/// passed on. Consuming a chain (`send`, `append`) hands it over; what is not handed over returns to the
/// pools at the end of its scope.
///
/// Operations that need memory and cannot throw trap when the pools are exhausted (gigabytes of live
/// chains).
///
/// - Note: a chain may move between threads; it is not meant to be used by two at once.
/// - Source: the packets of kpi_mbuf.h.
@safe
public struct MbufChain: ~Copyable, @unchecked Sendable {
  /// First mbuf: a header mbuf unless the chain was adopted from C without one.
  var first: MbufNode?
  /// Last mbuf of `first`'s packet.
  var last: MbufNode?

  /// Bytes in the chain.
  public internal(set) var byteCount: Int

  /// Whether there are no bytes. An empty chain received from a stream means end of file.
  public var isEmpty: Bool { byteCount == 0 }

  /// A chain without bytes, without memory.
  public init() {
    first = nil
    last = nil
    byteCount = 0
  }

  init(first: MbufNode?, last: MbufNode?, byteCount: Int) {
    self.first = first
    self.last = last
    self.byteCount = byteCount
  }

  /// An empty chain with room for `capacity` bytes: what is appended first needs no allocation.
  public init(capacity: Int) {
    self.init()
    guard capacity > 0 else { return }
    reserve(capacity)
  }

  /// A chain with a copy of the bytes.
  public init(copying bytes: RawSpan) {
    self.init()
    append(copying: bytes)
  }

  /// A chain with a copy of the bytes.
  public init(copying bytes: [UInt8]) {
    unsafe self.init(copying: bytes.span.bytes)
  }

  /// Takes over a chain from C: the packet that starts at `handle`, without other packets of its list.
  ///
  /// The length is measured, not believed. A handle that is no live mbuf gives an empty chain, and a
  /// report in checked mode.
  ///
  /// - Parameter handle: an mbuf the caller owns; not to be used afterwards.
  public init(adopting handle: mbuf_t) {
    guard let node = unsafe MbufNode(handle, in: "MbufChain.init(adopting:)") else {
      self.init()
      return
    }
    self.init(first: node, last: node.last, byteCount: node.chainLength)
  }

  deinit {
    first?.freeChain()
  }

  /// Hands the chain over to C.
  ///
  /// Its first mbuf has a packet header, and the length in it is right (unless the chain was adopted
  /// without a header).
  ///
  /// - Returns: the first mbuf, which the caller now owns; nil for a chain without memory.
  public consuming func intoRaw() -> mbuf_t? {
    let node = first
    if let node, node.hasHeader { node.packetLength = byteCount }
    discard self
    return unsafe node?.handle
  }

  /// Calls `body` with every stretch of bytes, in order. Empty mbufs are passed over.
  public func forEachSegment<Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Void
  ) throws(Failure) {
    var node = first
    while let current = node {
      if current.length > 0 {
        try body(unsafe RawSpan(_unsafeStart: current.data, byteCount: current.length))
      }
      node = current.next
    }
  }

  /// Calls `body` with the first stretch of bytes: the whole prefix after `makeContiguous(prefix:)`.
  /// The span is empty when the chain is.
  public func withContiguousPrefix<Result: ~Copyable, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var node = first
    while let current = node, current.length == 0 { node = current.next }
    guard let node else { return try body(RawSpan()) }
    return try body(unsafe RawSpan(_unsafeStart: node.data, byteCount: node.length))
  }

  /// Copies bytes out.
  ///
  /// - Parameters:
  ///   - offset: where to begin.
  ///   - target: filled completely.
  /// - Throws: `.invalidArgument` when the chain ends earlier; what there was has been copied.
  public func copyBytes(at offset: Int, into target: inout MutableRawSpan) throws(Errno) {
    let isComplete = unsafe target.withUnsafeMutableBytes { bytes in
      guard offset >= 0, let first else { return unsafe bytes.isEmpty && offset == 0 }
      return unsafe first.copyBytes(from: offset, to: bytes)
    }
    guard isComplete else { throw .invalidArgument }
  }

  /// All bytes, copied.
  public func bytes() -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
      if let first {
        _ = unsafe first.copyBytes(from: 0, to: UnsafeMutableRawBufferPointer(buffer))
      }
      count = byteCount
    }
  }
}
