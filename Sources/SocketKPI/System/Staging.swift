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
  /// One packet, or one stretch of a stream; the queue owns the chain. An empty packet has none.
  @safe fileprivate struct Record: @unchecked Sendable {
    var head: mbuf_t?
    var byteCount: Int
    var sender: SocketAddress?
    var control: [UInt8]

    /// The chain, taken out.
    func chain() -> MbufChain {
      guard let head = unsafe head else { return MbufChain() }
      return unsafe MbufChain(adopting: head)
    }
  }

  @safe fileprivate struct State: Sendable {
    var records: [Record] = []
    var byteCount = 0
    /// Some of it has come since an upcall was last told.
    var isNews = false
  }

  private let state = Locked(State())

  deinit { removeAll() }

  var byteCount: Int { state.withLock { $0.byteCount } }
  var isEmpty: Bool { state.withLock { $0.records.isEmpty } }

  /// Adds input at the end. A stream's chunk without bytes is dropped; an empty packet counts.
  func append(
    _ chain: consuming MbufChain, isStream: Bool, sender: SocketAddress? = nil,
    control: [UInt8] = []
  ) {
    let byteCount = chain.byteCount
    if byteCount == 0 && isStream { return }
    let head = unsafe chain.intoRaw()
    state.withLock { state in
      unsafe state.records.append(
        Record(head: head, byteCount: byteCount, sender: sender, control: control))
      state.byteCount += byteCount
      state.isNews = true
    }
  }

  /// True, once, when input is here of which no upcall has been told.
  func takeNews() -> Bool {
    state.withLock { state in
      let isNews = state.isNews && !state.records.isEmpty
      state.isNews = false
      return isNews
    }
  }

  func removeAll() {
    let records = state.withLock { state in
      let taken = state.records
      state = State()
      return taken
    }
    for index in records.indices { _ = records[index].chain() }
  }

  /// Copies input into a transfer's buffers.
  ///
  /// - Parameters:
  ///   - keepsRest: what does not fit of a packet stays in front of the queue.
  /// - Returns: bytes; from one packet only, unless it is a stream. Nil when the queue is empty.
  func take(
    into transfer: inout Transfer, peek: Bool, isStream: Bool, keepsRest: Bool
  ) -> Int? {
    var copy = unsafe transfer
    let done: Int? = state.withLock { state in
      guard !state.records.isEmpty else { return nil }
      var (done, index) = (0, 0)
      while index < state.records.count {
        let record = state.records[index]
        let chain = record.chain()
        let part = unsafe min(record.byteCount, copy.total - done)
        unsafe copy.store(chain, count: part, at: done)
        done += part
        if !isStream {
          let cut = keepsRest ? MSG_RCVMORE : CInt(MSG_TRUNC)
          unsafe copy.describe(
            record.sender, record.control, flags: part < record.byteCount ? cut : 0)
        }
        let isSpent = part == record.byteCount || (!isStream && !keepsRest)
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
    unsafe records[index].head = chain.intoRaw()
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
  fileprivate mutating func describe(
    _ sender: SocketAddress?, _ control: [UInt8], flags: CInt
  ) {
    unsafe resultFlags = flags
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
  /// Clears the mark of staged input, unless some was added meanwhile.
  func unmarkStagedInput() {
    bits.remove(.hasStagedInput)
    if !staging.isEmpty { bits.insert(.hasStagedInput) }
  }

  /// Moves one packet, or a stretch of the stream, into the staging queue. False when there was none.
  func stageHostInput() -> Bool {
    guard let piece = takeHostPiece() else { return false }
    let (sender, control) = (isStream ? nil : piece.sender, piece.control)
    staging.append(piece.intoChain(), isStream: isStream, sender: sender, control: control)
    bits.insert(.hasStagedInput)
    return true
  }
}
