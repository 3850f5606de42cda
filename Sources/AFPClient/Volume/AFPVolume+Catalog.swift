// SPDX-License-Identifier: Apache-2.0
// Looking at and changing the catalogue of a volume.

internal import SocketKPI
public import Wire

extension AFPVolume {
  /// What is at a path (FPGetFileDirParms).
  ///
  /// - Throws: ObjectNotFound when nothing is.
  public func status(of path: String) async throws(AFPError) -> AFPItem {
    try await at(path) { place throws(AFPError) in
      try await lookUp(place.directory, place.path, path)
    }
  }

  /// True when something is at the path; other errors than its absence are thrown.
  public func exists(_ path: String) async throws(AFPError) -> Bool {
    do throws(AFPError) {
      _ = try await status(of: path)
      return true
    } catch {
      if error.resultCode == .objectNotFound || error.resultCode == .directoryNotFound {
        return false
      }
      throw error
    }
  }

  /// Makes a directory (FPCreateDir).
  ///
  /// - Parameters:
  ///   - withParents: make missing parents too, and accept a directory that is there already.
  /// - Throws: ObjectExists when the name is taken (with parents: by a file).
  public func makeDirectory(_ path: String, withParents: Bool = false) async throws(AFPError) {
    guard withParents else { return try await makeOneDirectory(path) }
    var prefix = ""
    for name in try components(path) {
      prefix += prefix.isEmpty ? name.local : "/" + name.local
      do throws(AFPError) {
        if try await exists(prefix) { continue }
        try await makeOneDirectory(prefix)
      } catch {
        guard error.resultCode == .objectExists else { throw error }
      }
    }
    guard try await status(of: path).isDirectory else {
      throw AFPError("\(AFPCommand.createDirectory.name) of \(path)", .result(.objectExists))
    }
  }

  private func makeOneDirectory(_ path: String) async throws(AFPError) {
    try await at(path) { place throws(AFPError) in
      let call = call(.createDirectory, path, .sameNumber(isRepeatable: false)) { volume in
        AFPCreateDirectoryRequest(
          volume: volume, parent: place.directory, path: place.path
        ).block
      }
      let reply = try await engine.perform(call)
      // After a replay the body is not to be believed; the id is looked up when it is needed.
      guard !reply.isReplayed, let leaf = place.leaf else { return }
      let id = try engine.decode(call.operation, reply.payload) { reader throws(AFPWireError) in
        AFPNodeID(rawValue: try reader.uint32())
      }
      directories.withLock { $0.remember(place.parents + [leaf.local], id, at: .now) }
    }
  }

  /// Makes an empty file (FPCreateFile).
  ///
  /// - Parameters:
  ///   - replacing: truncate a file that is there. Without it the call is exclusive: of several
  ///     clients that try, one succeeds and the others get ObjectExists. Good for lock files.
  public func createFile(_ path: String, replacing: Bool = false) async throws(AFPError) {
    try await at(path) { place throws(AFPError) in
      let call = call(.createFile, path, .sameNumber(isRepeatable: replacing)) { volume in
        AFPCreateFileRequest(
          volume: volume, parent: place.directory, path: place.path, replaces: replacing
        ).block
      }
      _ = try await engine.perform(call)
    }
  }

  /// Deletes a file or an empty directory (FPDelete).
  ///
  /// - Throws: DirNotEmpty; FileBusy when it is open, by anybody; ObjectNotFound.
  public func delete(_ path: String) async throws(AFPError) {
    try await at(path) { place throws(AFPError) in
      let call = call(.delete, path, .sameNumber(isRepeatable: false)) { volume in
        AFPDeleteRequest(volume: volume, directory: place.directory, path: place.path).block
      }
      _ = try await engine.perform(call)
      if let leaf = place.leaf {
        directories.withLock { $0.forget(place.parents + [leaf.local]) }
      }
    }
  }

  /// Renames or moves (FPRename, FPMoveAndRename). A name that is taken is not replaced.
  ///
  /// - Throws: ObjectExists, CantMove for a directory into itself, ObjectNotFound.
  public func rename(_ path: String, to newPath: String) async throws(AFPError) {
    try await at(path) { source throws(AFPError) in
      try await at(newPath) { target throws(AFPError) in
        try await move(source, target, "\(path) to \(newPath)")
      }
    }
  }

