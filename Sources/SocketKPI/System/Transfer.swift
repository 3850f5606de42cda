// SPDX-License-Identifier: Apache-2.0
// One message on its way in or out, as the system describes it.

import CLinux
import Glibc
import SystemPackage

/// A message to send or to fill in: buffers, address and ancillary data, all the caller's.
@unsafe struct Transfer {
  var vectors: UnsafePointer<iovec>?
  var vectorCount = 0
  /// Bytes in the buffers.
  var total = 0
  var name: UnsafeMutableRawPointer?
  var nameLength = 0
  var control: UnsafeMutableRawPointer?
  var controlLength = 0
  /// What the system said of a received message (`MSG_TRUNC`, …).
  var resultFlags: CInt = 0
  /// Whether the system delivered a sender's address.
  var receivedName = 0

  init() {}

  init(_ buffers: UnsafeBufferPointer<iovec>) {
    unsafe vectors = buffers.baseAddress
    unsafe vectorCount = buffers.count
    unsafe total = Transfer.byteCount(buffers) ?? 0
  }

  /// Bytes in a list of buffers; nil when the sum passes 2^31 − 1, the most one call may move.
  static func byteCount(_ buffers: UnsafeBufferPointer<iovec>) -> Int? {
    var total = 0
    for index in 0..<buffers.count {
      let length = unsafe buffers[index].iov_len
      guard length >= 0, length <= Int(Int32.max) - total else { return nil }
      total += length
    }
    return total
  }

  /// True for one plain buffer: the short system call will do.
  var isPlain: Bool {
    if unsafe name != nil { return false }
    if unsafe control != nil { return false }
    return unsafe vectorCount == 1
  }

  /// Most buffers in one system call.
  static let maximumVectors = 1024
}

extension KernelSocket {
  /// One receive on the host; with MSG_DONTWAIT among the flags it never sleeps.
  ///
  /// - Returns: bytes, or the error number negated.
  @inline(__always)
  func hostReceive(_ transfer: inout Transfer, flags: CInt) -> Int {
    let count: Int
    if isStream, unsafe transfer.isPlain, let vectors = unsafe transfer.vectors {
      count = unsafe recv(
        descriptor.raw, vectors.pointee.iov_base, vectors.pointee.iov_len, flags)
    } else {
      // A datagram may be cut, which only the long form tells.
      count = unsafe hostReceiveMessage(&transfer, flags: flags)
    }
    return count >= 0 ? count : -Int(errno)
  }

  func hostReceiveMessage(_ transfer: inout Transfer, flags: CInt) -> Int {
    var message = unsafe msghdr()
    unsafe message.msg_name = transfer.name
    unsafe message.msg_namelen = socklen_t(transfer.nameLength)
    unsafe message.msg_iov = UnsafeMutablePointer(mutating: transfer.vectors)
    unsafe message.msg_iovlen = min(transfer.vectorCount, Transfer.maximumVectors)
    unsafe message.msg_control = transfer.control
    unsafe message.msg_controllen = transfer.controlLength
    let count = unsafe recvmsg(descriptor.raw, &message, flags)
    if count >= 0 {
      unsafe transfer.resultFlags = message.msg_flags
      unsafe transfer.receivedName = transfer.name == nil ? 0 : Int(message.msg_namelen)
      let room = unsafe transfer.controlLength
      unsafe transfer.controlLength = transfer.control == nil ? 0 : message.msg_controllen
      if bits.load().contains(.reportsClass) { unsafe describeClass(&transfer, room: room) }
    }
    return count
  }

