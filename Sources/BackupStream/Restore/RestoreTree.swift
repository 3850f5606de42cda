// SPDX-License-Identifier: Apache-2.0
// Making files again from members of the archive.

internal import HostFS
internal import Synchronization
internal import SystemPackage

/// Makes the objects of a point again below a directory. No link is followed on the way.
final class RestoreTree: MemberConsumer {
  private let root: HostDirectory
  private let progress: RestoreProgress
  /// Names under which content is wanted though its own name is not.
  private let substitutes: [TreePath: TreePath]
  private let state = Mutex(State())

  private struct State {
    var parentPath: TreePath?
    var parent: HostDirectory?
  }

  let directories: DirectoryFinisher

  init(
    root: HostDirectory, progress: RestoreProgress, substitutes: [TreePath: TreePath]
  ) throws {
    self.root = root
    self.progress = progress
    self.substitutes = substitutes
    directories = try DirectoryFinisher()
  }

  func consume(_ entry: CatalogueEntry, _ member: PaxMember, _ reader: PaxReader) throws {
    progress.restoring(entry.path)
    let path = substitutes[entry.path] ?? entry.path
    do {
      switch entry.kind {
      case .directory:
        try directories.add(member)
      case .file:
        try restoreFile(entry, as: path, member, reader)
      case .hardLink:
        break  // made when all files are there
      default:
        try restoreSpecial(path, member)
      }
    } catch let error as HostError {
      progress.problem(entry.path, "\(error)")
    }
  }

  func lost(_ entry: CatalogueEntry, _ reason: String) {
    progress.damage(entry.path, reason)
  }

  func damaged(band: TargetPath, _ reason: String, isContentSound: Bool) {
    progress.damage(band: band, reason)
  }

  private func restoreFile(
    _ entry: CatalogueEntry, as path: TreePath, _ member: PaxMember, _ reader: PaxReader
  ) throws {
    let (parent, name) = try place(path)
    let aside = try AtomicFile(in: parent, named: name, permissions: 0o600)
    let wrong = try ContentCheck.read(entry, from: reader) { offset, bytes in
      try aside.file.writeAll(bytes, at: offset)
      progress.wrote(bytes: bytes.byteCount)
    }
    // Damaged content is better than none; one that somebody stopped fetching will come again.
    guard !reader.isCut else { return }
    if try aside.file.attributes().size != entry.size { try aside.file.setSize(entry.size) }
    try RestoredAttributes(member, progress: progress).apply(to: aside.file, path)
    if (try? parent.attributes(of: name).kind) == .directory { try Self.clear(name, in: parent) }
    try aside.commit(durably: false)
    if let wrong { progress.damage(entry.path, wrong) }
  }

  private func restoreSpecial(_ path: TreePath, _ member: PaxMember) throws {
    let (parent, name) = try place(path)
    try Self.clear(name, in: parent)
    switch member.kind {
    case .symbolicLink(let target):
      try parent.makeSymbolicLink(name, to: target)
    case .fifo:
      try parent.makeNode(name, kind: .fifo, permissions: 0o600)
    case .characterDevice(let number):
      try parent.makeNode(name, kind: .characterDevice, permissions: 0o600, special: number)
    case .blockDevice(let number):
      try parent.makeNode(name, kind: .blockDevice, permissions: 0o600, special: number)
    case .file, .directory, .hardLink:
      return progress.damage(path, "the member is of another kind")
    }
    try RestoredAttributes(member, progress: progress).apply(to: name, in: parent, path)
  }

  /// Removes what has the name, a directory with all that is in it.
  static func clear(_ name: FileName, in parent: HostDirectory) throws(HostError) {
    do throws(HostError) {
      try parent.remove(name)
    } catch {
      switch error.code {
      case .noSuchFileOrDirectory: return
      case .isDirectory, .notPermitted: try removeTree(name, in: parent)
      default: throw error
      }
    }
  }

  private static func removeTree(_ name: FileName, in parent: HostDirectory) throws(HostError) {
    let top = try parent.openDirectory(name)
    var walk = try TreeWalk(of: top)
    while let step = try walk.next() {
      switch step {
      case .entry(let entry) where entry.attributes.kind != .directory:
        try entry.parent.remove(entry.name)
      case .leave(let entry): try entry.parent.removeDirectory(entry.name)
      case .failed(_, let error): throw error
      default: break
      }
    }
    try parent.removeDirectory(name)
  }

  /// The open directory that a path lies in, and its name there.
  func place(_ path: TreePath) throws(HostError) -> (HostDirectory, FileName) {
    guard let name = FileName(bytes: path.name) else {
      throw HostError(.open, path.description, .invalidArgument)
    }
    return (try directory(path.parent), name)
  }

  private func directory(_ path: TreePath) throws(HostError) -> HostDirectory {
    if path.isRoot { return root }
    if let known = state.withLock({ $0.parentPath == path ? $0.parent : nil }) { return known }
    guard let relative = RelativePath(bytes: path.bytes) else {
      throw HostError(.open, path.description, .invalidArgument)
    }
    let opened = try root.openDirectory(relative)
    state.withLock { state in
      state.parentPath = path
      state.parent = opened
    }
    return opened
  }

  /// Makes a directory that is to be filled; its attributes come last.
  func makeDirectory(_ path: TreePath) throws(HostError) {
    guard !path.isRoot else { return }
    let (parent, name) = try place(path)
    do throws(HostError) {
      try parent.makeDirectory(name, permissions: 0o700)
    } catch {
      guard error.code == .fileExists else { throw error }
      if try parent.attributes(of: name).kind == .directory {
        try parent.apply(AttributeChange(permissions: 0o700), to: name)
      } else {
        try parent.remove(name)
        try parent.makeDirectory(name, permissions: 0o700)
      }
    }
  }

  /// Gives a file that is there one more name.
  func link(_ path: TreePath, to target: TreePath) throws(HostError) {
    let (targetParent, targetName) = try place(target)
    let file = try targetParent.locate(targetName)
    let (parent, name) = try place(path)
    if let there = try? parent.attributes(of: name),
      there.identity == (try file.attributes().identity)
    {
      return
    }
    try Self.clear(name, in: parent)
    try parent.makeLink(to: file, as: name)
  }
}
