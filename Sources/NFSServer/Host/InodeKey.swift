// SPDX-License-Identifier: Apache-2.0
// Naming a file without the kernel's handles: inode number and birth.

internal import HostFS

/// Which file: inode numbers are used again, births are not.
struct InodeKey: Hashable, Sendable {
  static let byteCount = 20

  var inode: UInt64
  /// Zero where the file system does not know.
  var birth: FileTime

  init(_ attributes: FileAttributes) {
    inode = attributes.identity.inode
    birth = attributes.birthTime ?? FileTime(seconds: 0)
  }

  /// The key has `byteCount` bytes.
  init(_ key: NodeKey) {
    func number(_ range: Range<Int>) -> UInt64 {
      key.bytes[range].reduce(0) { $0 << 8 | UInt64($1) }
    }
    inode = number(0..<8)
    birth = FileTime(
      seconds: Int64(bitPattern: number(8..<16)),
      nanoseconds: UInt32(truncatingIfNeeded: number(16..<20)))
  }

  var nodeKey: NodeKey {
    func bytes(_ number: UInt64, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * (count - 1 - $0))) }
    }
    return NodeKey(
      form: .inode,
      bytes: bytes(inode, 8) + bytes(UInt64(bitPattern: birth.seconds), 8)
        + bytes(UInt64(birth.nanoseconds), 4))
  }
}
