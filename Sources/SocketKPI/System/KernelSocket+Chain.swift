// SPDX-License-Identifier: Apache-2.0
// Sending and receiving chains.

import CLinux
import Glibc
import SystemPackage

/// First guess of what a stream receive brings, in bytes.
private let receivePieceBytes = 64 * 1024
/// The largest datagram there is, with its sender's ancillary data.
private let maximumDatagramBytes = 65_536
/// Vectors that live on the stack for one system call.
private let stackVectors = 64

extension KernelSocket {
  /// Sends a chain, all of it or nothing, on streams too (`sock_sendmbuf`). It is consumed in every case.
  ///
  /// - Returns: the length of the chain.
  /// - Throws: `.messageTooLong` a chain above SO_SNDBUF; `.wouldBlock` no room and not allowed to wait;
  ///   otherwise as the other sends.
  @discardableResult
  public func send(
    _ chain: consuming MbufChain, to address: SocketAddress? = nil, flags: MessageFlags = []
  ) throws(Errno) -> Int {
    try sendChain(chain, to: address, flags: flags, atomic: true)
  }

  /// Sends a chain of any length, in pieces if it must be (`sock_sendmbuf_can_wait`).
  @discardableResult
  public func sendWaiting(
    _ chain: consuming MbufChain, to address: SocketAddress? = nil, flags: MessageFlags = []
  ) throws(Errno) -> Int {
    try sendChain(chain, to: address, flags: flags, atomic: false)
  }

  private func sendChain(
    _ chain: consuming MbufChain, to address: SocketAddress?, flags: MessageFlags, atomic: Bool
  ) throws(Errno) -> Int {
    guard handle.enter() else {
      reportUseAfterClose()
      throw .badFileDescriptor
    }
    defer { handle.leave() }
    if bits.load().contains(.hasFilters) {
      return try sendThroughFilters(
        chain, control: MbufChain(), to: address, flags: flags, atomic: atomic)
    }
    return unsafe try withTransfer(of: chain) { transfer throws(Errno) in
      try unsafe addressed(transfer, to: address) { transfer throws(Errno) in
        try unsafe send(transfer, flags: flags, atomic: atomic)
      }
    }
  }

  /// Describes a chain to the system.
  func withTransfer<Value>(
    of chain: borrowing MbufChain, _ body: (Transfer) throws(Errno) -> Value
  ) throws(Errno) -> Value {
    let needed = chain.segmentCount
    let outcome: Result<Value, Errno> = unsafe withUnsafeTemporaryAllocation(
      of: iovec.self, capacity: max(needed, 1)
    ) { vectors in
      let (count, _) = unsafe chain.fillVectors(into: vectors)
      if count == 0 { unsafe vectors.initializeElement(at: 0, to: iovec()) }
      let transfer = unsafe Transfer(UnsafeBufferPointer(rebasing: vectors[..<max(count, 1)]))
      do throws(Errno) { return .success(try unsafe body(transfer)) } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  /// Takes up to `limit` bytes off the front of the receive queue, as one chain (`sock_receivembuf`).
  ///
  /// A datagram socket never joins two packets, whatever the limit.
  ///
  /// - Parameters:
  ///   - limit: bytes, 1 or more. The chain may be shorter.
  /// - Returns: bytes in order of arrival. An empty chain is end of file, or an empty datagram.
  /// - Throws: as `receive(into:flags:)`.
  public func receiveChain(
    upTo limit: Int, flags: MessageFlags = []
  ) throws(Errno) -> MbufChain {
    guard limit > 0 else { throw .invalidArgument }
    return try inside { () throws(Errno) in
      var transfer = unsafe Transfer()
      return try unsafe receiveChain(&transfer, upTo: limit, flags: flags)
    }
  }

  /// Takes one message off the receive queue, with its sender.
  public func receiveMessage(
    upTo limit: Int, flags: MessageFlags = []
  ) throws(Errno) -> ReceivedMessage {
    guard limit > 0 else { throw .invalidArgument }
    return try inside { () throws(Errno) in
      let storage = UnsafeMutablePointer<sockaddr_storage>.allocate(capacity: 1)
      defer { unsafe storage.deallocate() }
      var transfer = unsafe Transfer()
      unsafe transfer.name = UnsafeMutableRawPointer(storage)
      unsafe transfer.nameLength = MemoryLayout<sockaddr_storage>.size
      let chain = try unsafe receiveChain(&transfer, upTo: limit, flags: flags)
      let length = unsafe transfer.receivedName
      let sender = length == 0 ? nil : unsafe SocketAddress(storage, length: length)
      let told = MessageFlags(rawValue: unsafe transfer.resultFlags)
      return ReceivedMessage(
        chain: chain, sender: sender,
        flags: told.intersection([.truncated, .receiveMore, .haveMore]))
    }
  }

  /// A chain under way to the caller, with what the system said of it.
  func receiveChain(
    _ transfer: inout Transfer, upTo limit: Int, flags: MessageFlags
  ) throws(Errno) -> MbufChain {
    let capacity: Int
    if !isStream {
      capacity = min(limit, maximumDatagramBytes)
    } else if flags.contains(.waitAll) {
      // Never trust the caller's number with memory: take what is there, piece by piece.
      capacity = min(limit, settings.withLock { $0.receiveHighWater })
    } else {
      capacity = min(limit, receivePieceBytes)
    }
    let side = try enterReceive(flags)
    defer { leave(side) }
    var chain = try unsafe receivePiece(
      &transfer, capacity: capacity, flags: flags, mayWait: side.mayWait)
    guard isStream, !flags.contains(.peek) else { return chain }
    // "All there is" may be more than one piece.
    while chain.byteCount < limit, chain.byteCount > 0, chain.byteCount % capacity == 0 {
      var next = flags
      if !flags.contains(.waitAll) { next.insert(.dontWait) }
      var rest = unsafe Transfer()
      let room = min(capacity, limit - chain.byteCount)
      let mayWait = side.mayWait && !next.contains(.dontWait)
      guard
        let piece = try? unsafe receivePiece(
          &rest, capacity: room, flags: next, mayWait: mayWait), !piece.isEmpty
      else { break }
      chain.append(piece)
      unsafe transfer.resultFlags = rest.resultFlags
    }
    return chain
  }

  private func receivePiece(
    _ transfer: inout Transfer, capacity: Int, flags: MessageFlags, mayWait: Bool
  ) throws(Errno) -> MbufChain {
    let buffer = try MbufChain.receiveBuffer(capacity: capacity)
    var copy = unsafe transfer
    let outcome: Result<Int, Errno> = unsafe withUnsafeTemporaryAllocation(
      of: iovec.self, capacity: max(stackVectors, capacity / 16_384 + 2)
    ) { vectors in
      let (count, bytes) = unsafe buffer.fillVectors(into: vectors)
      unsafe copy.vectors = UnsafePointer(vectors.baseAddress)
      unsafe copy.vectorCount = count
      unsafe copy.total = bytes
      do throws(Errno) {
        return .success(try unsafe receive(&copy, flags: flags, mayWait: mayWait))
      } catch { return .failure(error) }
    }
    unsafe copy.vectors = nil
    unsafe transfer = copy
    let length = try outcome.get()
    return buffer.commit(length: length)
  }
}
