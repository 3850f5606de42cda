// SPDX-License-Identifier: Apache-2.0
// System calls that set attributes, and the ones about extended attributes.

internal import CLinux
internal import Glibc
internal import SystemPackage

enum AttributeCalls {
  /// Whose attributes: a file's own, or a child's of a directory, links not followed.
  struct Subject {
    var descriptor: Descriptor
    var child: FileName?

    func withChild<Result>(
      _ body: (UnsafePointer<CChar>?) throws(Errno) -> Result
    ) throws(Errno) -> Result {
      guard let child else { return try body(nil) }
      return try unsafe child.withCString { name throws(Errno) in try unsafe body(name) }
    }
  }

  static func setOwner(_ subject: Subject, owner: UInt32?, group: UInt32?) throws(Errno) {
    let owner = owner ?? UInt32.max
    let group = group ?? UInt32.max
    _ = try unsafe subject.withChild { child throws(Errno) in
      try system {
        if let child = unsafe child {
          return unsafe fchownat(
            subject.descriptor.number, child, owner, group, AT_SYMLINK_NOFOLLOW)
        }
        return unsafe fchownat(
          subject.descriptor.number, "", owner, group, hostfs_at_empty_path)
      }
    }
  }

  /// Through /proc, since fchmod refuses an O_PATH descriptor.
  static func setPermissions(_ file: Descriptor, _ permissions: UInt16) throws(Errno) {
    _ = try system { hostfs_chmod(file.number, UInt32(permissions)) }
  }

  static func setTimes(
    _ subject: Subject, access: AttributeChange.Time?, modification: AttributeChange.Time?
  ) throws(Errno) {
    let (accessSeconds, accessNanoseconds) = parts(access)
    let (seconds, nanoseconds) = parts(modification)
    _ = try unsafe subject.withChild { child throws(Errno) in
      try system {
        unsafe hostfs_utimens(
          subject.descriptor.number, child, accessSeconds, accessNanoseconds, seconds, nanoseconds)
      }
    }
  }

  private static func parts(_ time: AttributeChange.Time?) -> (Int64, Int) {
    switch time {
    case nil: (0, hostfs_time_omit)
    case .now: (0, hostfs_time_now)
    case .exactly(let time): (time.seconds, Int(time.nanoseconds))
    }
  }

  static func extended(_ subject: Subject, _ name: String) throws(Errno) -> [UInt8] {
    try unsafe growing { buffer throws(Errno) in
      try unsafe subject.withChild { child throws(Errno) in
        try system {
          unsafe hostfs_getxattr(
            subject.descriptor.number, child, name, buffer.baseAddress, buffer.count)
        }
      }
    }
  }

  static func extendedNames(_ subject: Subject) throws(Errno) -> [String] {
    let list = try unsafe growing { buffer throws(Errno) in
      try unsafe subject.withChild { child throws(Errno) in
        try system {
          unsafe hostfs_listxattr(
            subject.descriptor.number, child,
            buffer.baseAddress?.assumingMemoryBound(to: CChar.self),
            buffer.count)
        }
      }
    }
    return list.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  static func setExtended(
    _ subject: Subject, _ name: String, _ value: [UInt8]
  ) throws(Errno) {
    _ = try unsafe subject.withChild { child throws(Errno) in
      try system {
        unsafe value.span.bytes.withUnsafeBytes { bytes in
          unsafe hostfs_setxattr(
            subject.descriptor.number, child, name, bytes.baseAddress, bytes.count)
        }
      }
    }
  }

  static func removeExtended(_ subject: Subject, _ name: String) throws(Errno) {
    _ = try unsafe subject.withChild { child throws(Errno) in
      try system { unsafe hostfs_removexattr(subject.descriptor.number, child, name) }
    }
  }

  /// Most values fit a small buffer; the largest that Linux allows is 64 KiB.
  private static let smallBytes = 512
  private static let largestBytes = 65_536

  private static func growing(
    _ call: (UnsafeMutableRawBufferPointer) throws(Errno) -> Int
  ) throws(Errno) -> [UInt8] {
    do throws(Errno) {
      return try unsafe filled(smallBytes, call)
    } catch {
      guard error == .outOfRange else { throw error }
      return try unsafe filled(largestBytes, call)
    }
  }

  private static func filled(
    _ capacity: Int, _ call: (UnsafeMutableRawBufferPointer) throws(Errno) -> Int
  ) throws(Errno) -> [UInt8] {
    var failure: Errno?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      do throws(Errno) {
        count = try unsafe call(UnsafeMutableRawBufferPointer(buffer))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }
}
