// SPDX-License-Identifier: Apache-2.0
// The table of files that are open here, and what happens when their names go away.

import Synchronization
import Wire

extension NFSMount {
  /// The shared state of a file, made on first use; every call has to be matched by `release`.
  func retain(_ item: NFSItem) -> FileState {
    let file = item.file
    let shared = state.withLock { state in
      state.openNames.open(file, at: item.place, linkCount: item.attributes.linkCount)
      if let known = state.files[file] {
        known.addUser()
        return known
      }
      let made = FileState(mount: self, file: file, fileID: item.attributes.fileID)
      made.addUser()
      state.files[file] = made
      return made
    }
    nodes.withLock { $0.pin(file) }
    return shared
  }

  /// Ends one use. The last one removes a file whose name is gone.
  func release(_ shared: FileState) async throws(NFSError) {
    nodes.withLock { $0.unpin(shared.file) }
    let isLast = state.withLock { state in
      guard shared.dropUser() else { return false }
      state.files[shared.file] = nil
      state.openNames.close(shared.file)
      return true
    }
    guard isLast else { return }
    shared.forgetBlocks()
    if let silly = shared.takeSillyPlace() { try await removeNow(silly) }
  }

  /// Whether removing a name may take a file away that is open here.
  func mayBeOpen(_ place: NFSPlace) -> Bool {
    configuration.renamesOpenFilesOnRemoval && state.withLock { $0.openNames.mayName(place) }
  }

  /// Renames a file that is open here out of the way.
  ///
  /// - Parameter spared: a file that is left alone.
  /// - Returns: false when the name is not that of an open file.
  func renameIfOpen(
    _ place: NFSPlace, unless spared: NFS3FileHandle? = nil
  ) async throws(NFSError) -> Bool {
    guard mayBeOpen(place) else { return false }
    let found: (file: NFS3FileHandle, attributes: NFS3Attributes?)
    do {
      found = try await lookup(place.name, in: place.directory, isFresh: false)
    } catch {
      if error.status == .noEntry { return false }
      throw error
    }
    guard found.file != spared, let open = state.withLock({ $0.files[found.file] }) else {
      return false
    }
    // Further names keep the file alive; only its last one matters. What is cached may count one that
    // has been removed.
    let attributes = try await freshAttributes(of: found.file)
    guard attributes.linkCount < 2, !open.hasSillyPlace else {
      noteLink(to: found.file)
      return false
    }
    for _ in 0..<SillyName.maximumTries {
      let number = state.withLock { state in
        state.nextSillyNumber &+= 1
        return state.nextSillyNumber
      }
      let hidden = NFSPlace(
        directory: place.directory,
        name: SillyName.make(fileID: attributes.fileID, number: number))
      do {
        _ = try await lookup(hidden.name, in: hidden.directory, isFresh: true)
        continue
      } catch {
        guard error.status == .noEntry else { throw error }
      }
      try await renameNow(place, hidden, moved: found.file)
      open.setSillyPlace(hidden)
      return true
    }
    throw NFSError(.status(.exists), operation: "RENAME", path: place.name.description)
  }

  /// A file that may be open was renamed. A hidden one is no longer to be removed under its old name.
  func moveOpenFile(_ file: NFS3FileHandle, from source: NFSPlace, to target: NFSPlace) {
    let open = state.withLock { state -> FileState? in
      guard let open = state.files[file] else { return nil }
      state.openNames.move(file, from: source, to: target)
      return open
    }
    open?.moved(from: source)
  }

  /// A file that may be open has got a further name.
  func noteLink(to file: NFS3FileHandle) {
    state.withLock { state in
      if state.files[file] != nil { state.openNames.stray(file) }
    }
  }
}
