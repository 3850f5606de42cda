// SPDX-License-Identifier: Apache-2.0
// System calls about names in a directory. None follows a link in the last component.

internal import CLinux
internal import Glibc
internal import SystemPackage

enum NameCalls {
  static func open(
    _ directory: Descriptor, _ name: FileName, flags: CInt, permissions: UInt16 = 0
  ) throws(Errno) -> Descriptor {
    let number = try unsafe name.withCString { name throws(Errno) in
      try system {
        unsafe openat(directory.number, name, flags | O_CLOEXEC | O_NOFOLLOW, mode_t(permissions))
      }
    }
    return Descriptor(owning: number)
  }

  /// Opens what a path names; links are followed, since the path is the user's own.
  static func open(path: String, flags: CInt, permissions: UInt16 = 0) throws(Errno) -> Descriptor {
    Descriptor(
      owning: try system { unsafe Glibc.open(path, flags | O_CLOEXEC, mode_t(permissions)) })
  }

  /// Opens a path of several names below a directory without following any link.
  static func open(
    beneath directory: Descriptor, _ path: RelativePath, flags: CInt
  ) throws(Errno) -> Descriptor {
    var text = path.isEmpty ? [UInt8(ascii: ".")] : path.bytes
    text.append(0)
    let number = try system {
      unsafe text.span.bytes.withUnsafeBytes { bytes in
        unsafe hostfs_open_beneath(
          directory.number,
          bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: CChar.self),
          flags | O_CLOEXEC | O_NOFOLLOW, 0)
      }
    }
    return Descriptor(owning: number)
  }

  static func status(
    _ directory: Descriptor, _ name: FileName
  ) throws(Errno) -> FileAttributes {
    var status = hostfs_status()
    _ = try unsafe name.withCString { name throws(Errno) in
      try system {
        unsafe hostfs_statx(directory.number, name, AT_SYMLINK_NOFOLLOW, &status)
      }
    }
    return FileAttributes(status)
  }

  static func makeDirectory(
    _ directory: Descriptor, _ name: FileName, _ permissions: UInt16
  ) throws(Errno) {
    _ = try unsafe name.withCString { name throws(Errno) in
      try system { unsafe mkdirat(directory.number, name, mode_t(permissions)) }
    }
  }

  static func makeNode(
    _ directory: Descriptor, _ name: FileName, kind: FileKind, permissions: UInt16,
    special: DeviceNumber
  ) throws(Errno) {
    let mode = kind.modeBits | mode_t(permissions)
    let device = dev_t(hostfs_device(special.major, special.minor))
    _ = try unsafe name.withCString { name throws(Errno) in
      try system { unsafe mknodat(directory.number, name, mode, device) }
    }
  }

  static func symlink(
    _ directory: Descriptor, _ name: FileName, target: [UInt8]
  ) throws(Errno) {
    let text = target + [0]
    _ = try unsafe name.withCString { name throws(Errno) in
      try system {
        unsafe text.span.bytes.withUnsafeBytes { bytes in
          unsafe symlinkat(
            bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: CChar.self),
            directory.number, name)
        }
      }
    }
  }

  static func link(
    _ from: Descriptor, _ name: FileName, to directory: Descriptor, _ target: FileName
  ) throws(Errno) {
    _ = try unsafe name.withCString { name throws(Errno) in
      try unsafe target.withCString { target throws(Errno) in
        try system { unsafe linkat(from.number, name, directory.number, target, 0) }
      }
    }
  }

  /// Gives an open file a name. Needs /proc, or CAP_DAC_READ_SEARCH.
  static func link(
    _ file: Descriptor, to directory: Descriptor, _ target: FileName
  ) throws(Errno) {
    let path = "/proc/self/fd/\(file.number)"
    _ = try unsafe target.withCString { target throws(Errno) in
      try system {
        unsafe linkat(AT_FDCWD, path, directory.number, target, hostfs_at_symlink_follow)
      }
    }
  }

  static func rename(
    _ from: Descriptor, _ name: FileName, to directory: Descriptor, _ target: FileName,
    exclusive: Bool
  ) throws(Errno) {
    let flags = exclusive ? hostfs_rename_noreplace : 0
    _ = try unsafe name.withCString { name throws(Errno) in
      try unsafe target.withCString { target throws(Errno) in
        try system {
          unsafe hostfs_renameat2(from.number, name, directory.number, target, flags)
        }
      }
    }
  }

  static func unlink(
    _ directory: Descriptor, _ name: FileName, isDirectory: Bool
  ) throws(Errno) {
    let flags = isDirectory ? AT_REMOVEDIR : 0
    _ = try unsafe name.withCString { name throws(Errno) in
      try system { unsafe unlinkat(directory.number, name, flags) }
    }
  }

  /// The text of a link; a null name reads an O_PATH descriptor of the link itself.
  static func readLink(_ directory: Descriptor, _ name: FileName?) throws(Errno) -> [UInt8] {
    var failure: Errno?
    let text = unsafe [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
      func read(_ name: UnsafePointer<CChar>) -> Int {
        unsafe readlinkat(directory.number, name, buffer.baseAddress!, buffer.count)
      }
      do throws(Errno) {
        if let name {
          count = try unsafe name.withCString { name throws(Errno) in
            try system { unsafe read(name) }
          }
        } else {
          count = try system { unsafe read("") }
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return text
  }
}
