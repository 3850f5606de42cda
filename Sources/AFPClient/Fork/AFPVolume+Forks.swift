// SPDX-License-Identifier: Apache-2.0
// Opening forks, and whole files in one call.

public import Wire

extension AFPVolume {
  /// Opens a fork of a file (FPOpenFork).
  ///
  /// - Parameters:
  ///   - mode: reading, writing, and what to deny to everybody else, further opens of this session
  ///     included.
  /// - Throws: DenyConflict when somebody has it open and denies it, which after a crash may be an old
  ///   session of this client; ObjectTypeErr for a directory; VolLocked; ObjectNotFound.
  public func openFork(
    _ path: String, mode: AFPForkMode, resourceFork: Bool = false
  ) async throws(AFPError) -> AFPFork {
    try await at(path) { place throws(AFPError) in
      guard let leaf = place.leaf else {
        throw AFPError("\(AFPCommand.openFork.name) of \(path)", .result(.objectTypeError))
      }
      let (handle, length) = try await engine.openFork(
        SessionEngine.ForkPlace(
          volume: self.handle, directory: place.directory, leaf: leaf,
          isResourceFork: resourceFork, subject: path), mode)
      return AFPFork(self, path, isResourceFork: resourceFork, handle, length: length)
    }
  }

  /// Opens a fork, runs `body`, and closes it whatever happens.
  public func withFork<Value: Sendable>(
    _ path: String, mode: AFPForkMode, resourceFork: Bool = false,
    _ body: (AFPFork) async throws(AFPError) -> Value
  ) async throws(AFPError) -> Value {
    let fork = try await openFork(path, mode: mode, resourceFork: resourceFork)
    let value: Value
    do throws(AFPError) {
      value = try await body(fork)
    } catch {
      try? await fork.close()
      throw error
    }
    try await fork.close()
    return value
  }

  /// Reads a whole file.
  ///
  /// - Parameters:
  ///   - limit: bytes; a larger file is refused with `.unsupported`.
  public func readFile(_ path: String, limit: Int = .max) async throws(AFPError) -> [UInt8] {
    try await withFork(path, mode: .read) { fork throws(AFPError) in
      let length = fork.lengthAtOpening
      guard length <= UInt64(limit) else {
        throw AFPError(
          "\(AFPCommand.read.name) of \(path)",
          .unsupported("the file has \(length) bytes, and \(limit) is the limit here"))
      }
      return try await fork.read(at: 0, count: Int(length))
    }
  }

  /// Makes a file with this content, durable but for its name: sync the directory for that.
  ///
  /// - Parameters:
  ///   - replacing: truncate a file that is there; without it ObjectExists.
  public func writeFile(
    _ path: String, _ bytes: [UInt8], replacing: Bool = false
  ) async throws(AFPError) {
    try await createFile(path, replacing: replacing)
    try await withFork(path, mode: [.write, .denyWrite]) { fork throws(AFPError) in
      try await fork.write(bytes, at: 0)
      try await fork.sync()
    }
  }
}
