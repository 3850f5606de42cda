// SPDX-License-Identifier: Apache-2.0
// From inode numbers back to names, for servers that may not open the kernel's file handles.

internal import HostFS
internal import Synchronization
internal import SystemPackage
internal import Wire

/// Where inodes were last seen. Wrong or missing entries cost a search, never a wrong file: whatever is
/// found by name is compared with the key.
final class PathIndex: Sendable {
  /// Inodes remembered; beyond that the memory starts afresh.
  static let maximumEntries = 1_000_000
  /// Objects one search looks at.
  static let maximumSearched = 5_000_000
  /// Levels a path may have.
  static let maximumDepth = 4096
  /// A handle that a whole search did not find is stale for this long without another search.
  static let missLifetime = Duration.seconds(2)

  private struct Place: Sendable {
    var parent: UInt64
    var name: FileName
  }

  private struct State: Sendable {
    var places: [UInt64: Place] = [:]
    var misses: [InodeKey: ContinuousClock.Instant] = [:]
  }

  private let root: UInt64
  private let state = Mutex(State())
  /// One search at a time; who waited for one finds its results.
  private let searching = Mutex(())

  init(root: UInt64) {
    self.root = root
  }

  func note(_ inode: UInt64, name: FileName, in parent: UInt64) {
    state.withLock { state in
      if state.places.count >= Self.maximumEntries { state.places.removeAll() }
      state.places[inode] = Place(parent: parent, name: name)
    }
  }

  /// The object of a key, by the remembered name or by a search.
  func locate(
    _ key: InodeKey, below directory: HostDirectory, waiting: Bool
  ) throws(StoreError) -> HostFile {
    if let file = remembered(key, below: directory) { return file }
    if isMiss(key) { throw StoreError(.stale) }
    guard waiting else { throw StoreError.wouldWait }
    return try searching.withLock { _ throws(StoreError) in
      if let file = remembered(key, below: directory) { return file }
      if isMiss(key) { throw StoreError(.stale) }
      search(for: key.inode, below: directory)
      if let file = remembered(key, below: directory) { return file }
      remember(miss: key)
      throw StoreError(.stale)
    }
  }

  private func remembered(_ key: InodeKey, below directory: HostDirectory) -> HostFile? {
    guard let path = path(of: key.inode), let name = path.name,
      let parent = try? directory.openDirectory(path.parent),
      let file = try? parent.locate(name), let attributes = try? file.attributes(),
      InodeKey(attributes) == key
    else { return nil }
    return file
  }

  private func path(of inode: UInt64) -> RelativePath? {
    state.withLock { state in
      var names: [FileName] = []
      var at = inode
      while at != root {
        guard names.count < Self.maximumDepth, let place = state.places[at] else { return nil }
        names.append(place.name)
        at = place.parent
      }
      return RelativePath(names.reversed())
    }
  }

  /// Walks the tree and remembers everything, until the inode has been seen.
  private func search(for inode: UInt64, below directory: HostDirectory) {
    guard var walk = try? TreeWalk(of: directory) else { return }
    var seen = 0
    var inodes: [RelativePath: UInt64] = [RelativePath(): root]
    while seen < Self.maximumSearched, let step = try? walk.next() {
      switch step {
      case .failed: continue
      case .leave(let entry): inodes[entry.path] = nil
      case .entry(let entry):
        seen += 1
        let found = entry.attributes.identity.inode
        if let parent = inodes[entry.path.parent] {
          note(found, name: entry.name, in: parent)
        }
        if entry.attributes.kind == .directory { inodes[entry.path] = found }
        if found == inode { return }
      }
    }
  }

  private func isMiss(_ key: InodeKey) -> Bool {
    state.withLock { state in
      guard let since = state.misses[key] else { return false }
      return since.duration(to: .now) < Self.missLifetime
    }
  }

  private func remember(miss key: InodeKey) {
    state.withLock { state in
      state.misses = state.misses.filter { $0.value.duration(to: .now) < Self.missLifetime }
      state.misses[key] = .now
    }
  }
}
