// SPDX-License-Identifier: Apache-2.0
// Input that has left the host but not yet been taken.

import CLinux
import CSocketKPI
import Glibc
import SystemPackage

/// A socket's own receive queue, in front of the host's.
///
/// Input gets here when filters look at it, when a filter injects some, and when a call that waits for
/// many bytes must not lose those that came before its time-out.
@safe final class Staging: @unchecked Sendable {
  /// One packet, or one stretch of a stream; the queue owns the chain.
  @safe fileprivate struct Record: @unchecked Sendable {
    var head: mbuf_t
    var byteCount: Int
    var sender: SocketAddress?
    var control: [UInt8]
  }

  @safe fileprivate struct State: Sendable {
    var records: [Record] = []
    var byteCount = 0
  }

  private let state = Locked(State())

  deinit { removeAll() }

  var byteCount: Int { state.withLock { $0.byteCount } }
  var isEmpty: Bool { state.withLock { $0.records.isEmpty } }

  /// Adds input at the end. A stream's chunk without bytes is dropped; an empty packet counts.
  func append(
    _ chain: consuming MbufChain, sender: SocketAddress? = nil, control: [UInt8] = []
  ) {
    let byteCount = chain.byteCount
    guard let head = unsafe chain.intoRaw() else { return }
    state.withLock { state in
      unsafe state.records.append(
        Record(head: head, byteCount: byteCount, sender: sender, control: control))
      state.byteCount += byteCount
    }
  }

  func removeAll() {
    let records = state.withLock { state in
      let taken = state.records
      state = State()
      return taken
    }
    for index in records.indices { _ = unsafe MbufChain(adopting: records[index].head) }
  }

  /// Copies input into a transfer's buffers.
  ///
  /// - Returns: bytes; from one packet only, unless it is a stream.
  func take(into transfer: inout Transfer, peek: Bool, isStream: Bool) -> Int {
    var copy = unsafe transfer
    let done = state.withLock { state in
      var (done, index) = (0, 0)
      while index < state.records.count {
        let record = state.records[index]
        let chain = unsafe MbufChain(adopting: record.head)
        let part = unsafe min(record.byteCount, copy.total - done)
        unsafe copy.store(chain, count: part, at: done)
        done += part
        if !isStream {
          unsafe copy.describe(record.sender, record.control, cut: part < record.byteCount)
        }
        let isSpent = !isStream || part == record.byteCount
        state.settle(index, chain, taken: part, drop: isSpent && !peek, peek: peek)
        if peek || !isSpent { index += 1 }
        if unsafe !isStream || done == copy.total { break }
      }
      return done
    }
    unsafe transfer = copy
    return done
  }
}

extension Staging.State {
  /// Puts what is left of a record back, or lets it go.
  fileprivate mutating func settle(
    _ index: Int, _ chain: consuming MbufChain, taken: Int, drop: Bool, peek: Bool
  ) {
    if drop {
      byteCount -= records[index].byteCount
      records.remove(at: index)
      return
    }
    var chain = chain
    if !peek {
      chain.trimFront(taken)
      records[index].byteCount -= taken
      byteCount -= taken
    }
    if let head = unsafe chain.intoRaw() { unsafe records[index].head = head }
  }
}

extension Transfer {
  /// Copies the front of a chain to the buffers, behind what they hold already.
  fileprivate func store(_ chain: borrowing MbufChain, count: Int, at start: Int) {
    guard let vectors = unsafe vectors else { return }
    var (position, from, index) = (start, 0, 0)
    while unsafe index < vectorCount && position >= vectors[index].iov_len {
      unsafe position -= vectors[index].iov_len
      index += 1
    }
    while from < count, unsafe index < vectorCount {
      let room = unsafe min(vectors[index].iov_len - position, count - from)
      let target = unsafe UnsafeMutableRawBufferPointer(
        start: vectors[index].iov_base + position, count: room)
      unsafe chain.copy(at: from, to: target)
      from += room
      position = 0
      index += 1
    }
  }

  /// Reports sender and ancillary data of a packet.
  fileprivate mutating func describe(_ sender: SocketAddress?, _ control: [UInt8], cut: Bool) {
    unsafe resultFlags = cut ? CInt(MSG_TRUNC) : 0
    if let sender, let name = unsafe name {
      unsafe sender.copy(to: name.assumingMemoryBound(to: sockaddr.self), room: nameLength)
      unsafe receivedName = sender.hostLength
    }
    guard let target = unsafe self.control else { return }
    let count = unsafe min(control.count, controlLength)
    if count < control.count { unsafe resultFlags |= CInt(MSG_CTRUNC) }
    for index in 0..<count {
      unsafe target.storeBytes(of: control[index], toByteOffset: index, as: UInt8.self)
    }
    unsafe controlLength = count
  }
}

extension MbufChain {
  /// Copies bytes out; the range lies within the chain.
  fileprivate borrowing func copy(at offset: Int, to target: UnsafeMutableRawBufferPointer) {
    var span = unsafe MutableRawSpan(_unsafeBytes: target)
    try? copyBytes(at: offset, into: &span)
  }
}

extension KernelSocket {
  /// Moves what the host has into the staging queue. False when there was nothing.
  func stageHostInput() -> Bool {
    guard let piece = takeHostPiece() else { return false }
    staging.append(piece.intoChain())
    bits.insert(.hasStagedInput)
    return true
  }
}
