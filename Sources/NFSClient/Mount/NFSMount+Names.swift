// SPDX-License-Identifier: Apache-2.0
// Making, removing and renaming.

import Synchronization
public import Wire

extension NFSMount {
  // MARK: Making

  /// Makes a directory.
  @discardableResult
  public func createDirectory(
    _ path: NFS3Path, mode: UInt32 = 0o755
  ) async throws(NFSError) -> NFSItem {
    try checkWritable("MKDIR")
    return try await withPath(path) { (isFresh) throws(NFSError) in
      let place = try await self.locatePlace(path, isFresh: isFresh)
      let began = self.begin()
      let answer = try await self.client.makeDirectory(
        NFS3MakeDirectoryArguments(
          location: place.arguments, attributes: NFS3SetAttributes(mode: mode)))
      return try await self.made(answer, at: place, began: began, operation: .makeDirectory) {
        found in
        ResendAnomaly.isOurDirectory(found.attributes, mode: mode)
      }
    }
  }

  /// Makes a symbolic link with the given text.
  @discardableResult
  public func createSymbolicLink(
    _ path: NFS3Path, to text: NFS3Path
  ) async throws(NFSError) -> NFSItem {
    try checkWritable("SYMLINK")
    return try await withPath(path) { (isFresh) throws(NFSError) in
      let place = try await self.locatePlace(path, isFresh: isFresh)
      let began = self.begin()
      let answer = try await self.client.makeSymbolicLink(
        NFS3SymbolicLinkArguments(
          location: place.arguments, attributes: NFS3SetAttributes(mode: 0o777), path: text))
      return try await self.made(answer, at: place, began: began, operation: .symbolicLink) {
        found in
        guard found.attributes.type == .symbolicLink else { return false }
        return (try? await self.readLink(of: found.file)) == text
      }
    }
  }

  /// Makes a FIFO, a socket or a device.
  @discardableResult
  public func createNode(
    _ path: NFS3Path, _ kind: NFS3NodeKind
  ) async throws(NFSError) -> NFSItem {
    try checkWritable("MKNOD")
    return try await withPath(path) { (isFresh) throws(NFSError) in
      let place = try await self.locatePlace(path, isFresh: isFresh)
      let began = self.begin()
      let answer = try await self.client.makeNode(
        NFS3MakeNodeArguments(location: place.arguments, kind: kind))
      return try await self.made(answer, at: place, began: began, operation: .makeNode) { found in
        ResendAnomaly.isOurNode(found.attributes, kind)
      }
    }
  }

  /// Gives a file a further name.
  public func link(_ existing: NFS3Path, as path: NFS3Path) async throws(NFSError) {
    try checkWritable("LINK")
    try await withPath(path) { (isFresh) throws(NFSError) in
      let item = try await self.locate(existing, followingLast: false, isFresh: isFresh)
      let place = try await self.locatePlace(path, isFresh: isFresh)
      let began = self.begin()
      let answer = try await self.client.link(
        NFS3LinkArguments(file: item.file, link: place.arguments))
      switch answer.result {
      case .success(let data):
        self.accept(data.directoryCacheData, of: place.directory, began: began)
        self.accept(data.attributes, of: item.file, began: began)
        self.nodes.withLock { $0.record(place.name, .file(item.file), in: place.directory) }
        self.noteLink(to: item.file)
      case .failure(let status, let data):
        self.accept(data.directoryCacheData, of: place.directory, began: began)
        if status == .exists, answer.wasResent,
          let there = try? await self.lookup(place.name, in: place.directory, isFresh: true),
          let attributes = try? await self.attributes(of: there.file, known: there.attributes),
          attributes.fileID == item.attributes.fileID
        {
          self.noteLink(to: item.file)
          return self.client.countGuess(.link)
        }
        throw NFSError(.status(status), operation: "LINK")
      }
    }
  }

  /// What CREATE and its relatives have in common once they are answered.
  func made(
    _ answer: NFSAnswer<NFS3CreateSuccess, NFS3WeakCacheData>, at place: NFSPlace, began: UInt64,
    operation: NFS3Procedure, isOurs: (NFSItem) async -> Bool
  ) async throws(NFSError) -> NFSItem {
    switch answer.result {
    case .success(let success):
      accept(success.directoryCacheData, of: place.directory, began: began)
      if let file = success.file, let known = success.attributes {
        noteMade(file, known, at: place, began: began)
        return NFSItem(file: file, attributes: visible(known, of: file), place: place)
      }
      let file: NFS3FileHandle
      var known = success.attributes
      if let given = success.file {
        file = given
      } else {
        let found = try await lookup(place.name, in: place.directory, isFresh: true)
        file = found.file
        known = found.attributes
      }
      accept(known, of: file, began: began)
      nodes.withLock { $0.record(place.name, .file(file), in: place.directory) }
      let attributes = try await attributes(of: file, known: known)
      return NFSItem(file: file, attributes: attributes, place: place)
    case .failure(let status, let data):
      accept(data, of: place.directory, began: began)
      nodes.withLock { $0.forget(place.name, in: place.directory) }
      if status == .exists, answer.wasResent {
        let found = try await lookup(place.name, in: place.directory, isFresh: true)
        let attributes = try await attributes(of: found.file, known: found.attributes)
        let item = NFSItem(file: found.file, attributes: attributes, place: place)
        if await isOurs(item) {
          client.countGuess(operation)
          return item
        }
      }
      throw NFSError(.status(status), operation: operation.description)
    }
  }

