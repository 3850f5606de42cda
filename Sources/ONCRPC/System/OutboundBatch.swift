// SPDX-License-Identifier: Apache-2.0
// Many records in one vectored send, with a resume offset.

internal import CLinux
internal import Glibc
internal import SocketKPI
internal import SystemPackage
internal import Wire

/// Records that are being written to a stream.
///
/// Headers are copied into one stretch of memory, so that a hundred small calls are one vector;
/// payloads are referred to where they are. A batch is finished before the next one begins: a
/// record whose first byte is on the wire is completed, or the connection is closed.
@safe final class OutboundBatch {
  /// Bytes of headers in one batch.
  static let stagingBytes = 64 * 1024
  /// Vectors in one batch.
  static let maximumVectors = 64
  /// A payload needs its own vector, and one for what follows it.
  private static let vectorsPerPayload = 2

  private static let zeros: [UInt8] = [0, 0, 0]

  private var staging: UnsafeMutableRawPointer
  private var capacity: Int
  private var staged = 0
  private let vectors: UnsafeMutablePointer<iovec>
  private var first = 0
  private var end = 0
  private var isOpen = false  // the last vector is staging and may grow
  private var held: [RPCBuffer] = []
  /// Bytes that are not sent yet.
  private(set) var remaining = 0

  init() {
    capacity = Self.stagingBytes
    unsafe staging = .allocate(byteCount: capacity, alignment: RPCBuffer.alignment)
    unsafe vectors = .allocate(capacity: Self.maximumVectors)
  }

  deinit {
    unsafe staging.deallocate()
    unsafe vectors.deallocate()
  }

  var isEmpty: Bool { remaining == 0 }

  /// Whether a record with `bytes` of header, and perhaps a payload, still fits.
  func hasRoom(for bytes: Int, withPayload: Bool) -> Bool {
    if isEmpty { return true }
    let needed = withPayload ? 1 + Self.vectorsPerPayload : 1
    return bytes + RPCBuffer.alignment <= capacity - staged && end + needed <= Self.maximumVectors
  }

  /// Adds bytes, copied. `hasRoom` has been asked.
  func append(_ bytes: RawSpan) {
    let count = bytes.byteCount
    guard count > 0 else { return }
    if staged + count > capacity { grow(count) }
    let start = unsafe staging + staged
    unsafe bytes.withUnsafeBytes { source in
      if let from = source.baseAddress {
        unsafe start.copyMemory(from: from, byteCount: count)
      }
    }
    staged += count
    remaining += count
    if isOpen {
      unsafe vectors[end - 1].iov_len += count
    } else {
      unsafe vectors[end] = iovec(iov_base: start, iov_len: count)
      end += 1
      isOpen = true
    }
  }

  /// Adds what a writer holds from `offset` on, copied.
  @inline(__always)
  func append(_ record: borrowing XDRWriter, from offset: Int = 0) {
    append(record.span.extracting(offset..<record.count))
  }

  /// Adds a payload, not copied, and its padding.
  func append(_ payload: RPCPayload) {
    if !payload.range.isEmpty {
      unsafe vectors[end] = payload.buffer.vector(payload.range)
      end += 1
      remaining += payload.range.count
      held.append(payload.buffer)
      isOpen = false
    }
    if payload.padding > 0 { append(Self.zeros.rawSpan.extracting(first: payload.padding)) }
  }

  /// Hands as much as possible to the socket.
  ///
  /// - Returns: true when everything is sent; false when the socket takes no more now.
  func send(on socket: KernelSocket, flags: MessageFlags = .dontWait) throws(Errno) -> Bool {
    while remaining > 0 {
      let count: Int
      do {
        count = try unsafe socket.send(
          vectors: UnsafeBufferPointer(start: vectors + first, count: end - first), to: nil,
          flags: flags)
      } catch {
        if error == .wouldBlock { return false }
        throw error
      }
      if count == 0 { return false }
      advance(count)
    }
    return true
  }

  /// Moves the resume offset.
  private func advance(_ count: Int) {
    precondition(count <= remaining, "more sent than there was")
    remaining -= count
    if remaining == 0 { return removeAll() }
    var left = count
    while left > 0 {
      let length = unsafe vectors[first].iov_len
      if left < length {
        // Assigned as a whole: the thread sanitizer's compiler pass fails on `iov_base +=`.
        let base = unsafe vectors[first].iov_base
        unsafe vectors[first] = iovec(
          iov_base: base.map { unsafe $0 + left }, iov_len: length - left)
        return
      }
      left -= length
      first += 1
    }
  }

  /// Drops everything: the connection is gone, or all is sent.
  func removeAll() {
    staged = 0
    first = 0
    end = 0
    isOpen = false
    remaining = 0
    if !held.isEmpty { held.removeAll(keepingCapacity: true) }
  }

  /// Makes room for a record longer than the staging memory; only an empty batch may move.
  private func grow(_ count: Int) {
    precondition(staged == 0 && end == 0, "a batch in use cannot move")
    unsafe staging.deallocate()
    capacity = count + RPCBuffer.alignment
    unsafe staging = .allocate(byteCount: capacity, alignment: RPCBuffer.alignment)
  }
}
