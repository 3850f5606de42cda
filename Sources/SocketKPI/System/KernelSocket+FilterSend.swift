// SPDX-License-Identifier: Apache-2.0
// Sends that pass through filters on their way to the host.

import CLinux
import Glibc
import SystemPackage

extension KernelSocket {
  /// Copies a transfer into a chain and sends that through the filters.
  func sendThroughFilters(
    _ transfer: Transfer, flags: MessageFlags, atomic: Bool
  ) throws(Errno) -> Int {
    try sendThroughFilters(
      unsafe transfer.chain(), control: unsafe transfer.controlChain(),
      to: unsafe transfer.address(), flags: flags, atomic: atomic)
  }

  /// Runs a chain through the filters and sends what they leave of it, whole.
  ///
  /// - Returns: the length of the chain as it came, also when a filter has swallowed it.
  func sendThroughFilters(
    _ chain: consuming MbufChain, control: consuming MbufChain, to address: SocketAddress?,
    flags: MessageFlags, atomic: Bool
  ) throws(Errno) -> Int {
    var data = chain
    var ancillary = control
    let total = data.byteCount
    // A send from within this socket's outbound filter, on the same thread, is let through.
    let exclusive = !filters.isRunningOutbound
    return try gated(flags, exclusive: exclusive) { (host, mayWait) throws(Errno) in
      if atomic && isStream && total > sendLimit.load(ordering: .relaxed) {
        throw .messageTooLong
      }
      // Filters see data once, so room is waited for before they do.
      if !mayWait, readiness(descriptor.raw, of: .writable).isEmpty { throw .wouldBlock }
      let marks: FilterDataFlags = host & CInt(MSG_OOB) != 0 ? .outOfBand : []
      guard
        try filterOutbound(&data, control: &ancillary, to: address, flags: marks)
      else { return total }
      let rest = ancillary.bytes()
      _ = unsafe try withTransfer(of: data) { transfer throws(Errno) in
        try unsafe addressed(transfer, to: address) { transfer throws(Errno) in
          try unsafe withControl(transfer, rest) { transfer throws(Errno) in
            try unsafe carefulSend(transfer, host, mayWait: mayWait, atomic: isStream)
          }
        }
      }
      return total
    }
  }

  private func withControl(
    _ transfer: Transfer, _ control: [UInt8], _ body: (Transfer) throws(Errno) -> Int
  ) throws(Errno) -> Int {
    if control.isEmpty { return try unsafe body(transfer) }
    var copy = control
    let outcome: Result<Int, Errno> = unsafe copy.withUnsafeMutableBytes { buffer in
      var full = unsafe transfer
      unsafe full.control = buffer.baseAddress
      unsafe full.controlLength = buffer.count
      do throws(Errno) { return .success(try unsafe body(full)) } catch { return .failure(error) }
    }
    return try outcome.get()
  }
}

extension Transfer {
  /// A copy of the bytes in the buffers.
  func chain() -> MbufChain {
    var chain = MbufChain()
    guard let vectors = unsafe vectors else { return chain }
    for index in 0..<(unsafe vectorCount) {
      let part = unsafe UnsafeRawBufferPointer(
        start: vectors[index].iov_base, count: vectors[index].iov_len)
      chain.append(copying: unsafe part.bytes)
    }
    return chain
  }

  /// A copy of the ancillary data.
  func controlChain() -> MbufChain {
    guard let control = unsafe control else { return MbufChain() }
    let part = unsafe UnsafeRawBufferPointer(start: control, count: controlLength)
    return MbufChain(copying: unsafe part.bytes)
  }

  /// The address the message goes to.
  func address() -> SocketAddress? {
    guard let name = unsafe name else { return nil }
    return unsafe SocketAddress(name, length: nameLength)
  }
}
