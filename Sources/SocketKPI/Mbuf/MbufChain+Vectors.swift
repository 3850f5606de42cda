// SPDX-License-Identifier: Apache-2.0
// Chains and the system's vectors: what to send from, and what to receive into.

import CLinux
import Glibc

extension MbufChain {
  /// Describes the bytes from `offset` on to the system.
  ///
  /// - Parameters:
  ///   - vectors: room for the description; a longer chain is described in part.
  ///   - offset: bytes already dealt with.
  /// - Returns: how many vectors were filled, and the bytes in them.
  package func fillVectors(
    into vectors: UnsafeMutableBufferPointer<iovec>, from offset: Int = 0
  ) -> (count: Int, bytes: Int) {
    var (filled, bytes, skip) = (0, 0, offset)
    var node = first
    while let current = node, filled < vectors.count {
      node = current.next
      let length = current.length
      if skip >= length {
        skip -= length
        continue
      }
      unsafe vectors[filled] = iovec(iov_base: current.data + skip, iov_len: length - skip)
      bytes += length - skip
      filled += 1
      skip = 0
    }
    return (filled, bytes)
  }

  /// Mbufs that hold data: the vectors needed for the whole chain.
  package var segmentCount: Int {
    var count = 0
    var node = first
    while let current = node {
      if current.length > 0 { count += 1 }
      node = current.next
    }
    return count
  }

  /// A chain over memory of the caller, which is not copied.
  ///
  /// - Parameters:
  ///   - bytes: must stay valid and unchanged until `release` runs.
  ///   - release: runs once, on any thread, when the last chain that refers to the bytes has gone.
  package init(
    noCopy bytes: UnsafeMutableRawBufferPointer, release: @escaping @Sendable () -> Void
  ) {
    guard let base = bytes.baseAddress, unsafe !bytes.isEmpty else {
      self.init()
      release()
      return
    }
    let box = unsafe Unmanaged.passRetained(ReleaseBox(release)).toOpaque()
    guard let node = MbufNode.packet(),
      let storage = unsafe MbufStorage.foreign(
        base.assumingMemoryBound(to: CChar.self), size: bytes.count,
        argument: box.assumingMemoryBound(to: CChar.self), release: ReleaseBox.run)
    else { preconditionFailure("no memory for mbufs") }
    unsafe node.setStorage(storage)
    node.length = bytes.count
    self.init(first: node, last: node, byteCount: bytes.count)
  }
}

/// A Swift closure behind a C callback.
private final class ReleaseBox: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }

  static let run:
    @convention(c) (
      UnsafeMutablePointer<CChar>?, CUnsignedInt, UnsafeMutablePointer<CChar>?
    ) -> Void = { _, _, argument in
      guard let argument = unsafe argument else { return }
      unsafe Unmanaged<ReleaseBox>.fromOpaque(argument).takeRetainedValue().body()
    }
}