  private func move(_ source: Place, _ target: Place, _ subject: String) async throws(AFPError) {
    guard let old = source.leaf, let new = target.leaf else {
      throw AFPError("rename of \(subject)", .unsupported("the root cannot be renamed"))
    }
    let isSameDirectory = source.directory == target.directory
    let command: AFPCommand = isSameDirectory ? .rename : .moveAndRename
    let call = call(command, subject, .sameNumber(isRepeatable: false)) { volume in
      isSameDirectory
        ? AFPRenameRequest(
          volume: volume, directory: source.directory, path: AFPPath(old), newName: AFPPath(new)
        ).block
        : AFPMoveRequest(
          volume: volume, sourceDirectory: source.directory, targetDirectory: target.directory,
          sourcePath: AFPPath(old), newName: AFPPath(new)
        ).block
    }
    _ = try await engine.perform(call)
    directories.withLock {
      $0.forget(source.parents + [old.local])
      $0.forget(target.parents + [new.local])
    }
  }

  /// Renames a file over another.
  ///
  /// AFP has no such request. The old file is moved aside under a hidden name next to it, the new one
  /// takes its place, and the old one is deleted; so for a moment the name does not exist, and after a
  /// crash in between, the old content is under the hidden name that starts with
  /// `asidePrefix`. If the second step fails, the first is undone.
  public func rename(_ path: String, replacing newPath: String) async throws(AFPError) {
    do throws(AFPError) {
      return try await rename(path, to: newPath)
    } catch {
      guard error.resultCode == .objectExists else { throw error }
    }
    let aside = asidePath(for: newPath)
    try await rename(newPath, to: aside)
    do throws(AFPError) {
      try await rename(path, to: newPath)
    } catch {
      try? await rename(aside, to: newPath)
      throw error
    }
    try await delete(aside)
  }

  /// What the hidden name of a file that is being replaced starts with; the original name follows.
  public static let asidePrefix = ".replaced-"

  private func asidePath(for path: String) -> String {
    let parts = path.split(separator: "/")
    let tag = String(UInt32.random(in: .min ... .max), radix: 16)
    // The tail of a long name is enough to recognise it by.
    let original = parts.last.map { String($0.suffix(AFPVolume.asideNameCharacters)) } ?? ""
    let leaf = "\(Self.asidePrefix)\(tag)-\(original)"
    return (parts.dropLast().map(String.init) + [leaf]).joined(separator: "/")
  }

  private static let asideNameCharacters = 48

  /// Has the server copy a file (FPCopyFile). The name must be free.
  public func copyFile(_ path: String, to newPath: String) async throws(AFPError) {
    try await at(path) { source throws(AFPError) in
      try await at(newPath) { target throws(AFPError) in
        let call = call(
          .copyFile, "\(path) to \(newPath)", .sameNumber(isRepeatable: false)
        ) { volume in
          AFPCopyFileRequest(
            sourceVolume: volume, sourceDirectory: source.directory, targetVolume: volume,
            targetDirectory: target.directory, sourcePath: source.path, newName: target.path
          ).block
        }
        _ = try await engine.perform(call)
      }
    }
  }

  /// Sets dates, attributes, Finder info or Unix privileges (FPSetFileDirParms).
  ///
  /// Every change but one of the modification date alone moves the modification date to now; give it in
  /// the same settings to keep it. An owner the server may not set is ignored without an error.
  public func set(_ settings: AFPItemSettings, of path: String) async throws(AFPError) {
    try await at(path) { place throws(AFPError) in
      let call = call(
        .setFileDirectoryParameters, path, .sameNumber(isRepeatable: true)
      ) { volume in
        AFPSetItemRequest(
          volume: volume, directory: place.directory, path: place.path, settings: settings
        ).block
      }
      _ = try await engine.perform(call)
    }
  }

  /// Makes the entries of a directory durable (FPSyncDir): names created, renamed or deleted there.
  ///
  /// A netatalk server syncs a directory other than the root and then reports ObjectNotFound for a
  /// missing sidecar file; that is taken for success when the directory is there. The root means
  /// all of the server's file systems: thorough, and slow on a busy server.
  public func syncDirectory(_ path: String) async throws(AFPError) {
    let names = try components(path)
    let id = try await directoryID(names)
    var call = call(.syncDirectory, path, .anew) { volume in
      AFPSyncDirectoryRequest(volume: volume, directory: id).block
    }
    if id != .root { call.tolerated = [.objectNotFound, .parameterError] }
    let reply = try await engine.perform(call)
    guard reply.result != .noError else { return }
    do throws(AFPError) {
      guard try await lookUp(id, .directoryItself, path).isDirectory else {
        throw AFPError(call.operation, .result(.objectTypeError))
      }
    } catch {
      directories.withLock { $0.forget(names.map(\.local)) }
      throw AFPError(call.operation, error.reason)
    }
  }
}