  /// One send on the host, without a signal; with MSG_DONTWAIT among the flags it never sleeps.
  ///
  /// - Returns: bytes, or the error number negated.
  @inline(__always)
  func hostSend(_ transfer: Transfer, flags: CInt) -> Int {
    let flags = flags | CInt(MSG_NOSIGNAL)
    let count: Int
    if unsafe transfer.isPlain, let vectors = unsafe transfer.vectors {
      count = unsafe Glibc.send(
        descriptor.raw, vectors.pointee.iov_base, vectors.pointee.iov_len, flags)
    } else {
      var message = unsafe msghdr()
      unsafe message.msg_name = transfer.name
      unsafe message.msg_namelen = socklen_t(transfer.nameLength)
      unsafe message.msg_iov = UnsafeMutablePointer(mutating: transfer.vectors)
      unsafe message.msg_iovlen = min(transfer.vectorCount, Transfer.maximumVectors)
      unsafe message.msg_control = transfer.control
      unsafe message.msg_controllen = transfer.controlLength
      count = unsafe sendmsg(descriptor.raw, &message, flags)
    }
    return count >= 0 ? count : -Int(errno)
  }

  /// Lets the host do the sleeping of blocking calls from now on: a blocking receive is then one system
  /// call, as in C.
  ///
  /// - Returns: false where the host cannot sleep for us (a listener).
  func letHostSleep() -> Bool {
    let now = bits.load()
    if now.contains(.hostSleeps) { return true }
    guard now.isDisjoint(with: [.listening, .connecting]) else { return false }
    do throws(Errno) {
      let (receive, send) = settings.withLock { ($0.receiveTimeout, $0.sendTimeout) }
      try descriptor.limitSleep(receiving: true, to: receive)
      try descriptor.limitSleep(receiving: false, to: send)
      if !now.contains(.hostBlocks) { try descriptor.setSleeping(true) }
    } catch { return false }
    bits.insert([.hostSleeps, .hostBlocks])
    return true
  }

  /// Makes connect and accept return at once.
  func keepHostAwake() throws(Errno) {
    guard bits.load().contains(.hostBlocks) else { return }
    try descriptor.setSleeping(false)
    bits.remove([.hostBlocks, .hostSleeps])
  }
}

/// The buffers that are left after part of a transfer went through.
@safe struct RemainingVectors: ~Copyable {
  private let storage: UnsafeMutableBufferPointer<iovec>
  private var first = 0

  init(_ transfer: Transfer, skipping count: Int) {
    unsafe storage = .allocate(capacity: transfer.vectorCount)
    let total = unsafe transfer.vectorCount
    for index in 0..<total {
      guard let vectors = unsafe transfer.vectors else { break }
      unsafe storage.initializeElement(at: index, to: vectors[index])
    }
    advance(by: count)
  }

  mutating func advance(by count: Int) {
    var left = count
    while unsafe first < storage.count {
      let length = unsafe storage[first].iov_len
      if left < length {
        // Assigned as a whole: the thread sanitizer's compiler pass fails on `iov_base +=`.
        let base = unsafe storage[first].iov_base
        unsafe storage[first] = iovec(
          iov_base: base.map { unsafe $0 + left }, iov_len: length - left)
        return
      }
      left -= length
      first += 1
    }
  }

  func withVectors<Result>(_ body: (UnsafeBufferPointer<iovec>) -> Result) -> Result {
    unsafe body(UnsafeBufferPointer(rebasing: storage[first...]))
  }

  /// The first `count` bytes of what is left.
  func withPrefix<Result>(
    _ count: Int, _ body: (UnsafeBufferPointer<iovec>) -> Result
  ) -> Result {
    unsafe withUnsafeTemporaryAllocation(of: iovec.self, capacity: storage.count) { vectors in
      var (left, filled) = (count, 0)
      while left > 0, unsafe first + filled < storage.count {
        var vector = unsafe storage[first + filled]
        let length = unsafe min(vector.iov_len, left)
        unsafe vector.iov_len = length
        unsafe vectors.initializeElement(at: filled, to: vector)
        left -= length
        filled += 1
      }
      return unsafe body(UnsafeBufferPointer(rebasing: vectors[..<filled]))
    }
  }

  deinit { unsafe storage.deallocate() }
}
