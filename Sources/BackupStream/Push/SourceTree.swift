// SPDX-License-Identifier: Apache-2.0
// The objects to be backed up, in order.

internal import HostFS
internal import SystemPackage

/// An object of the source.
struct SourceObject {
  var path: TreePath
  var attributes: FileAttributes
  /// The directory it lies in and its name there; nil for the root, which is opened already.
  var place: (parent: HostDirectory, name: FileName)?
}

/// A step of the walk.
enum SourceStep {
  case object(SourceObject)
  case failed(TreePath, HostError)
}

/// The source: a directory with all that is in it, or a single file.
struct SourceTree {
  /// The path as it was given, without slashes at the end.
  let path: String
  let root: HostDirectory
  private let single: FileName?
  private let options: TreeWalkOptions

  static func name(_ path: String) -> String {
    var name = path
    while name.count > 1, name.last == "/" { name.removeLast() }
    return name
  }

  init(path: String, options: PushOptions) throws(BackupError) {
    self.path = Self.name(path)
    var walk = TreeWalkOptions()
    walk.isSorted = true
    walk.crossesMounts = !options.staysOnFileSystem
    self.options = walk
    do throws(HostError) {
      root = try HostDirectory(path: self.path)
      single = nil
    } catch {
      guard error.code == .notDirectory else { throw BackupError.source("\(error)") }
      let parts = self.path.split(separator: "/", omittingEmptySubsequences: false)
      let directory = parts.dropLast().joined(separator: "/")
      let isInRoot = directory.isEmpty && self.path.first == "/"
      do throws(HostError) {
        root = try HostDirectory(path: isInRoot ? "/" : directory.isEmpty ? "." : directory)
      } catch {
        throw BackupError.source("\(error)")
      }
      single = FileName(String(parts.last ?? ""))
    }
  }

  func steps() throws(HostError) -> SourceSteps {
    try SourceSteps(of: root, single: single, options: options)
  }
}

/// Walks a source.
struct SourceSteps: ~Copyable {
  private let root: HostDirectory
  private var first: SourceObject?
  private var walk: TreeWalk?

  init(
    of root: HostDirectory, single: FileName?, options: TreeWalkOptions
  ) throws(HostError) {
    self.root = root
    if let single {
      first = SourceObject(
        path: TreePath(bytes: Array(single.bytes)), attributes: try root.attributes(of: single),
        place: (root, single))
      walk = nil
    } else {
      first = SourceObject(path: .root, attributes: try root.attributes(), place: nil)
      walk = try TreeWalk(of: root, options: options)
    }
  }

  mutating func next() throws(HostError) -> SourceStep? {
    if let first {
      self.first = nil
      return .object(first)
    }
    while let step = try walk?.next() {
      switch step {
      case .entry(let entry):
        return .object(
          SourceObject(
            path: TreePath(bytes: entry.path.bytes), attributes: entry.attributes,
            place: (entry.parent, entry.name)))
      case .failed(let path, let error):
        return .failed(TreePath(bytes: path.bytes), error)
      case .leave:
        continue
      }
    }
    return nil
  }

  mutating func skipChildren() {
    walk?.skipChildren()
  }
}
