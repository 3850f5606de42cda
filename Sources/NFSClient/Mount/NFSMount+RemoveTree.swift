// SPDX-License-Identifier: Apache-2.0
// Removing a tree: many files at a time, directories when they are empty.

import Synchronization
public import Wire

extension NFSMount {
  /// Names removed at the same time in one directory.
  static let removalsInFlight = 16

  /// Removes a file, or a directory with everything in it. Links are removed, not followed, and
  /// another export is not entered: where one begins the removal ends with XDEV.
  ///
  /// - Parameter progress: told the number of names removed so far.
  /// - Returns: names removed.
  /// - Throws: the first error; what was removed before stays removed.
  @discardableResult
  public func removeTree(
    _ path: NFS3Path, progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws(NFSError) -> Int {
    try checkWritable("REMOVE")
    let item = try await stat(path, followingLinks: false)
    guard item.attributes.type == .directory else {
      try await remove(path)
      return 1
    }
    try checkIsOfThisExport(item.file, path)
    var removed = 0
    // Directories from the top down; removed from the bottom up.
    var pending = [NFSRemoval(file: item.file, path: path, isListed: false)]
    while var directory = pending.popLast() {
      if directory.isListed {
        try await removeDirectory(directory.path)
        removed += 1
        progress(removed)
        continue
      }
      let found = try await split(directory)
      removed += try await removeAll(found.files, in: directory)
      progress(removed)
      directory.isListed = true
      pending.append(directory)
      pending.append(contentsOf: found.directories)
    }
    return removed
  }

  private struct NFSRemoval: Sendable {
    var file: NFS3FileHandle
    var path: NFS3Path
    /// Its files are gone and its directories are in line.
    var isListed: Bool
  }

  private func split(
    _ directory: NFSRemoval
  ) async throws(NFSError) -> (files: [NFS3Name], directories: [NFSRemoval]) {
    var files: [NFS3Name] = []
    var directories: [NFSRemoval] = []
    var pages = list(directory.file).makeAsyncIterator()
    while let page = try await pages.nextPage() {
      for entry in page {
        let item: NFSItem
        if let file = entry.file, let attributes = entry.attributes {
          item = NFSItem(file: file, attributes: attributes)
        } else {
          item = try await self.item(entry.name, in: directory.file)
        }
        if item.attributes.type == .directory {
          let path = NFS3Path(bytes: directory.path.bytes + [0x2F] + entry.name.bytes)
          try checkIsOfThisExport(item.file, path)
          directories.append(NFSRemoval(file: item.file, path: path, isListed: false))
        } else {
          files.append(entry.name)
        }
      }
    }
    return (files, directories)
  }

  private func checkIsOfThisExport(_ file: NFS3FileHandle, _ path: NFS3Path) throws(NFSError) {
    if state.withLock({ $0.nested.isRoot(file) }) {
      throw NFSError(.status(.crossDevice), operation: "REMOVE", path: path.description)
    }
  }

  private func removeAll(
    _ names: [NFS3Name], in directory: NFSRemoval
  ) async throws(NFSError) -> Int {
    let failure = await withTaskGroup(of: NFSError?.self) { group -> NFSError? in
      var failure: NFSError?
      var next = 0
      var running = 0
      while next < names.count || running > 0 {
        while next < names.count, running < NFSMount.removalsInFlight, failure == nil {
          let place = NFSPlace(directory: directory.file, name: names[next])
          next += 1
          running += 1
          group.addTask {
            do throws(NFSError) {
              if try await self.renameIfOpen(place) { return nil }
              try await self.removeNow(place)
              return nil
            } catch {
              // Somebody else was faster: gone is gone.
              return error.status == .noEntry ? nil : error.with(path: place.name.description)
            }
          }
        }
        guard running > 0, let result = await group.next() else { break }
        running -= 1
        if let result { failure = failure ?? result }
      }
      return failure
    }
    if let failure { throw failure }
    return names.count
  }
}
