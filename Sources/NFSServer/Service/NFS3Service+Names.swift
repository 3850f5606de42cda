// SPDX-License-Identifier: Apache-2.0
// REMOVE, RMDIR, RENAME and LINK.

internal import HostFS
internal import Wire

extension NFS3Service {
  /// RFC 1813 §3.3.12.
  func remove(
    _ arguments: NFS3DirectoryArguments, _ context: inout CallContext
  ) -> NFS3RemoveResult {
    change(arguments.directory, &context, waits: true) { target, directory throws(StoreError) in
      let name = try FileName(arguments.name, dots: .invalidArgument)
      try removeEntry(name, isDirectory: false, target, directory)
    } finish: { _, cacheData in
      cacheData
    }
  }

  /// RFC 1813 §3.3.13: "." is INVAL, ".." is EXIST.
  func removeDirectory(
    _ arguments: NFS3DirectoryArguments, _ context: inout CallContext
  ) -> NFS3RemoveResult {
    change(arguments.directory, &context) { target, directory throws(StoreError) in
      let dots: NFS3Status = arguments.name == .current ? .invalidArgument : .exists
      let name = try FileName(arguments.name, dots: dots)
      try removeEntry(name, isDirectory: true, target, directory)
    } finish: { _, cacheData in
      cacheData
    }
  }

  private func removeEntry(
    _ name: FileName, isDirectory: Bool, _ target: Target, _ directory: FileAttributes
  ) throws(StoreError) {
    try target.requireChanging(directory)
    let victim = try describe(name, in: target)
    try target.requireRemoving(victim.attributes, from: directory)
    letGo(victim, in: target.export)
    try target.node.remove(name, isDirectory: isDirectory)
    letGo(victim, in: target.export)  // another call may have asked for it meanwhile
    if victim.losesLastName { undo?.forget(victim.key) }
  }

  /// What a name stands for, without keeping hold of it: an object that is held open when it loses its last
  /// name costs the disk twice the work.
  private struct Victim {
    var attributes: FileAttributes
    var key: NodeKey

    var losesLastName: Bool { attributes.kind == .directory || attributes.linkCount <= 1 }
  }

  private func describe(_ name: FileName, in target: Target) throws(StoreError) -> Victim {
    let node = try target.node.lookup(name)
    return Victim(attributes: try node.attributes(), key: node.key)
  }

  /// Closes what is held open of an object that is about to lose its last name: it would keep its storage.
  private func letGo(_ victim: Victim, in export: ServedExport) {
    guard victim.losesLastName else { return }
    exports.forget(exports.handle(victim.key, in: export))
  }

  /// RFC 1813 §3.3.14.
  func rename(
    _ arguments: NFS3RenameArguments, _ context: inout CallContext
  ) -> NFS3RenameResult {
    let from: Target
    let to: Target
    do throws(StoreError) {
      from = try target(arguments.from.directory, context)
      to = try target(arguments.to.directory, context)
      try checkWaiting(from, context, waits: true)
    } catch {
      note(error, arguments.from.directory, &context)
      return .failure(error.status, .init(from: .init(), to: .init()))
    }
    var before: (from: NFS3WeakAttributes?, to: NFS3WeakAttributes?) = (nil, nil)
    func cacheData() -> NFS3RenameCacheData {
      .init(from: self.cacheData(from, before.from), to: self.cacheData(to, before.to))
    }
    do throws(StoreError) {
      guard from.export === to.export else { throw StoreError(.crossDevice) }
      try locks.with(from.node.key, to.node.key) { () throws(StoreError) in
        let directories = (try from.node.attributes(), try to.node.attributes())
        before = (NFS3WeakAttributes(directories.0), NFS3WeakAttributes(directories.1))
        try rename(arguments, from, to, directories)
      }
      try settle(from)
      try settle(to)
      return .success(cacheData())
    } catch {
      note(error, arguments.from.directory, &context)
      return .failure(error.status, cacheData())
    }
  }

  private func rename(
    _ arguments: NFS3RenameArguments, _ from: Target, _ to: Target,
    _ directories: (from: FileAttributes, to: FileAttributes)
  ) throws(StoreError) {
    let name = try FileName(arguments.from.name, dots: .invalidArgument)
    let newName = try FileName(arguments.to.name, dots: .invalidArgument)
    try from.requireChanging(directories.from)
    try to.requireChanging(directories.to)
    let moved = try describe(name, in: from)
    try from.requireRemoving(moved.attributes, from: directories.from)
    let victim = try? describe(newName, in: to)
    if let victim {
      try to.requireRemoving(victim.attributes, from: directories.to)
      if victim.key != moved.key { letGo(victim, in: to.export) }
    }
    try from.node.rename(name, to: to.node, as: newName)
    guard let victim, victim.key != moved.key else { return }
    letGo(victim, in: to.export)
    if victim.losesLastName { undo?.forget(victim.key) }
  }

  /// RFC 1813 §3.3.15.
  func link(_ arguments: NFS3LinkArguments, _ context: inout CallContext) -> NFS3LinkResult {
    let file: Target
    do throws(StoreError) {
      file = try target(arguments.file, context)
    } catch {
      note(error, arguments.file, &context)
      return .failure(error.status, .init(attributes: nil, directoryCacheData: .init()))
    }
    let result: NFS3Result<NFS3WeakCacheData, NFS3WeakCacheData> = change(
      arguments.link.directory, &context
    ) { target, directory throws(StoreError) in
      let name = try FileName(arguments.link.name, dots: .exists)
      try target.requireChanging(directory)
      guard target.export === file.export else { throw StoreError(.crossDevice) }
      _ = try file.node.attributes()
      try target.node.link(file.node, as: name)
    } finish: { _, cacheData in
      cacheData
    }
    let attributes = file.export.attributes(of: file.node)
    switch result {
    case .success(let data):
      return .success(.init(attributes: attributes, directoryCacheData: data))
    case .failure(let status, let data):
      return .failure(status, .init(attributes: attributes, directoryCacheData: data))
    }
  }
}