  private func noteMade(
    _ file: NFS3FileHandle, _ attributes: NFS3Attributes, at place: NFSPlace, began: UInt64
  ) {
    let wallSeconds = wallClockSeconds()
    nodes.withLock { nodes in
      nodes.accept(attributes, for: file, began: began, now: .now, wallSeconds: wallSeconds)
      nodes.record(place.name, .file(file), in: place.directory)
    }
  }

  // MARK: Removing

  /// Removes a name that is not a directory.
  ///
  /// A file that is open here is renamed and removed at its last close, so that its users keep it.
  public func remove(_ path: NFS3Path) async throws(NFSError) {
    try checkWritable("REMOVE")
    try await withPath(path) { (isFresh) throws(NFSError) in
      let place = try await self.locatePlace(path, isFresh: isFresh)
      if self.mayBeOpen(place), try await self.renameIfOpen(place) { return }
      try await self.removeNow(place)
    }
  }

  func removeNow(_ place: NFSPlace) async throws(NFSError) {
    let began = begin()
    let answer = try await client.remove(place.arguments)
    try removed(answer, place, began: began, operation: .remove)
  }

  /// Removes an empty directory.
  public func removeDirectory(_ path: NFS3Path) async throws(NFSError) {
    try checkWritable("RMDIR")
    try await withPath(path) { (isFresh) throws(NFSError) in
      let place = try await self.locatePlace(path, isFresh: isFresh)
      let began = self.begin()
      let answer = try await self.client.removeDirectory(place.arguments)
      try self.removed(answer, place, began: began, operation: .removeDirectory)
    }
  }

  private func removed(
    _ answer: NFSAnswer<NFS3WeakCacheData, NFS3WeakCacheData>, _ place: NFSPlace, began: UInt64,
    operation: NFS3Procedure
  ) throws(NFSError) {
    switch answer.result {
    case .success(let data):
      nodes.withLock { $0.removed(place.name, in: place.directory) }
      accept(data, of: place.directory, began: began)
    case .failure(let status, let data):
      nodes.withLock { $0.forget(place.name, in: place.directory) }
      accept(data, of: place.directory, began: began)
      guard status == .noEntry, answer.wasResent else {
        throw NFSError(.status(status), operation: operation.description)
      }
      client.countGuess(operation)
    }
  }

  // MARK: Renaming

  /// Renames within the mount. An existing file of the new name is replaced.
  public func rename(_ from: NFS3Path, to: NFS3Path) async throws(NFSError) {
    try checkWritable("RENAME")
    try await withPath(from) { (isFresh) throws(NFSError) in
      let source = try await self.locatePlace(from, isFresh: isFresh)
      let target = try await self.locatePlace(to, isFresh: isFresh)
      let moved = try await self.lookup(source.name, in: source.directory, isFresh: isFresh)
      if source != target { _ = try await self.renameIfOpen(target, unless: moved.file) }
      try await self.renameNow(source, target, moved: moved.file)
    }
  }

  func renameNow(
    _ source: NFSPlace, _ target: NFSPlace, moved: NFS3FileHandle
  ) async throws(NFSError) {
    let began = begin()
    let answer = try await client.rename(
      NFS3RenameArguments(from: source.arguments, to: target.arguments))
    nodes.withLock { nodes in
      nodes.forget(source.name, in: source.directory)
      nodes.forget(target.name, in: target.directory)
      nodes.expireAttributes(moved, now: .now)
    }
    switch answer.result {
    case .success(let data):
      accept(data.from, of: source.directory, began: began)
      accept(data.to, of: target.directory, began: began)
    case .failure(let status, let data):
      accept(data.from, of: source.directory, began: began)
      accept(data.to, of: target.directory, began: began)
      if status == .noEntry, answer.wasResent,
        let there = try? await lookup(target.name, in: target.directory, isFresh: true),
        there.file == moved
      {
        return client.countGuess(.rename)
      }
      throw NFSError(.status(status), operation: "RENAME")
    }
    moveOpenFile(moved, from: source, to: target)
  }
}
