// SPDX-License-Identifier: Apache-2.0
// From paths to handles: names, "..", symbolic links, and stale handles on the way.

import Synchronization
public import Wire

/// A file that a path led to.
public struct NFSItem: Sendable {
  public var file: NFS3FileHandle
  public var attributes: NFS3Attributes
  /// The name it was found by; nil for a root and for a handle that came without a path.
  var place: NFSPlace?

  public init(file: NFS3FileHandle, attributes: NFS3Attributes) {
    self.init(file: file, attributes: attributes, place: nil)
  }

  init(file: NFS3FileHandle, attributes: NFS3Attributes, place: NFSPlace?) {
    self.file = file
    self.attributes = attributes
    self.place = place
  }
}

/// A name in a directory that a path led to; the name itself need not exist.
struct NFSPlace: Hashable, Sendable {
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
    if let root = state.withLock({ $0.nested.root(name, in: directory) }) { return (root, nil) }
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
    let walk = try await walk(path, followingLast: followingLast, isFresh: isFresh)
    let attributes = try await attributes(of: walk.current, known: walk.attributes)
    return NFSItem(file: walk.current, attributes: attributes, place: walk.place)
  }

  private func walk(
    _ path: NFS3Path, followingLast: Bool, isFresh: Bool
  ) async throws(NFSError) -> PathWalk {
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
      let type = try await type(of: found.file, known: found.attributes)
      guard type == .symbolicLink, followingLast || !pending.isEmpty else {
        walk.goDown(found.file, found.attributes, by: name)
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
    return walk
  }

  /// What a handle stands for. That never changes, so attributes of any age tell it.
  private func type(
    of file: NFS3FileHandle, known: NFS3Attributes?
  ) async throws(NFSError) -> NFS3FileType {
    if let known = known ?? nodes.withLock({ $0.knownAttributes(file) }) { return known.type }
    return try await freshAttributes(of: file).type
  }

  /// Walks to the directory that holds, or will hold, the last name of a path.
  func locatePlace(_ path: NFS3Path, isFresh: Bool) async throws(NFSError) -> NFSPlace {
    var components = path.components
    guard let name = components.popLast(), name != .parent, name.isWellFormed else {
      throw NFSError(.badName, operation: "LOOKUP", path: path.description)
    }
    if !isFresh, let directory = cachedDirectory(components) {
      return NFSPlace(directory: directory, name: name)
    }
    let parent = NFS3Path(joining: components)
    let walk = try await walk(parent, followingLast: true, isFresh: isFresh)
    guard try await type(of: walk.current, known: walk.attributes) == .directory else {
      throw NFSError(.status(.notDirectory), operation: "LOOKUP", path: parent.description)
    }
    return NFSPlace(directory: walk.current, name: name)
  }

  /// The directory that names lead to, as far as the caches tell it without links and other exports; nil
  /// when the server has to be asked.
  private func cachedDirectory(_ names: [NFS3Name]) -> NFS3FileHandle? {
    guard configuration.cachesNames else { return nil }
    let root = state.withLock { $0.nested.paths.isEmpty ? $0.root : nil }
    guard var directory = root else { return nil }
    let now = ContinuousClock.now
    return nodes.withLock { nodes in
      for name in names {
        guard nodes.isDirectory(directory), name != .parent,
          case .file(let next) = nodes.entry(name, in: directory, now: now)
        else { return nil }
        directory = next
      }
      return nodes.isDirectory(directory) ? directory : nil
    }
  }

  /// Where the symbolic link at the end of a path points, as a path of this mount; nil for anything
  /// but a link.
  func linkTarget(_ path: NFS3Path, isFresh: Bool) async throws(NFSError) -> NFS3Path? {
    let item = try await locate(path, followingLast: false, isFresh: isFresh)
    guard item.attributes.type == .symbolicLink else { return nil }
    let text = try await readLink(of: item.file)
    let above = text.isAbsolute ? [] : path.components.dropLast()
    return NFS3Path(joining: above + componentsInMount(text))
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

extension NFS3Path {
  /// Names with slashes between them.
  init(joining names: some Sequence<NFS3Name>) {
    self.init(bytes: Array(names.map(\.bytes).joined(separator: [0x2F])))
  }
}

/// The directories from the root to where a walk stands.
private struct PathWalk {
  private let root: NFS3FileHandle
  private var steps: [(file: NFS3FileHandle, attributes: NFS3Attributes?, name: NFS3Name)] = []

  init(root: NFS3FileHandle) { self.root = root }

  var current: NFS3FileHandle { steps.last?.file ?? root }
  /// As the LOOKUP brought them, if it did.
  var attributes: NFS3Attributes? { steps.last?.attributes }
  var place: NFSPlace? {
    guard let last = steps.last else { return nil }
    return NFSPlace(directory: steps.dropLast().last?.file ?? root, name: last.name)
  }

  mutating func goDown(
    _ file: NFS3FileHandle, _ attributes: NFS3Attributes?, by name: NFS3Name
  ) {
    steps.append((file, attributes, name))
  }

  /// ".." at the root stays there.
  mutating func goUp() { _ = steps.popLast() }

  mutating func goToRoot() { steps.removeAll() }
}
