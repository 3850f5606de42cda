// SPDX-License-Identifier: Apache-2.0
// What to serve, under which path, to whom.

internal import HostFS
internal import SystemPackage

/// A file system that a server offers, and the terms.
public struct NFSExport: Sendable, Equatable {
  /// Where the files are.
  public enum Source: Sendable, Equatable {
    /// A directory of the host. Nothing outside it can be reached.
    case directory(path: String)
    /// Memory, gone with the server.
    ///
    /// - Parameter capacity: bytes of content.
    case memory(capacity: UInt64)
  }

  /// Whose credentials are not believed (exports(5)).
  public enum Squash: String, Sendable, CaseIterable {
    /// All are believed.
    case none
    /// User and group 0 become anonymous.
    case root
    /// Everybody becomes anonymous.
    case all
  }

  /// Content of a memory export unless told otherwise: 1 GiB.
  public static let defaultMemoryCapacity: UInt64 = 1 << 30
  /// The user and the group of anonymous callers: "nobody".
  public static let nobody: UInt32 = 65534

  public var source: Source
  /// What clients mount: absolute, without a slash at the end.
  public var path: String
  public var isReadOnly = false
  /// A server without privilege acts as its own user for everybody, whatever this says.
  public var squash = Squash.none
  public var anonymousUser = NFSExport.nobody
  public var anonymousGroup = NFSExport.nobody
  /// Waits for the disk after every change of names and attributes, as RFC 1813 §4.8 asks; without
  /// it only WRITE and COMMIT do.
  public var isSynchronous = false
  /// Nil: kernel file handles if the process may open them. False finds files by inode number.
  public var usesKernelHandles: Bool?

  public init(_ source: Source, path: String) {
    self.source = source
    self.path = path
  }

  /// Serves a directory.
  ///
  /// - Parameter name: what clients mount; nil for the directory's own path.
  public static func directory(_ path: String, as name: String? = nil) -> NFSExport {
    NFSExport(.directory(path: path), path: name ?? path)
  }

  /// Serves memory.
  public static func memory(
    capacity: UInt64 = NFSExport.defaultMemoryCapacity, as name: String = "/memory"
  ) -> NFSExport {
    NFSExport(.memory(capacity: capacity), path: name)
  }

  /// The path with one slash in front and none behind, or doubled.
  static func normalized(_ path: String) -> String {
    "/" + path.split(separator: "/").joined(separator: "/")
  }

  func makeStore() throws(HostError) -> any FileStore {
    switch source {
    case .directory(let path):
      try HostStore(path: path, usesKernelHandles: usesKernelHandles)
    case .memory(let capacity):
      try MemoryStore(
        capacity: capacity, owner: ProcessIdentity.user, group: ProcessIdentity.group)
    }
  }
}
