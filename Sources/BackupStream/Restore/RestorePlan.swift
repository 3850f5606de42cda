// SPDX-License-Identifier: Apache-2.0
// What a restore has to do, found out before anything is written.

internal import HostFS
internal import SystemPackage

/// Sorts a catalogue into what has to be made, in constant memory.
final class RestorePlan {
  private let options: RestoreOptions
  private let progress: RestoreProgress
  let directories: CatalogueSpool
  /// Everything that has to be read from a stream.
  let members: CatalogueSpool
  let links: CatalogueSpool
  private(set) var streams: Set<Int> = []
  /// Files that are wanted under one of their further names only, and that name.
  private(set) var substitutes: [TreePath: TreePath] = [:]
  private(set) var kept = 0
  private(set) var removed = 0

  init(options: RestoreOptions, progress: RestoreProgress) throws {
    self.options = options
    self.progress = progress
    directories = try CatalogueSpool()
    members = try CatalogueSpool()
    links = try CatalogueSpool()
  }

  private func isWanted(_ path: TreePath) -> Bool {
    options.paths.isEmpty || options.paths.contains { path.isWithin($0) }
  }

  /// Whether something wanted lies below, so that the directory has to be there.
  private func isOnTheWay(_ path: TreePath) -> Bool {
    options.paths.contains { $0.isWithin(path) }
  }

  func collect(_ cursor: CatalogueCursor, _ root: HostDirectory) async throws {
    var outside: [TreePath] = []
    var missing = options.paths
    var first = cursor
    while let entry = try await first.next() {
      if !missing.isEmpty { missing.removeAll { entry.path.isWithin($0) } }
      if entry.isDirectory, isWanted(entry.path) || isOnTheWay(entry.path) {
        try directories.append(entry)
      }
      guard isWanted(entry.path) else { continue }
      if case .hardLink(let target) = entry.kind {
        try links.append(entry)
        if !isWanted(target), substitutes[target] == nil {
          substitutes[target] = entry.path
          outside.append(target)
        }
      }
      if !entry.isDirectory, options.isIncremental, Self.isThere(entry, root) {
        kept += 1
        continue
      }
      if case .hardLink = entry.kind { continue }
      try want(entry)
    }
    for path in missing { progress.problem(path, "the point does not have it") }
    if !outside.isEmpty {
      var second = cursor
      while let entry = try await second.next() {
        if substitutes[entry.path] != nil { try want(entry) }
      }
    }
  }

  private func want(_ entry: CatalogueEntry) throws {
    try members.append(entry)
    streams.insert(entry.location.stream)
    progress.expect(objects: 1, bytes: entry.size)
  }

  /// Whether the destination has the object already, as far as can be told without reading it.
  private static func isThere(_ entry: CatalogueEntry, _ root: HostDirectory) -> Bool {
    guard let path = RelativePath(bytes: entry.path.bytes), let name = path.name,
      let parent = path.parent.isEmpty ? root : try? root.openDirectory(path.parent),
      let attributes = try? parent.attributes(of: name)
    else { return false }
    let isOwned =
      !Environment.isPrivileged
      || (attributes.owner == entry.owner && attributes.group == entry.group)
    guard entry.hasKind(of: attributes), isOwned,
      attributes.modificationTime == entry.modificationTime
    else { return false }
    switch entry.kind {
    case .file, .hardLink:
      return attributes.permissions == entry.permissions
        && (entry.kind != .file || attributes.size == entry.size)
    case .symbolicLink(let target): return (try? parent.readLink(name)) == target
    default: return attributes.permissions == entry.permissions
    }
  }

  /// Removes what the catalogue does not have.
  func removeOthers(than cursor: CatalogueCursor, in root: HostDirectory) async throws {
    var catalogue = PeekingCursor(cursor)
    var options = TreeWalkOptions()
    options.isSorted = true
    var walk = try TreeWalk(of: root, options: options)
    while let step = try walk.next() {
      guard case .entry(let entry) = step else { continue }
      let path = TreePath(bytes: entry.path.bytes)
      while let known = try await catalogue.peek(), known.path < path {
        _ = try await catalogue.take()
      }
      if try await catalogue.peek()?.path == path { continue }
      if entry.attributes.kind == .directory { walk.skipChildren() }
      do throws(HostError) {
        try RestoreTree.clear(entry.name, in: entry.parent)
        removed += 1
      } catch {
        progress.problem(path, "\(error)")
      }
    }
  }
}
