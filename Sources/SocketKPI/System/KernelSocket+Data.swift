// SPDX-License-Identifier: Apache-2.0
// Sending and receiving for Swift callers.

import Glibc
import SystemPackage

/// A received message: its bytes and who sent it.
public struct ReceivedMessage: ~Copyable, Sendable {
  /// Bytes in order of arrival.
  public var chain: MbufChain
  /// The sender; nil on a connected stream.
  public var sender: SocketAddress?
  /// `.truncated` when a datagram was longer than the limit, or `.receiveMore` when its rest stays;
  /// `.haveMore` when more waits.
  public var flags: MessageFlags
}

extension KernelSocket {
  /// Sends bytes (`sock_send`).
  ///
  /// - Parameters:
  ///   - address: for datagram sockets that are not connected.
  ///   - flags: `.dontWait`, `.outOfBand`.
  /// - Returns: bytes queued; short only when waiting was not allowed and the stream was full.
  /// - Throws: `.wouldBlock`, `.brokenPipe`, `.socketNotConnected`, `.addressRequired`,
  ///   `.messageTooLong` a datagram above SO_SNDBUF, `.socketIsConnected` an address too many.
  public func send(
    _ bytes: RawSpan, to address: SocketAddress? = nil, flags: MessageFlags = []
  ) throws(Errno) -> Int {
    let outcome: Result<Int, Errno> = unsafe bytes.withUnsafeBytes { buffer in
      var vector = unsafe iovec(
        iov_base: UnsafeMutableRawPointer(mutating: buffer.baseAddress), iov_len: buffer.count)
      do throws(Errno) {
        return .success(
          try unsafe send(vectors: one(&vector), to: address, flags: flags))
      } catch { return .failure(error) }
    }
    return try outcome.get()
  }

  /// Sends the bytes of an array; see `send(_:to:flags:)` for spans.
  @discardableResult
  public func send(
    _ bytes: [UInt8], to address: SocketAddress? = nil, flags: MessageFlags = []
  ) throws(Errno) -> Int {
    try unsafe send(bytes.span.bytes, to: address, flags: flags)
  }

  /// Sends the bytes of several buffers as one message or stretch of the stream.
  public func send(
    vectors: UnsafeBufferPointer<iovec>, to address: SocketAddress? = nil,
    flags: MessageFlags = []
  ) throws(Errno) -> Int {
    try inside { () throws(Errno) in
      guard unsafe Transfer.byteCount(vectors) != nil else { throw .invalidArgument }
      let transfer = unsafe Transfer(vectors)
      return try unsafe addressed(transfer, to: address) { transfer throws(Errno) in
        try unsafe send(transfer, flags: flags, atomic: false)
      }
    }
  }

  /// Runs a send with the address in place.
  func addressed<Value>(
    _ transfer: Transfer, to address: SocketAddress?,
    _ body: (Transfer) throws(Errno) -> Value
  ) throws(Errno) -> Value {
    guard let address else { return try unsafe body(transfer) }
    return unsafe try address.withSockaddr { pointer, length throws(Errno) in
      var named = unsafe transfer
      unsafe named.name = UnsafeMutableRawPointer(mutating: pointer)
      unsafe named.nameLength = Int(length)
      return try unsafe body(named)
    }
  }

  /// Receives into memory of the caller (`sock_receive`).
  ///
  /// - Returns: bytes; 0 at end of file and for an empty datagram.
  /// - Throws: `.wouldBlock`, `.socketNotConnected`, `.interrupted`, or the pending error, once.
  public func receive(
    into target: inout MutableRawSpan, flags: MessageFlags = []
  ) throws(Errno) -> Int {
    let outcome: Result<Int, Errno> = unsafe target.withUnsafeMutableBytes { buffer in
      var vector = unsafe iovec(iov_base: buffer.baseAddress, iov_len: buffer.count)
      do throws(Errno) {
        return .success(try unsafe receive(vectors: one(&vector), flags: flags))
      } catch { return .failure(error) }
    }
    return try outcome.get()
  }

  /// Receives at most `limit` bytes into a new array.
  public func receive(upTo limit: Int, flags: MessageFlags = []) throws(Errno) -> [UInt8] {
    var failure: Errno?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      var vector = unsafe iovec(iov_base: buffer.baseAddress, iov_len: limit)
      do throws(Errno) {
        count = try unsafe receive(vectors: one(&vector), flags: flags)
      } catch {
        failure = error
        count = 0
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Receives into several buffers, in order.
  public func receive(
    vectors: UnsafeBufferPointer<iovec>, flags: MessageFlags = []
  ) throws(Errno) -> Int {
    try inside { () throws(Errno) in
      guard unsafe Transfer.byteCount(vectors) != nil else { throw .invalidArgument }
      var transfer = unsafe Transfer(vectors)
      return try unsafe receive(&transfer, flags: flags)
    }
  }
}

/// One buffer as a list. The pointer is good for the duration of the call it is an argument of.
private func one(_ vector: UnsafePointer<iovec>) -> UnsafeBufferPointer<iovec> {
  unsafe UnsafeBufferPointer(start: vector, count: 1)
}
