// SPDX-License-Identifier: Apache-2.0
// Sending a packet's head and data in one call, from where they are.

internal import CSocketKPI
internal import Glibc
internal import SocketKPI
internal import SystemPackage

extension KernelSocket {
  /// Sends a head and the data behind it without joining them.
  ///
  /// - Returns: bytes taken, which may be fewer than offered on a non-blocking socket.
  func send(head: ArraySlice<UInt8>, data: DataSlice?) throws(Errno) -> Int {
    guard let data else {
      return try send(unsafe head.span.bytes, flags: .dontWait)
    }
    let outcome: Result<Int, Errno> = unsafe head.withUnsafeBytes { head in
      unsafe data.bytes.withUnsafeBytes { bytes in
        let body = unsafe UnsafeRawBufferPointer(rebasing: bytes[data.range])
        let vectors: [iovec] = unsafe [
          iovec(iov_base: UnsafeMutableRawPointer(mutating: head.baseAddress), iov_len: head.count),
          iovec(iov_base: UnsafeMutableRawPointer(mutating: body.baseAddress), iov_len: body.count),
        ]
        return unsafe vectors.withUnsafeBufferPointer { vectors in
          do throws(Errno) {
            return .success(try unsafe send(vectors: vectors, flags: .dontWait))
          } catch {
            return .failure(error)
          }
        }
      }
    }
    return try outcome.get()
  }
}
