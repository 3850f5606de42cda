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

  /// Takes everything out.
  func takeAll() -> [UInt8] {
    bytes.withLock { bytes in
      let taken = bytes
      bytes = []
      return taken
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

  /// How long the rest of a record is tried for after its socket was shut or closed.
  private static let farewell = Duration.seconds(60)

  /// Sends what waits, then the end of the stream, beside the socket: nothing of an accepted record is
  /// lost when its sender shuts or closes before there was room.
  ///
  /// - Returns: false when nothing waits.
  func finishSendingElsewhere() -> Bool {
    let rest = unsent.takeAll()
    bits.remove(.hasUnsent)
    guard !rest.isEmpty else { return false }
    let copy = dup(descriptor.raw)
    guard copy >= 0 else { return false }
    startThread(named: "kpi-farewell") {
      let deadline = Instant.now.advanced(by: KernelSocket.farewell)
      var done = 0
      while done < rest.count {
        let count = unsafe rest.withUnsafeBytes { buffer in
          unsafe Glibc.send(
            copy, buffer.baseAddress! + done, buffer.count - done,
            CInt(MSG_DONTWAIT) | CInt(MSG_NOSIGNAL))
        }
        if count > 0 {
          done += count
        } else if count < 0, errno != EAGAIN, errno != EINTR {
          break
        } else {
          let ready = try? waitReady(copy, for: .writable, until: deadline, interruptible: false)
          if ready?.isEmpty ?? true { break }
        }
      }
      _ = Glibc.shutdown(copy, CInt(SHUT_WR))
      Glibc.close(copy)
    }
    return true
  }

  /// On the dispatcher: sends what waits, unless a sender is at it already.
  func flushUnsent() {
    guard sendGate.tryLock() else { return }
    flushUnsentLocked()
    sendGate.unlock()
  }
}
