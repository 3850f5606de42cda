// SPDX-License-Identifier: Apache-2.0
// From paths to handles: names, "..", symbolic links, and stale handles on the way.

import Synchronization
public import Wire

/// A file that a path led to.
public struct NFSItem: Sendable {
  public var file: NFS3FileHandle
  public var attributes: NFS3Attributes

  public init(file: NFS3FileHandle, attributes: NFS3Attributes) {
    self.file = file
    self.attributes = attributes
  }
}

/// A name in a directory that a path led to; the name itself need not exist.
struct NFSPlace: Sendable {
  var directory: NFS3FileHandle
  var name: NFS3Name

  var arguments: NFS3DirectoryArguments { NFS3DirectoryArguments(directory: directory, name: name) }
}

extension NFSMount {
  /// Looks one name up in a directory.
  ///
  /// - Parameter isFresh: ask the server even if the answer is cached.
  func lookup(
    _ name: NFS3Name, in directory: NFS3FileHandle, isFresh: Bool
  ) async throws(NFSError) -> (file: NFS3FileHandle, attributes: NFS3Attributes?) {
    guard name.isWellFormed else {
      throw NFSError(.badName, operation: "LOOKUP", path: name.description)
    }
    if configuration.cachesNames, !isFresh {
      let cached = nodes.withLock { nodes -> (NameCache.Entry, NFS3Attributes?)? in
        guard let entry = nodes.entry(name, in: directory, now: .now) else { return nil }
        if case .file(let file) = entry {
          return (entry, nodes.freshAttributes(file, now: .now))
        }
        return (entry, nil)
      }
      switch cached {
      case (.file(let file), let attributes)?: return (file, attributes)
      case (.nothing, _)?:
        throw NFSError(.status(.noEntry), operation: "LOOKUP", path: name.description)
      case nil: break
      }
    }
    let began = begin()
    let answer = try await client.lookup(NFS3DirectoryArguments(directory: directory, name: name))
    switch answer.result {
    case .success(let found):
      accept(found.directoryAttributes, of: directory, began: began)
      accept(found.attributes, of: found.file, began: began)
      nodes.withLock { $0.record(name, .file(found.file), in: directory) }
      return (found.file, found.attributes)
    case .failure(let status, let directoryAttributes):
      accept(directoryAttributes, of: directory, began: began)
      nodes.withLock { nodes in
        if status == .noEntry {
          nodes.record(name, .nothing, in: directory)
        } else {
          nodes.forget(name, in: directory)
        }
        if status == .stale { nodes.forget(directory) }
      }
      throw NFSError(.status(status), operation: "LOOKUP", path: name.description)
    }
  }

  /// Walks a path to the file it names.
  func locate(
    _ path: NFS3Path, followingLast: Bool, isFresh: Bool
  ) async throws(NFSError) -> NFSItem {
    var walk = PathWalk(root: root)
    var pending = ArraySlice(path.components)
    var linksLeft = configuration.maximumSymbolicLinks
    while let name = pending.popFirst() {
      try checkOpen("LOOKUP")
      guard name != .parent else {
        walk.goUp()
        continue
      }
      let found = try await lookup(name, in: walk.current, isFresh: isFresh)
      let attributes = try await attributes(of: found.file, known: found.attributes)
      guard attributes.type == .symbolicLink, followingLast || !pending.isEmpty else {
        walk.goDown(found.file, attributes)
        continue
      }
      linksLeft -= 1
      guard linksLeft >= 0 else {
        throw NFSError(.tooManySymbolicLinks, operation: "READLINK", path: path.description)
      }
      let text = try await readLink(of: found.file)
      if text.isAbsolute { walk.goToRoot() }
      pending = ArraySlice(componentsInMount(text)) + pending
    }
    if let attributes = walk.attributes {
      return NFSItem(file: walk.current, attributes: attributes)
    }
    let attributes = try await attributes(of: walk.current, known: nil)
    return NFSItem(file: walk.current, attributes: attributes)
  }

  /// Walks to the directory that holds, or will hold, the last name of a path.
  func locatePlace(_ path: NFS3Path, isFresh: Bool) async throws(NFSError) -> NFSPlace {
    var components = path.components
    guard let name = components.popLast(), name != .parent, name.isWellFormed else {
      throw NFSError(.badName, operation: "LOOKUP", path: path.description)
    }
    let parent = NFS3Path(bytes: Array(components.map(\.bytes).joined(separator: [0x2F])))
    let directory = try await locate(parent, followingLast: true, isFresh: isFresh)
    guard directory.attributes.type == .directory else {
      throw NFSError(.status(.notDirectory), operation: "LOOKUP", path: parent.description)
    }
    return NFSPlace(directory: directory.file, name: name)
  }

  /// Runs an operation that begins with a path; after a stale handle once more, with fresh names.
  func withPath<Result: Sendable>(
    _ path: NFS3Path, _ body: (_ isFresh: Bool) async throws(NFSError) -> Result
  ) async throws(NFSError) -> Result {
    do {
      return try await body(false)
    } catch {
      guard error.status == .stale else { throw error.with(path: path.description) }
    }
    do {
      let root = self.root
      if case .failure(.stale, _) = try await client.getAttributes(root).result {
        try await renewRoot()
      }
      return try await body(true)
    } catch {
      throw error.with(path: path.description)
    }
  }

  /// A link's names; an absolute link is taken from the export's root, with or without its path.
  private func componentsInMount(_ link: NFS3Path) -> [NFS3Name] {
    let names = link.components
    let export = exportPath.components
    guard link.isAbsolute, !export.isEmpty, names.starts(with: export) else { return names }
    return Array(names.dropFirst(export.count))
  }
}

/// The directories from the root to where a walk stands.
private struct PathWalk {
  private let root: NFS3FileHandle
  private var steps: [(file: NFS3FileHandle, attributes: NFS3Attributes)] = []

  init(root: NFS3FileHandle) { self.root = root }

  var current: NFS3FileHandle { steps.last?.file ?? root }
  var attributes: NFS3Attributes? { steps.last?.attributes }

  mutating func goDown(_ file: NFS3FileHandle, _ attributes: NFS3Attributes) {
    steps.append((file, attributes))
  }

  /// ".." at the root stays there.
  mutating func goUp() { _ = steps.popLast() }

  mutating func goToRoot() { steps.removeAll() }
}
