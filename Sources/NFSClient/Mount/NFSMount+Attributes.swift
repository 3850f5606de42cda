// SPDX-License-Identifier: Apache-2.0
// Looking at files and changing what is known about them.

import Synchronization
public import Wire

extension NFSMount {
  /// The file at a path, with its attributes.
  ///
  /// - Parameter followingLinks: whether a symbolic link at the end of the path is followed.
  public func stat(
    _ path: NFS3Path, followingLinks: Bool = true
  ) async throws(NFSError) -> NFSItem {
    try checkOpen("GETATTR")
    return try await withPath(path) { (isFresh) throws(NFSError) in
      var item = try await self.locate(path, followingLast: followingLinks, isFresh: isFresh)
      item.attributes = try await self.attributes(of: item.file, known: nil)
      return item
    }
  }

  /// Attributes of a file, from the cache while they may be believed.
  public func attributes(of file: NFS3FileHandle) async throws(NFSError) -> NFS3Attributes {
    try await attributes(of: file, known: nil)
  }

  func attributes(
    of file: NFS3FileHandle, known: NFS3Attributes?
  ) async throws(NFSError) -> NFS3Attributes {
    if let known { return visible(known, of: file) }
    if let cached = nodes.withLock({ $0.freshAttributes(file, now: .now) }) {
      return visible(cached, of: file)
    }
    return try await freshAttributes(of: file)
  }

  /// Attributes as the server has them now.
  public func freshAttributes(of file: NFS3FileHandle) async throws(NFSError) -> NFS3Attributes {
    let began = begin()
    switch try await client.getAttributes(file).result {
    case .success(let attributes):
      accept(attributes, of: file, began: began)
      return visible(attributes, of: file)
    case .failure(let status, _):
      if status == .stale { nodes.withLock { $0.forget(file) } }
      throw NFSError(.status(status), operation: "GETATTR")
    }
  }

  /// Changes mode, owner, size or times.
  ///
  /// A new size takes effect after everything written before, and drops written data past it.
  ///
  /// - Parameter guardChangeTime: fail with NOT_SYNC unless the file's change time is this.
  @discardableResult
  public func setAttributes(
    _ path: NFS3Path, _ changes: NFS3SetAttributes, followingLinks: Bool = true,
    guardChangeTime: NFS3Time? = nil
  ) async throws(NFSError) -> NFS3Attributes {
    try checkWritable("SETATTR")
    return try await withPath(path) { (isFresh) throws(NFSError) in
      let item = try await self.locate(path, followingLast: followingLinks, isFresh: isFresh)
      return try await self.setAttributes(
        of: item.file, changes, guardChangeTime: guardChangeTime)
    }
  }

  func setAttributes(
    of file: NFS3FileHandle, _ changes: NFS3SetAttributes, guardChangeTime: NFS3Time? = nil
  ) async throws(NFSError) -> NFS3Attributes {
    let open = state.withLock { $0.files[file] }
    if changes.size != nil { try await open?.flush() }
    let began = begin()
    let answer = try await client.setAttributes(
      NFS3SetAttributesArguments(
        file: file, attributes: changes, guardChangeTime: guardChangeTime))
    switch answer.result {
    case .success(let data):
      accept(data, of: file, began: began)
      if let size = changes.size { open?.truncated(to: size) }
      return try await attributes(of: file, known: data.after)
    case .failure(.notSynchronized, _) where answer.wasResent:
      let now = try await freshAttributes(of: file)
      guard ResendAnomaly.explains(changes, now) else {
        throw NFSError(.status(.notSynchronized), operation: "SETATTR")
      }
      return now
    case .failure(let status, let data):
      accept(data, of: file, began: began)
      throw NFSError(.status(status), operation: "SETATTR")
    }
  }

  /// Sets a file's length; a longer one is filled with zeros.
  public func truncate(_ path: NFS3Path, to size: UInt64) async throws(NFSError) {
    try await setAttributes(path, NFS3SetAttributes(size: size))
  }

  /// What the server would let this user do. Advisory: it checks again when it is done.
  public func access(
    _ path: NFS3Path, followingLinks: Bool = true
  ) async throws(NFSError) -> NFS3AccessRights {
    try checkOpen("ACCESS")
    return try await withPath(path) { (isFresh) throws(NFSError) in
      let item = try await self.locate(path, followingLast: followingLinks, isFresh: isFresh)
      if let rights = self.nodes.withLock({ $0.access(item.file, now: .now) }) { return rights }
      let began = self.begin()
      let answer = try await self.client.access(
        NFS3AccessArguments(file: item.file, rights: .all))
      switch answer.result {
      case .success(let granted):
        self.accept(granted.attributes, of: item.file, began: began)
        self.nodes.withLock { $0.recordAccess(granted.rights, for: item.file, now: .now) }
        return granted.rights
      case .failure(let status, let attributes):
        self.accept(attributes, of: item.file, began: began)
        throw NFSError(.status(status), operation: "ACCESS")
      }
    }
  }

  /// The text of a symbolic link.
  public func readLink(_ path: NFS3Path) async throws(NFSError) -> NFS3Path {
    try checkOpen("READLINK")
    return try await withPath(path) { (isFresh) throws(NFSError) in
      let item = try await self.locate(path, followingLast: false, isFresh: isFresh)
      return try await self.readLink(of: item.file)
    }
  }

  /// The text of a symbolic link whose handle is known.
  public func readLink(of file: NFS3FileHandle) async throws(NFSError) -> NFS3Path {
    let began = begin()
    switch try await client.readLink(file).result {
    case .success(let link):
      accept(link.attributes, of: file, began: began)
      return link.path
    case .failure(let status, let attributes):
      accept(attributes, of: file, began: began)
      throw NFSError(.status(status), operation: "READLINK")
    }
  }
}

// MARK: - File systems

extension NFSMount {
  /// Bytes and files that the file system has and has left.
  public func fileSystemStatus(
    _ path: NFS3Path = "/"
  ) async throws(NFSError) -> NFS3FileSystemStatus {
    try checkOpen("FSSTAT")
    return try await withPath(path) { (isFresh) throws(NFSError) in
      let item = try await self.locate(path, followingLast: true, isFresh: isFresh)
      return try await self.client.fileSystemStatus(item.file).value("FSSTAT")
    }
  }

  /// Sizes and properties that the server prefers for the file system.
  public func fileSystemInfo(
    _ path: NFS3Path = "/"
  ) async throws(NFSError) -> NFS3FileSystemInfo {
    try checkOpen("FSINFO")
    return try await withPath(path) { (isFresh) throws(NFSError) in
      let item = try await self.locate(path, followingLast: true, isFresh: isFresh)
      return try await self.client.fileSystemInfo(item.file).value("FSINFO")
    }
  }

  /// Limits of names and links below a path.
  public func pathConfiguration(
    _ path: NFS3Path = "/"
  ) async throws(NFSError) -> NFS3PathConfiguration {
    try checkOpen("PATHCONF")
    return try await withPath(path) { (isFresh) throws(NFSError) in
      let item = try await self.locate(path, followingLast: true, isFresh: isFresh)
      return try await self.client.pathConfiguration(item.file).value("PATHCONF")
    }
  }
}

extension NFSMount {
  /// A name in a directory whose handle is known, with its attributes; links are not followed.
  public func item(
    _ name: NFS3Name, in directory: NFS3FileHandle
  ) async throws(NFSError) -> NFSItem {
    let found = try await lookup(name, in: directory, isFresh: false)
    return NFSItem(
      file: found.file, attributes: try await attributes(of: found.file, known: found.attributes))
  }
}
