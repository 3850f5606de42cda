// SPDX-License-Identifier: Apache-2.0
// One directory of a walk in progress: open, or closed and to be found again.

internal import SystemPackage

/// A level of a `TreeWalk`.
final class TreeLevel {
  /// The directory itself; nil for the root of the walk.
  let entry: TreeEntry?
  private let identity: FileIdentity
  private var directory: HostDirectory?
  private var reader: Reader
  private var cookie: UInt64 = 0
  private var isOver = false

  /// Where the names come from.
  private enum Reader {
    case closed
    case open(ReaderBox)
    case sorted([FileName])  // last name first
  }

  private final class ReaderBox {
    var reader: DirectoryReader
    init(_ reader: consuming DirectoryReader) { self.reader = reader }
  }

  init(
    of directory: HostDirectory, entry: TreeEntry?, identity: FileIdentity, isSorted: Bool
  ) throws(HostError) {
    self.entry = entry
    self.identity = identity
    self.directory = directory
    var entries = try directory.entries()
    if isSorted {
      var names: [FileName] = []
      while let entry = try entries.next() { names.append(entry.name) }
      names.sort(by: >)
      reader = .sorted(names)
    } else {
      reader = .open(ReaderBox(entries))
    }
  }

  var path: RelativePath { entry?.path ?? RelativePath() }

  /// Closes what can be found again.
  func suspend() {
    guard entry != nil else { return }
    directory = nil
    if case .open = reader { reader = .closed }
  }

  /// Ends the level: no more names.
  func end() {
    isOver = true
  }

  /// The directory, found again if it was closed.
  func open(from root: HostDirectory) throws(HostError) -> HostDirectory {
    if let directory { return directory }
    let found = try root.openDirectory(path)
    guard try found.attributes().identity == identity else {
      throw HostError(.open, path.description, .staleNFSFileHandle)
    }
    if case .closed = reader {
      var entries = try found.entries()
      try entries.seek(to: cookie)
      reader = .open(ReaderBox(entries))
    }
    directory = found
    return found
  }

  func nextName() throws(HostError) -> FileName? {
    if isOver { return nil }
    switch reader {
    case .closed: return nil
    case .open(let box):
      guard let entry = try box.reader.next() else { return nil }
      cookie = entry.cookie
      return entry.name
    case .sorted(var names):
      reader = .closed
      defer { reader = .sorted(names) }
      return names.popLast()
    }
  }
}
