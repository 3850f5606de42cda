// SPDX-License-Identifier: Apache-2.0
// Filling and comparing transfer buffers, with the C library's speed.

internal import Glibc
public import ONCRPC

extension RPCBuffer {
  /// Fills a range with zeros.
  public func zero(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    withMutableBytes(range) { bytes in
      unsafe bytes.withUnsafeMutableBytes { buffer in
        if let base = buffer.baseAddress { unsafe memset(base, 0, buffer.count) }
      }
    }
  }

  /// Whether a range holds nothing but zeros.
  public func isZero(_ range: Range<Int>) -> Bool {
    withBytes(range) { bytes in
      unsafe bytes.withUnsafeBytes { buffer in
        guard let base = buffer.baseAddress, buffer.count > 0 else { return true }
        // All bytes equal their neighbour, and the first is zero.
        return unsafe buffer[0] == 0 && memcmp(base, base + 1, buffer.count - 1) == 0
      }
    }
  }

  /// Whether a range holds the same bytes as in another buffer.
  public func isEqual(to other: RPCBuffer, _ range: Range<Int>) -> Bool {
    withBytes(range) { mine in
      other.withBytes(range) { theirs in
        unsafe mine.withUnsafeBytes { left in
          unsafe theirs.withUnsafeBytes { right in
            guard let one = left.baseAddress, let two = right.baseAddress else {
              return true
            }
            return unsafe memcmp(one, two, left.count) == 0
          }
        }
      }
    }
  }
}
