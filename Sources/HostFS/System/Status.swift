// SPDX-License-Identifier: Apache-2.0
// From the kernel's structures to our values.

internal import CLinux
internal import Glibc

extension FileKind {
  /// The kind in the upper bits of a mode.
  init(mode: UInt32) {
    switch mode & S_IFMT {
    case S_IFDIR: self = .directory
    case S_IFLNK: self = .symbolicLink
    case S_IFBLK: self = .blockDevice
    case S_IFCHR: self = .characterDevice
    case S_IFIFO: self = .fifo
    case S_IFSOCK: self = .socket
    default: self = .regular
    }
  }

  /// The upper bits of a mode.
  var modeBits: mode_t {
    switch self {
    case .regular: S_IFREG
    case .directory: S_IFDIR
    case .symbolicLink: S_IFLNK
    case .blockDevice: S_IFBLK
    case .characterDevice: S_IFCHR
    case .fifo: S_IFIFO
    case .socket: S_IFSOCK
    }
  }

  /// The type octet of a directory entry; nil where the file system leaves it open.
  init?(entryType: UInt8) {
    guard entryType != 0 else { return nil }  // DT_UNKNOWN
    self.init(mode: UInt32(entryType) << 12)  // DTTOIF
  }
}

extension FileAttributes {
  init(_ status: hostfs_status) {
    self.init(
      kind: FileKind(mode: status.mode), permissions: UInt16(status.mode & 0o7777),
      linkCount: status.nlink, owner: status.uid, group: status.gid, size: status.size,
      allocatedBytes: status.blocks * 512,
      special: DeviceNumber(major: status.special_major, minor: status.special_minor),
      identity: FileIdentity(
        device: DeviceNumber(major: status.device_major, minor: status.device_minor),
        inode: status.inode),
      accessTime: FileTime(seconds: status.access_s, nanoseconds: status.access_ns),
      modificationTime: FileTime(
        seconds: status.modification_s, nanoseconds: status.modification_ns),
      changeTime: FileTime(seconds: status.change_s, nanoseconds: status.change_ns),
      birthTime: status.mask & hostfs_has_birth == 0
        ? nil : FileTime(seconds: status.birth_s, nanoseconds: status.birth_ns))
  }
}

extension KernelFileHandle {
  init(_ handle: hostfs_handle) {
    let count = min(Int(handle.count), Int(HOSTFS_HANDLE_BYTES))
    let bytes = unsafe withUnsafeBytes(of: handle.bytes) { unsafe Array($0.prefix(count)) }
    self.init(type: handle.type, bytes: bytes)
  }

  var raw: hostfs_handle {
    var handle = hostfs_handle()
    handle.type = type
    handle.count = UInt32(min(bytes.count, Int(HOSTFS_HANDLE_BYTES)))
    unsafe withUnsafeMutableBytes(of: &handle.bytes) {
      unsafe $0.copyBytes(from: bytes.prefix($0.count))
    }
    return handle
  }
}
