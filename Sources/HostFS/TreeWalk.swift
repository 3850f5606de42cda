// SPDX-License-Identifier: Apache-2.0
// A whole tree, step by step.

internal import SystemPackage

/// How to walk.
public struct TreeWalkOptions: Sendable {
  /// Whether directories on other file systems are entered. They are reported either way.
  public var crossesMounts = false
  /// Whether each directory's entries come in the order of their names. Holds the names of one
  /// directory per level in memory; without it memory is constant.
  public var isSorted = false
  /// Descriptors held open at most; deeper levels close the upper ones and find them again.
  public var maximumOpenDirectories = 32

  public init() {}
}

/// An object found in a tree.
public struct TreeEntry: Sendable {
  /// From the root of the walk.
  public var path: RelativePath
  public var attributes: FileAttributes
  /// The directory it lies in: open the object from here, by name.
  public var parent: HostDirectory

  public var name: FileName { path.components[path.components.count - 1] }
}

/// One step of a walk.
public enum TreeStep: Sendable {
  /// An object; a directory comes before its children.
  case entry(TreeEntry)
  /// All children of a directory have been seen, or it could not be entered.
  case leave(TreeEntry)
  /// Something could not be looked at or listed; the walk goes on with the rest.
  case failed(RelativePath, HostError)
}

/// Walks a tree depth first: no recursion, no links followed, descriptors bounded.
///
/// Directories that are renamed during the walk are never mistaken for others: a level that had to
/// be closed is found again by its names and checked by its identity, and reported as failed if it
/// is another one.
public struct TreeWalk: ~Copyable {
  private let root: HostDirectory
  private let options: TreeWalkOptions
  private let rootDevice: DeviceNumber
  private var levels: [TreeLevel]
  /// The directory of the last step, to be entered at the next one.
  private var pending: TreeEntry?

  public init(
    of root: HostDirectory, options: TreeWalkOptions = TreeWalkOptions()
  ) throws(HostError) {
    let identity = try root.attributes().identity
    let level = try TreeLevel(
      of: root, entry: nil, identity: identity, isSorted: options.isSorted)
    self.root = root
    self.options = options
    rootDevice = identity.device
    levels = [level]
  }

  /// The next step; nil when the whole tree has been seen.
  ///
  /// - Throws: only when the walk cannot go on; what concerns one object is a `failed` step.
  public mutating func next() throws(HostError) -> TreeStep? {
    if let entry = pending {
      pending = nil
      if let step = enter(entry) { return step }
    }
    while let level = levels.last {
      let path = level.path
      do throws(HostError) {
        let parent = try level.open(from: root)
        guard let name = try level.nextName() else {
          return finishLevel()
        }
        return look(at: name, in: parent, path: path)
      } catch {
        level.end()
        return .failed(path, error)
      }
    }
    return nil
  }

  /// Leaves out the children of the directory that the last step reported.
  public mutating func skipChildren() {
    pending = nil
  }

  private mutating func look(
    at name: FileName, in parent: HostDirectory, path: RelativePath
  ) -> TreeStep {
    let path = path.appending(name)
    do throws(HostError) {
      let attributes = try parent.attributes(of: name)
      let entry = TreeEntry(path: path, attributes: attributes, parent: parent)
      if attributes.kind == .directory, mayEnter(attributes) { pending = entry }
      return .entry(entry)
    } catch {
      return .failed(path, error)
    }
  }

  private func mayEnter(_ attributes: FileAttributes) -> Bool {
    options.crossesMounts || attributes.identity.device == rootDevice
  }

  private mutating func enter(_ entry: TreeEntry) -> TreeStep? {
    do throws(HostError) {
      let directory = try entry.parent.openDirectory(entry.name)
      let identity = try directory.attributes().identity
      guard identity == entry.attributes.identity else {
        throw HostError(.open, entry.path.description, .staleNFSFileHandle)
      }
      let level = try TreeLevel(
        of: directory, entry: entry, identity: identity, isSorted: options.isSorted)
      levels.append(level)
      let open = max(2, options.maximumOpenDirectories)
      if levels.count > open { levels[levels.count - 1 - open].suspend() }
      return nil
    } catch {
      return .failed(entry.path, error)
    }
  }

  private mutating func finishLevel() -> TreeStep? {
    let level = levels.removeLast()
    guard let entry = level.entry else { return nil }
    return .leave(entry)
  }
}
