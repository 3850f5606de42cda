// SPDX-License-Identifier: Apache-2.0
// The entries of a directory, a buffer at a time.

internal import Glibc
internal import SystemPackage

/// One entry of a directory.
public struct DirectoryEntry: Equatable, Sendable {
  public var name: FileName
  public var inode: UInt64
  /// Nil where the file system leaves it open: ask for the attributes.
  public var kind: FileKind?
  /// Where the listing goes on after this entry; survives closing and reopening.
  public var cookie: UInt64
}

/// Reads a directory in constant memory, in the file system's order; "." and ".." are left out.
///
/// Entries made or removed meanwhile may or may not show; all others show exactly once.
public struct DirectoryReader: ~Copyable {
  private let descriptor: Descriptor
  private var buffer = EntryBuffer()

  /// Starts at the beginning, on a descriptor of its own.
  init(of directory: HostDirectory) throws(HostError) {
    descriptor = try attempt(.list) { () throws(Errno) in
      try FileCalls.reopen(directory.descriptor, flags: O_RDONLY | O_DIRECTORY)
    }
  }

  /// Goes on after the entry that had this cookie; 0 is the beginning.
  public mutating func seek(to cookie: UInt64) throws(HostError) {
    try attempt(.seek) { () throws(Errno) in try EntryBuffer.seek(descriptor, to: cookie) }
    buffer.empty()
  }

  /// The next entry; nil at the end.
  public mutating func next() throws(HostError) -> DirectoryEntry? {
    do throws(Errno) {
      while true {
        if let entry = buffer.take() { return entry }
        if try !buffer.fill(from: descriptor) { return nil }
      }
    } catch {
      throw HostError(.list, "", error)
    }
  }
}
