// SPDX-License-Identifier: Apache-2.0
// Walking a tree, many directories at a time.

public import Wire

/// One file of a walk.
public struct NFSWalkItem: Sendable {
  /// From the walk's beginning, without a leading slash; "" is the beginning itself.
  public var path: NFS3Path
  /// Directories above it, the beginning not counted.
  public var depth: Int
  public var file: NFS3FileHandle
  public var attributes: NFS3Attributes
  public var name: NFS3Name
}

/// What a walk meets.
public enum NFSWalkEvent: Sendable {
  case item(NFSWalkItem)
  /// A directory or name that could not be read; the walk goes on.
  case failure(NFSError)
}

extension NFSMount {
  /// Directories of a walk that are read at the same time, unless told otherwise.
  public static let walkDirectories = 16

  /// Every file below a directory, in no particular order, parents before their children.
  ///
  /// Symbolic links are reported and not followed, so the walk ends.
  ///
  /// - Parameters:
  ///   - concurrency: directories read at the same time.
  ///   - handle: called for every file and every failure, one call at a time per directory; calls for
  ///     different directories run side by side. Returning false for a directory leaves it out.
  public func walk(
    _ path: NFS3Path, concurrency: Int = walkDirectories,
    _ handle: @escaping @Sendable (NFSWalkEvent) async -> Bool
  ) async throws(NFSError) {
    let start = try await stat(path)
    let first = NFSWalkItem(
      path: "", depth: 0, file: start.file, attributes: start.attributes, name: "")
    guard await handle(.item(first)), start.attributes.type == .directory else { return }
    await withTaskGroup(of: [NFSWalkItem].self) { group in
      // Depth first: what was found last is read next, so that little waits.
      var waiting = [first]
      var running = 0
      while true {
        while running < max(1, concurrency), let next = waiting.popLast() {
          group.addTask { await self.visit(next, handle) }
          running += 1
        }
        guard running > 0, let found = await group.next() else { break }
        running -= 1
        waiting.append(contentsOf: found)
      }
    }
    try checkOpen("READDIR")
  }

  /// Reads one directory and returns the directories in it.
  private func visit(
    _ directory: NFSWalkItem, _ handle: @Sendable (NFSWalkEvent) async -> Bool
  ) async -> [NFSWalkItem] {
    var below: [NFSWalkItem] = []
    var listing = list(directory.file)
    // The walk hands out what the pages brought; caches would only be flushed by a large tree.
    listing.primesCaches = false
    var iterator = listing.makeAsyncIterator()
    do {
      while let page = try await iterator.nextPage() {
        for entry in page {
          guard let item = try await complete(entry, in: directory) else { continue }
          if await handle(.item(item)), item.attributes.type == .directory { below.append(item) }
        }
      }
    } catch {
      _ = await handle(.failure(error.with(path: directory.path.description)))
    }
    return below
  }

  /// The entry with its handle and attributes; nil when it has gone meanwhile.
  private func complete(
    _ entry: NFSDirectoryItem, in directory: NFSWalkItem
  ) async throws(NFSError) -> NFSWalkItem? {
    var bytes = directory.path.bytes
    if !bytes.isEmpty { bytes.append(0x2F) }
    let path = NFS3Path(bytes: bytes + entry.name.bytes)
    do {
      let file: NFS3FileHandle
      var known = entry.attributes
      if let given = entry.file {
        file = given
      } else {
        let found = try await lookup(entry.name, in: directory.file, isFresh: false)
        file = found.file
        known = known ?? found.attributes
      }
      let attributes = try await attributes(of: file, known: known)
      return NFSWalkItem(
        path: path, depth: directory.depth + 1, file: file, attributes: attributes,
        name: entry.name)
    } catch {
      if error.status == .noEntry || error.status == .stale { return nil }
      throw error.with(path: path.description)
    }
  }
}
