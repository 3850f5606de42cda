// SPDX-License-Identifier: Apache-2.0
// An open directory: looking things up and opening them.

internal import CLinux
internal import Glibc
internal import SystemPackage

/// An open directory. Its children are reached by name, from here and not by path, so that nobody
/// who renames things meanwhile can lead an operation elsewhere. No operation follows a link.
public final class HostDirectory: Sendable {
  let descriptor: Descriptor

  init(_ descriptor: Descriptor) {
    self.descriptor = descriptor
  }

  /// Opens the directory at a path. Links in the path are followed.
  public convenience init(path: String) throws(HostError) {
    self.init(
      try attempt(.open, path) { () throws(Errno) in
        try NameCalls.open(path: path, flags: O_RDONLY | O_DIRECTORY)
      })
  }

  /// Opens a child directory; `.notDirectory` if it is something else, a link included.
  public func openDirectory(_ name: FileName) throws(HostError) -> HostDirectory {
    HostDirectory(
      try attempt(.open, name.description) { () throws(Errno) in
        try NameCalls.open(descriptor, name, flags: O_RDONLY | O_DIRECTORY)
      })
  }

  /// Names opened in one system call; the longest ones together stay below PATH_MAX.
  private static let namesPerCall = 15

  /// Opens a directory any number of levels down; no link is followed on the way.
  public func openDirectory(_ path: RelativePath) throws(HostError) -> HostDirectory {
    var directory = self
    var rest = path.components[...]
    repeat {
      let part = RelativePath(Array(rest.prefix(Self.namesPerCall)))
      rest = rest.dropFirst(Self.namesPerCall)
      let opened = try attempt(.open, path.description) { () throws(Errno) in
        try NameCalls.open(
          beneath: directory.descriptor, part, flags: O_RDONLY | O_DIRECTORY)
      }
      directory = HostDirectory(opened)
    } while !rest.isEmpty
    return directory
  }

  /// Opens the directory above; the root of the host is above itself.
  ///
  /// The one way up: who must not leave a tree compares identities on the way.
  public func openParent() throws(HostError) -> HostDirectory {
    HostDirectory(
      try attempt(.open, "..") { () throws(Errno) in
        try NameCalls.open(
          descriptor, FileName(terminated: [0x2E, 0x2E, 0]), flags: O_RDONLY | O_DIRECTORY)
      })
  }

  /// Opens a child that is a regular file.
  ///
  /// - Parameters:
  ///   - permissions: of the file, should it be made; the process' mask applies.
  /// - Throws: `.tooManySymbolicLinkLevels` for a link.
  /// - Note: never waits: a fifo or a device without a partner opens at once.
  public func open(
    _ name: FileName, _ access: FileAccess = .read, options: OpenOptions = [],
    permissions: UInt16 = 0o666
  ) throws(HostError) -> HostFile {
    HostFile(
      try attempt(.open, name.description) { () throws(Errno) in
        try NameCalls.open(
          descriptor, name, flags: access.flags | options.flags | O_NONBLOCK | O_NOCTTY,
          permissions: permissions)
      })
  }

  /// Takes hold of a child of any kind without opening it: good for attributes, links and handles,
  /// not for reading. The child keeps its identity whatever happens to its name.
  public func locate(_ name: FileName) throws(HostError) -> HostFile {
    HostFile(
      try attempt(.open, name.description) { () throws(Errno) in
        try NameCalls.open(descriptor, name, flags: hostfs_o_path)
      })
  }

  /// The directory's own attributes.
  public func attributes() throws(HostError) -> FileAttributes {
    try attempt(.stat) { () throws(Errno) in try FileCalls.status(descriptor) }
  }

  /// A child's attributes; a link's are its own.
  public func attributes(of name: FileName) throws(HostError) -> FileAttributes {
    try attempt(.stat, name.description) { () throws(Errno) in
      try NameCalls.status(descriptor, name)
    }
  }

  /// The text of a link, bytes and not necessarily a path that exists.
  public func readLink(_ name: FileName) throws(HostError) -> [UInt8] {
    try attempt(.readlink, name.description) { () throws(Errno) in
      try NameCalls.readLink(descriptor, name)
    }
  }

  /// Its entries, in the file system's order, from the start.
  public func entries() throws(HostError) -> DirectoryReader {
    try DirectoryReader(of: self)
  }

  /// The same directory as a file, for extended attributes, times and handles.
  public var asFile: HostFile { HostFile(descriptor) }

  public func statistics() throws(HostError) -> VolumeStatistics {
    try attempt(.statistics) { () throws(Errno) in try FileCalls.statistics(descriptor) }
  }

  /// Waits until the names in the directory are on stable storage.
  public func sync() throws(HostError) {
    try attempt(.sync) { () throws(Errno) in try FileCalls.sync(descriptor, dataOnly: false) }
  }
}
