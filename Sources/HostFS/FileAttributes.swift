// SPDX-License-Identifier: Apache-2.0
// What the kernel knows about a file without opening it.

/// The seven kinds of objects a directory entry can name.
public enum FileKind: Sendable, Equatable, CaseIterable {
  case regular, directory, symbolicLink, blockDevice, characterDevice, fifo, socket
}

/// A moment in the kernel's clock: seconds since 1970 and nanoseconds, 0 to 999,999,999.
public struct FileTime: Hashable, Sendable, Comparable {
  public var seconds: Int64
  public var nanoseconds: UInt32

  public init(seconds: Int64, nanoseconds: UInt32 = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  public static func < (left: FileTime, right: FileTime) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }
}

/// A device number in its two halves.
public struct DeviceNumber: Hashable, Sendable {
  public var major: UInt32
  public var minor: UInt32

  public init(major: UInt32, minor: UInt32) {
    self.major = major
    self.minor = minor
  }
}

/// Which file it is: equal for two hard links, different for two files that live at the same time.
public struct FileIdentity: Hashable, Sendable {
  public var device: DeviceNumber
  public var inode: UInt64

  public init(device: DeviceNumber, inode: UInt64) {
    self.device = device
    self.inode = inode
  }
}

/// The attributes of a file (statx(2)).
public struct FileAttributes: Equatable, Sendable {
  public var kind: FileKind
  /// The low twelve bits: set-id, sticky, read, write, execute.
  public var permissions: UInt16
  public var linkCount: UInt32
  public var owner: UInt32
  public var group: UInt32
  /// Bytes; for a symbolic link the length of its text.
  public var size: UInt64
  /// Bytes of storage, holes left out.
  public var allocatedBytes: UInt64
  /// What a block or character device stands for; zeros for other kinds.
  public var special: DeviceNumber
  public var identity: FileIdentity
  public var accessTime: FileTime
  public var modificationTime: FileTime
  /// Last change of content or attributes; nobody can set it.
  public var changeTime: FileTime
  /// When the file was made; nil where the file system does not say.
  public var birthTime: FileTime?

  public init(
    kind: FileKind, permissions: UInt16, linkCount: UInt32, owner: UInt32, group: UInt32,
    size: UInt64, allocatedBytes: UInt64, special: DeviceNumber, identity: FileIdentity,
    accessTime: FileTime, modificationTime: FileTime, changeTime: FileTime, birthTime: FileTime?
  ) {
    self.kind = kind
    self.permissions = permissions
    self.linkCount = linkCount
    self.owner = owner
    self.group = group
    self.size = size
    self.allocatedBytes = allocatedBytes
    self.special = special
    self.identity = identity
    self.accessTime = accessTime
    self.modificationTime = modificationTime
    self.changeTime = changeTime
    self.birthTime = birthTime
  }

  /// Whether the file is likely to have holes.
  public var isSparse: Bool { kind == .regular && allocatedBytes < size }
}
