// SPDX-License-Identifier: Apache-2.0
// Opening and creating files; whole files in one call.

import ONCRPC
import Synchronization
public import Wire

extension NFSMount {
  /// Opens a file.
  ///
  /// The server is asked for the attributes even if they are cached: what was closed elsewhere before
  /// is seen here (close-to-open).
  ///
  /// - Parameters:
  ///   - mode: permission bits of a file that is made.
  /// - Throws: `wrongType` for anything but a regular file.
  public func open(
    _ path: NFS3Path, _ options: NFSOpenOptions = .read, mode: UInt32 = 0o644
  ) async throws(NFSError) -> NFSFile {
    if options.isDisjoint(with: [.write, .create, .truncate]) {
      try checkOpen("OPEN")
    } else {
      try checkWritable("OPEN")
    }
    let item = try await withPath(path) { (isFresh) throws(NFSError) in
      if options.contains(.create) {
        return try await self.create(path, options, mode: mode, isFresh: isFresh)
      }
      let found = try await self.locate(
        path, followingLast: !options.contains(.noFollow), isFresh: isFresh)
      return NFSItem(
        file: found.file, attributes: try await self.freshAttributes(of: found.file),
        place: found.place)
    }
    return try await open(item, options, path: path.description)
  }

  /// Opens a file whose handle is known, for instance from a listing or a walk.
  public func open(
    _ item: NFSItem, _ options: NFSOpenOptions = .read, path: String? = nil
  ) async throws(NFSError) -> NFSFile {
    switch item.attributes.type {
    case .regular: break
    case .directory:
      throw NFSError(.status(.isDirectory), operation: "OPEN", path: path)
    default: throw NFSError(.wrongType, operation: "OPEN", path: path)
    }
    let shared = retain(item)
    let file = NFSFile(mount: self, options: options, shared: shared)
    if options.contains(.truncate), item.attributes.size > 0 {
      do {
        _ = try await setAttributes(of: item.file, NFS3SetAttributes(size: 0))
      } catch {
        try? await file.close()
        throw error
      }
    }
    return file
  }

  private func create(
    _ path: NFS3Path, _ options: NFSOpenOptions, mode: UInt32, isFresh: Bool, linksFollowed: Int = 0
  ) async throws(NFSError) -> NFSItem {
    if options.contains(.exclusive) {
      let place = try await locatePlace(path, isFresh: isFresh)
      return try await createExclusively(place, mode: mode)
    }
    var refusal = NFSError(.status(.exists), operation: "CREATE")
    // Twice, in case the name goes away between the two questions.
    for _ in 0..<2 {
      do {
        return try await createIfNew(path, mode: mode, isFresh: isFresh)
      } catch {
        guard error.status != nil, error.status != .stale else { throw error }
        refusal = error
      }
      // The name may be there already, even as a link to somewhere else, and in a directory in which
      // nothing may be made.
      do {
        let found = try await locate(
          path, followingLast: !options.contains(.noFollow), isFresh: isFresh)
        return NFSItem(
          file: found.file, attributes: try await freshAttributes(of: found.file),
          place: found.place)
      } catch {
        guard error.status == .noEntry else { throw error }
      }
      if refusal.status != .exists { break }
    }
    // There, and leading nowhere: the file is made where the link points.
    if refusal.status == .exists, !options.contains(.noFollow),
      linksFollowed < configuration.maximumSymbolicLinks,
      let target = try await linkTarget(path, isFresh: isFresh)
    {
      return try await create(
        target, options, mode: mode, isFresh: isFresh, linksFollowed: linksFollowed + 1)
    }
    throw refusal
  }

  /// CREATE that leaves a file alone that is there. Most files that are opened for making are new: it
  /// saves them a LOOKUP.
  private func createIfNew(
    _ path: NFS3Path, mode: UInt32, isFresh: Bool
  ) async throws(NFSError) -> NFSItem {
    let place = try await locatePlace(path, isFresh: isFresh)
    if !isFresh, isKnown(place) { throw NFSError(.status(.exists), operation: "CREATE") }
    let began = begin()
    let answer = try await client.create(
      NFS3CreateArguments(
        location: place.arguments, mode: .guarded(NFS3SetAttributes(mode: mode))))
    return try await made(answer, at: place, began: began, operation: .create) { _ in false }
  }

  /// Whether a name is cached as that of a file.
  private func isKnown(_ place: NFSPlace) -> Bool {
    guard configuration.cachesNames else { return false }
    let entry = nodes.withLock { $0.entry(place.name, in: place.directory, now: .now) }
    if case .file = entry { return true }
    return false
  }

  /// CREATE that only one of several clients can win, and that survives being sent twice.
  private func createExclusively(
    _ place: NFSPlace, mode: UInt32
  ) async throws(NFSError) -> NFSItem {
    let verifier = NFS3Verifier(rawValue: UInt64.random(in: .min ... .max))
    let began = begin()
    let answer = try await client.create(
      NFS3CreateArguments(location: place.arguments, mode: .exclusive(verifier)))
    if answer.result.status == .notSupported {
      let guarded = try await client.create(
        NFS3CreateArguments(
          location: place.arguments, mode: .guarded(NFS3SetAttributes(mode: mode))))
      return try await made(guarded, at: place, began: began, operation: .create) { found in
        ResendAnomaly.isOurFile(found.attributes, mode: mode)
      }
    }
    var item = try await made(answer, at: place, began: began, operation: .create) { _ in false }
    // The server keeps the verifier in the times: they are set with the mode.
    item.attributes = try await setAttributes(
      of: item.file,
      NFS3SetAttributes(mode: mode, accessTime: .serverTime, modificationTime: .serverTime))
    return item
  }

  // MARK: Whole files

  /// The contents of a file.
  public func readFile(_ path: NFS3Path) async throws(NFSError) -> [UInt8] {
    let file = try await open(path)
    do {
      var bytes: [UInt8] = []
      var chunk: [UInt8]
      repeat {
        chunk = try await file.read(at: UInt64(bytes.count), count: sizes.read)
        bytes += chunk
      } while chunk.count == sizes.read
      try await file.close()
      return bytes
    } catch {
      try? await file.close()
      throw error.with(path: path.description)
    }
  }

  /// Makes or replaces a file's contents; on return the server keeps them.
  public func writeFile(
    _ path: NFS3Path, _ bytes: [UInt8], mode: UInt32 = 0o644
  ) async throws(NFSError) {
    let file = try await open(path, [.write, .create, .truncate], mode: mode)
    do {
      if bytes.count <= sizes.write {
        // One call that is answered when the server keeps the bytes; no COMMIT.
        try await file.shared.write(durably: bytes, at: 0)
      } else {
        try await file.write(bytes, at: 0)
      }
    } catch {
      try? await file.close()
      throw error.with(path: path.description)
    }
    do { try await file.close() } catch { throw error.with(path: path.description) }
  }
}
