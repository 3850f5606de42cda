// SPDX-License-Identifier: Apache-2.0
// The rest of a record that the host took only in part.

import CLinux
import Glibc
import SystemPackage

/// Bytes of an accepted chain that wait for room. At most one send buffer's worth (SO_SNDBUF).
final class UnsentBytes: Sendable {
  private let bytes = Locked<[UInt8]>([])

  var count: Int { bytes.withLock { $0.count } }

  func append(_ vectors: UnsafeBufferPointer<iovec>) {
    bytes.withLock { bytes in
      for index in 0..<vectors.count {
        let vector = unsafe vectors[index]
        unsafe bytes.append(
          contentsOf: UnsafeRawBufferPointer(start: vector.iov_base, count: vector.iov_len))
      }
    }
  }

  /// Offers the bytes to `send`, which returns how many went, or a negative error number.
  ///
  /// - Returns: nil when all went or the rest has to wait, else the error.
  func drain(_ send: (UnsafeRawBufferPointer) -> Int) -> Errno? {
    bytes.withLock { bytes in
      while !bytes.isEmpty {
        let count = unsafe bytes.withUnsafeBytes { unsafe send($0) }
        if count < 0 {
          if count == -Int(EAGAIN) { return nil }
          bytes = []
          return Errno(rawValue: CInt(-count))
        }
        bytes.removeFirst(count)
      }
      return nil
    }
  }
}

extension KernelSocket {
  /// Sends what waits. The caller holds the send gate.
  func flushUnsentLocked() {
    let error = unsafe unsent.drain { buffer in
      var vector = unsafe iovec(
        iov_base: UnsafeMutableRawPointer(mutating: buffer.baseAddress), iov_len: buffer.count)
      return unsafe withUnsafePointer(to: &vector) { pointer in
        let part = unsafe Transfer(UnsafeBufferPointer(start: pointer, count: 1))
        let count = unsafe hostSend(part, flags: CInt(MSG_DONTWAIT))
        if count > 0 { traffic.countSent(count) }
        return count
      }
    }
    if let error { postError(interpret(error, sending: true).rawValue) }
    if unsent.count == 0 {
      bits.remove(.hasUnsent)
    } else {
      bits.insert(.wantsSpace)
    }
  }

  /// On the dispatcher: sends what waits, unless a sender is at it already.
  func flushUnsent() {
    guard sendGate.tryLock() else { return }
    flushUnsentLocked()
    sendGate.unlock()
  }
}
