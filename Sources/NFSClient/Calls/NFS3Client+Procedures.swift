// SPDX-License-Identifier: Apache-2.0
// The procedures without bulk data (RFC 1813 §3.3).

import ONCRPC
public import Wire

extension NFS3Client {
  public typealias Answer = NFSAnswer
  public typealias CreateAnswer = NFSAnswer<NFS3CreateSuccess, NFS3WeakCacheData>
  public typealias ChangeAnswer = NFSAnswer<NFS3WeakCacheData, NFS3WeakCacheData>

  /// NULL: the server answers, or not.
  public func null() async throws(NFSError) {
    do {
      try await rpc.call(
        NFS3Client.procedure(.null), arguments: { _ in }, results: { _, _ in })
    } catch {
      throw NFSError(error, operation: "NULL")
    }
  }

  /// GETATTR.
  public func getAttributes(
    _ file: NFS3FileHandle
  ) async throws(NFSError) -> NFSAnswer<NFS3Attributes, NFS3Void> {
    try await call(.getAttributes, NFS3HandleArguments(file: file))
  }

  /// SETATTR.
  public func setAttributes(
    _ arguments: NFS3SetAttributesArguments
  ) async throws(NFSError) -> ChangeAnswer {
    try await call(.setAttributes, arguments)
  }

  /// LOOKUP.
  public func lookup(
    _ arguments: NFS3DirectoryArguments
  ) async throws(NFSError) -> NFSAnswer<NFS3LookupSuccess, NFS3Attributes?> {
    try await call(.lookup, arguments)
  }

  /// ACCESS.
  public func access(
    _ arguments: NFS3AccessArguments
  ) async throws(NFSError) -> NFSAnswer<NFS3AccessSuccess, NFS3Attributes?> {
    try await call(.access, arguments)
  }

  /// READLINK.
  public func readLink(
    _ file: NFS3FileHandle
  ) async throws(NFSError) -> NFSAnswer<NFS3ReadLinkSuccess, NFS3Attributes?> {
    try await call(.readLink, NFS3HandleArguments(file: file))
  }

  /// CREATE.
  public func create(_ arguments: NFS3CreateArguments) async throws(NFSError) -> CreateAnswer {
    try await call(.create, arguments)
  }

  /// MKDIR.
  public func makeDirectory(
    _ arguments: NFS3MakeDirectoryArguments
  ) async throws(NFSError) -> CreateAnswer {
    try await call(.makeDirectory, arguments)
  }

  /// SYMLINK.
  public func makeSymbolicLink(
    _ arguments: NFS3SymbolicLinkArguments
  ) async throws(NFSError) -> CreateAnswer {
    try await call(.symbolicLink, arguments)
  }

  /// MKNOD.
  public func makeNode(
    _ arguments: NFS3MakeNodeArguments
  ) async throws(NFSError) -> CreateAnswer {
    try await call(.makeNode, arguments)
  }

  /// REMOVE.
  public func remove(
    _ arguments: NFS3DirectoryArguments
  ) async throws(NFSError) -> ChangeAnswer {
    try await call(.remove, arguments)
  }

  /// RMDIR.
  public func removeDirectory(
    _ arguments: NFS3DirectoryArguments
  ) async throws(NFSError) -> ChangeAnswer {
    try await call(.removeDirectory, arguments)
  }

  /// RENAME.
  public func rename(
    _ arguments: NFS3RenameArguments
  ) async throws(NFSError) -> NFSAnswer<NFS3RenameCacheData, NFS3RenameCacheData> {
    try await call(.rename, arguments)
  }

  /// LINK.
  public func link(
    _ arguments: NFS3LinkArguments
  ) async throws(NFSError) -> NFSAnswer<NFS3LinkCacheData, NFS3LinkCacheData> {
    try await call(.link, arguments)
  }

  /// FSSTAT.
  public func fileSystemStatus(
    _ file: NFS3FileHandle
  ) async throws(NFSError) -> NFSAnswer<NFS3FileSystemStatus, NFS3Attributes?> {
    try await call(.fileSystemStatus, NFS3HandleArguments(file: file))
  }

  /// FSINFO.
  public func fileSystemInfo(
    _ file: NFS3FileHandle
  ) async throws(NFSError) -> NFSAnswer<NFS3FileSystemInfo, NFS3Attributes?> {
    try await call(.fileSystemInfo, NFS3HandleArguments(file: file))
  }

  /// PATHCONF.
  public func pathConfiguration(
    _ file: NFS3FileHandle
  ) async throws(NFSError) -> NFSAnswer<NFS3PathConfiguration, NFS3Attributes?> {
    try await call(.pathConfiguration, NFS3HandleArguments(file: file))
  }
}
