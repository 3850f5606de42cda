// SPDX-License-Identifier: Apache-2.0
// An open file: reading, writing, syncing.

internal import CLinux
internal import Glibc
internal import SystemPackage

/// What an open file may be used for.
public enum FileAccess: Sendable, Equatable {
  case read, write, readWrite

  var flags: CInt {
    switch self {
    case .read: O_RDONLY
    case .write: O_WRONLY
    case .readWrite: O_RDWR
    }
  }
}

/// How to open (open(2)).
public struct OpenOptions: OptionSet, Sendable {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Makes the file if there is none.
  public static let create = OpenOptions(rawValue: 1)
  /// With `create`: `.fileExists` if there is one.
  public static let exclusive = OpenOptions(rawValue: 2)
  public static let truncate = OpenOptions(rawValue: 4)
  /// Reading leaves the access time alone; only the owner may ask for it.
  public static let keepAccessTime = OpenOptions(rawValue: 8)

  var flags: CInt {
    var flags: CInt = 0
    if contains(.create) { flags |= O_CREAT }
    if contains(.exclusive) { flags |= O_EXCL }
    if contains(.truncate) { flags |= O_TRUNC }
    if contains(.keepAccessTime) { flags |= hostfs_o_noatime }
    return flags
  }
}

/// An open file, or the hold on one that `HostDirectory.locate` gives.
///
/// - Note: any thread; offsets are explicit, there is no file position.
public final class HostFile: Sendable {
  let descriptor: Descriptor

  init(_ descriptor: Descriptor) {
    self.descriptor = descriptor
  }

  /// Opens the file at a path. Links are followed.
  public convenience init(
    path: String, _ access: FileAccess = .read, options: OpenOptions = [],
    permissions: UInt16 = 0o666
  ) throws(HostError) {
    self.init(
      try attempt(.open, path) { () throws(Errno) in
        try NameCalls.open(
          path: path, flags: access.flags | options.flags | O_NOCTTY, permissions: permissions)
      })
  }

  /// The file that the hold is on, opened for reading or writing.
  ///
  /// - Throws: `.tooManySymbolicLinkLevels` for a link, `.noSuchAddressOrDevice` for a socket.
  public func reopened(
    _ access: FileAccess, options: OpenOptions = []
  ) throws(HostError) -> HostFile {
    let flags = access.flags | options.flags | O_NONBLOCK | O_NOCTTY
    return HostFile(
      try attempt(.open) { () throws(Errno) in try FileCalls.reopen(descriptor, flags: flags) })
  }

  /// The directory that the hold is on, opened for listing and looking up.
  public func reopenedDirectory() throws(HostError) -> HostDirectory {
    HostDirectory(
      try attempt(.open) { () throws(Errno) in
        try FileCalls.reopen(descriptor, flags: O_RDONLY | O_DIRECTORY)
      })
  }

  public func attributes() throws(HostError) -> FileAttributes {
    try attempt(.stat) { () throws(Errno) in try FileCalls.status(descriptor) }
  }

  public func statistics() throws(HostError) -> VolumeStatistics {
    try attempt(.statistics) { () throws(Errno) in try FileCalls.statistics(descriptor) }
  }

  /// The text of the link that the hold is on.
  public func readLink() throws(HostError) -> [UInt8] {
    try attempt(.readlink) { () throws(Errno) in try NameCalls.readLink(descriptor, nil) }
  }

  /// Reads once.
  ///
  /// - Parameter offset: bytes from the start of the file.
  /// - Returns: bytes read; fewer than there is room for near the end, 0 at the end.
  public func read(into bytes: inout MutableRawSpan, at offset: UInt64) throws(HostError) -> Int {
    do {
      return try FileCalls.read(descriptor, into: &bytes, at: offset)
    } catch {
      throw HostError(.read, "", error)
    }
  }

  /// Reads once, and only what is in memory.
  ///
  /// - Throws: `.resourceTemporarilyUnavailable` instead of waiting for the disk; `.notSupported` where the
  ///   file system cannot tell.
  public func readNow(into bytes: inout MutableRawSpan, at offset: UInt64) throws(HostError) -> Int
  {
    do {
      return try FileCalls.readNow(descriptor, into: &bytes, at: offset)
    } catch {
      throw HostError(.read, "", error)
    }
  }

  /// Reads until `count` bytes are there or the file ends.
  public func read(count: Int, at offset: UInt64) throws(HostError) -> [UInt8] {
    try attempt(.read) { () throws(Errno) in
      try FileCalls.read(descriptor, count: count, at: offset)
    }
  }

  /// Writes once; the count may be short on a full disk.
  public func write(_ bytes: RawSpan, at offset: UInt64) throws(HostError) -> Int {
    do {
      return try FileCalls.write(descriptor, bytes, at: offset)
    } catch {
      throw HostError(.write, "", error)
    }
  }

  /// Writes all of the bytes, in as many calls as it takes.
  public func writeAll(_ bytes: RawSpan, at offset: UInt64) throws(HostError) {
    var done = 0
    while done < bytes.byteCount {
      let count = try write(bytes.extracting(droppingFirst: done), at: offset + UInt64(done))
      if count == 0 { throw HostError(.write, "", .noSpace) }
      done += count
    }
  }

  /// Writes all of the bytes, in as many calls as it takes.
  public func writeAll(_ bytes: [UInt8], at offset: UInt64) throws(HostError) {
    try attempt(.write) { () throws(Errno) in
      try FileCalls.writeAll(descriptor, bytes, at: offset)
    }
  }

  /// Waits until the content is on stable storage; with `dataOnly` times may lag behind.
  public func sync(dataOnly: Bool = false) throws(HostError) {
    try attempt(.sync) { () throws(Errno) in try FileCalls.sync(descriptor, dataOnly: dataOnly) }
  }

  public func setSize(_ size: UInt64) throws(HostError) {
    try attempt(.truncate) { () throws(Errno) in try FileCalls.truncate(descriptor, to: size) }
  }

  /// A name for the file that survives renames.
  public func kernelHandle() throws(HostError) -> KernelFileHandle {
    try attempt(.handle) { () throws(Errno) in try FileCalls.handle(descriptor) }
  }

  /// Takes hold of the file that a handle names, on the file system where `mount` lives.
  ///
  /// - Throws: `.staleNFSFileHandle` once the file is gone; `.notPermitted` without
  ///   CAP_DAC_READ_SEARCH.
  public static func locate(
    _ handle: KernelFileHandle, on mount: HostDirectory
  ) throws(HostError) -> HostFile {
    HostFile(
      try attempt(.openHandle) { () throws(Errno) in
        try FileCalls.open(handle, on: mount.descriptor, flags: hostfs_o_path)
      })
  }
}
