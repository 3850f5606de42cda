// SPDX-License-Identifier: Apache-2.0
// Whole files on a target, and durable ones.

extension BackupTarget {
  /// Reads a whole file.
  ///
  /// - Throws: `.damaged` if it has more bytes than `limit`.
  func readAll(_ path: TargetPath, limit: Int) async throws(TargetError) -> Bytes {
    let file = try await open(path, forWriting: false)
    do throws(TargetError) {
      let size = try await file.size()
      guard size <= UInt64(limit) else {
        throw TargetError(.damaged, "read", path.description, detail: "\(size) bytes are too many")
      }
      let buffer = ByteBuffer(capacity: max(1, Int(size)))
      try await file.read(at: 0, count: Int(size), appendingTo: buffer)
      await file.close()
      return buffer.bytes
    } catch {
      await file.close()
      throw error
    }
  }

  /// Makes a file durable under its name: written aside, synced, renamed, and the directory synced.
  ///
  /// - Throws: `.exists` if the name is taken, unless `replacing`; then the old file is gone for a
  ///   moment, as no network file system but NFS can replace in one step.
  func writeDurably(
    _ path: TargetPath, _ bytes: [UInt8], replacing: Bool = false
  ) async throws(TargetError) {
    try await writeAside(path, bytes, replacing: replacing)
    try await sync(directory: path.parent)
  }

  /// Makes a file durable under a new name, if `lock` is held at the moment it gets the name.
  ///
  /// - Throws: `BackupError.lockLost`; `TargetError` with `.exists` if the name is taken.
  func commit(_ path: TargetPath, _ bytes: [UInt8], holding lock: BackupLock) async throws {
    let aside = try await writeTemporary(path, bytes)
    do {
      try await lock.renew()
    } catch {
      try? await remove(aside)
      throw error
    }
    try await rename(aside, to: path)
    try await sync(directory: path.parent)
  }

  /// The same, but for the name: its directory is for the caller to sync.
  func writeAside(
    _ path: TargetPath, _ bytes: [UInt8], replacing: Bool = false
  ) async throws(TargetError) {
    let aside = try await writeTemporary(path, bytes)
    if replacing { try await removeIfThere(path) }
    try await rename(aside, to: path)
  }

  /// Writes and syncs what `path` will be.
  ///
  /// - Returns: where it lies.
  private func writeTemporary(
    _ path: TargetPath, _ bytes: [UInt8]
  ) async throws(TargetError) -> TargetPath {
    let aside = path.parent / (path.name + BackupLayout.temporarySuffix)
    try await removeIfThere(aside)
    let file = try await create(aside)
    do throws(TargetError) {
      try await file.writeAll(Bytes(bytes))
      try await file.sync()
      await file.close()
    } catch {
      await file.close()
      try? await remove(aside)
      throw error
    }
    return aside
  }

  func removeIfThere(_ path: TargetPath) async throws(TargetError) {
    do {
      try await remove(path)
    } catch {
      if error.reason != .notFound { throw error }
    }
  }

  /// The names in a directory; none if there is no such directory.
  func listIfThere(_ path: TargetPath) async throws(TargetError) -> [TargetEntry] {
    do {
      return try await list(path)
    } catch {
      if error.reason == .notFound { return [] }
      throw error
    }
  }

  /// Removes a directory and what is in it; nothing happens if it is not there.
  func removeTree(_ path: TargetPath) async throws(TargetError) {
    for entry in try await listIfThere(path) {
      if entry.isDirectory {
        try await removeTree(path / entry.name)
      } else {
        try await removeIfThere(path / entry.name)
      }
    }
    do {
      try await removeDirectory(path)
    } catch {
      if error.reason != .notFound { throw error }
    }
  }
}

extension TargetFile {
  /// Reads exactly `count` bytes, request by request.
  ///
  /// - Throws: `.damaged` if the file ends before.
  func read(
    at offset: UInt64, count: Int, appendingTo buffer: ByteBuffer
  ) async throws(TargetError) {
    var done = 0
    while done < count {
      let part = min(count - done, BackupLimits.requestBytes)
      let got = try await read(at: offset + UInt64(done), count: part, into: buffer)
      guard got > 0 else {
        throw TargetError(.damaged, "read", "", detail: "the file is shorter than it should be")
      }
      done += got
    }
  }

  /// Writes all bytes from an offset on, request by request.
  func writeAll(_ bytes: Bytes, at offset: UInt64 = 0) async throws(TargetError) {
    var done = 0
    while done < bytes.count {
      let part = min(bytes.count - done, BackupLimits.requestBytes)
      try await write(bytes[done..<done + part], at: offset + UInt64(done))
      done += part
    }
  }
}
