// SPDX-License-Identifier: Apache-2.0
// The kernel's directory records (struct linux_dirent64), taken apart.

internal import CLinux
internal import Glibc
internal import SystemPackage

/// A buffer of directory records. Names "." and ".." never come out.
struct EntryBuffer {
  /// Enough for some hundred entries a call.
  private static let capacity = 32_768
  private static let nameOffset = 19  // inode 8, offset 8, length 2, type 1

  private var bytes: [UInt8] = []
  private var filled = 0
  private var at = 0

  mutating func empty() {
    (filled, at) = (0, 0)
  }

  static func seek(_ directory: Descriptor, to cookie: UInt64) throws(Errno) {
    _ = try system { lseek(directory.number, Int(bitPattern: UInt(cookie)), SEEK_SET) }
  }

  /// False at the end of the directory.
  mutating func fill(from directory: Descriptor) throws(Errno) -> Bool {
    if bytes.isEmpty { bytes = [UInt8](repeating: 0, count: Self.capacity) }
    at = 0
    filled = 0
    var span = bytes.mutableSpan
    var raw = unsafe span.mutableBytes
    let count = try unsafe raw.withUnsafeMutableBytes { buffer throws(Errno) in
      try system { unsafe hostfs_getdents(directory.number, buffer.baseAddress, buffer.count) }
    }
    filled = count
    return filled > 0
  }

  mutating func take() -> DirectoryEntry? {
    while at + Self.nameOffset < filled {
      let record = at
      let (inode, cookie, length) = header(at: record)
      guard length > Self.nameOffset, record + length <= filled else { break }
      at = record + length
      let name = bytes[(record + Self.nameOffset)..<(record + length)].prefix { $0 != 0 }
      guard let name = FileName(bytes: name) else { continue }  // "." and ".."
      let kind = FileKind(entryType: bytes[record + Self.nameOffset - 1])
      return DirectoryEntry(name: name, inode: inode, kind: kind, cookie: cookie)
    }
    return nil
  }

  private func header(at record: Int) -> (inode: UInt64, cookie: UInt64, length: Int) {
    unsafe bytes.withUnsafeBytes { bytes in
      unsafe (
        bytes.loadUnaligned(fromByteOffset: record, as: UInt64.self),
        bytes.loadUnaligned(fromByteOffset: record + 8, as: UInt64.self),
        Int(bytes.loadUnaligned(fromByteOffset: record + 16, as: UInt16.self))
      )
    }
  }
}
