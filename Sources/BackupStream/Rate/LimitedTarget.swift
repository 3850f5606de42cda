// SPDX-License-Identifier: Apache-2.0
// Any target, with a limit on what goes to it and comes from it.

/// A target whose traffic never exceeds a rate, in any window of 100 ms.
public final class LimitedTarget: BackupTarget {
  private let target: any BackupTarget
  private let limiter: RateLimiter

  public init(_ target: any BackupTarget, limit: RateLimiter) {
    self.target = target
    limiter = limit
  }

  public var name: String { target.name }

  public func list(_ directory: TargetPath) async throws(TargetError) -> [TargetEntry] {
    try await limiter.wait(for: "list", directory)
    return try await target.list(directory)
  }

  public func entry(_ path: TargetPath) async throws(TargetError) -> TargetEntry? {
    try await limiter.wait(for: "look up", path)
    return try await target.entry(path)
  }

  public func makeDirectory(_ path: TargetPath) async throws(TargetError) {
    try await limiter.wait(for: "make directory", path)
    try await target.makeDirectory(path)
  }

  public func create(_ path: TargetPath) async throws(TargetError) -> any TargetFile {
    try await limiter.wait(for: "create", path)
    return LimitedFile(try await target.create(path), limiter, path)
  }

  public func open(
    _ path: TargetPath, forWriting: Bool
  ) async throws(TargetError) -> any TargetFile {
    try await limiter.wait(for: "open", path)
    return LimitedFile(try await target.open(path, forWriting: forWriting), limiter, path)
  }

  public func rename(_ path: TargetPath, to newPath: TargetPath) async throws(TargetError) {
    try await limiter.wait(for: "rename", path)
    try await target.rename(path, to: newPath)
  }

  public func remove(_ path: TargetPath) async throws(TargetError) {
    try await limiter.wait(for: "remove", path)
    try await target.remove(path)
  }

  public func removeDirectory(_ path: TargetPath) async throws(TargetError) {
    try await limiter.wait(for: "remove directory", path)
    try await target.removeDirectory(path)
  }

  public func sync(directory: TargetPath) async throws(TargetError) {
    try await limiter.wait(for: "sync directory", directory)
    try await target.sync(directory: directory)
  }

  public func space() async throws(TargetError) -> TargetSpace? { try await target.space() }

  public func setTrafficClass(_ trafficClass: BackupClass) async throws(TargetError) {
    try await target.setTrafficClass(trafficClass)
  }

  public func transport() async -> TransportReport? { await target.transport() }

  public func close() async { await target.close() }
}

/// An open file of a limited target.
private final class LimitedFile: TargetFile {
  private let file: any TargetFile
  private let limiter: RateLimiter
  private let path: TargetPath

  init(_ file: any TargetFile, _ limiter: RateLimiter, _ path: TargetPath) {
    self.file = file
    self.limiter = limiter
    self.path = path
  }

  func size() async throws(TargetError) -> UInt64 { try await file.size() }

  func read(
    at offset: UInt64, count: Int, into buffer: ByteBuffer
  ) async throws(TargetError) -> Int {
    let part = min(count, limiter.pieceBytes)
    try await limiter.wait(for: "read", path, bytes: part)
    return try await file.read(at: offset, count: part, into: buffer)
  }

  func write(_ bytes: Bytes, at offset: UInt64) async throws(TargetError) {
    var done = 0
    while done < bytes.count {
      let part = min(bytes.count - done, limiter.pieceBytes)
      try await limiter.wait(for: "write", path, bytes: part)
      try await file.write(bytes[done..<done + part], at: offset + UInt64(done))
      done += part
    }
  }

  func write(urgently bytes: Bytes, at offset: UInt64) async throws(TargetError) {
    try await limiter.wait(for: "write", path)
    try await file.write(urgently: bytes, at: offset)
  }

  func truncate(to size: UInt64) async throws(TargetError) { try await file.truncate(to: size) }
  func sync() async throws(TargetError) { try await file.sync() }
  func close() async { await file.close() }
}

extension RateLimiter {
  fileprivate func wait(
    for operation: String, _ path: TargetPath, bytes: Int = 0
  ) async throws(TargetError) {
    do {
      try await wait(toSend: bytes)
    } catch {
      throw TargetError(.other, operation, path.description, detail: "cancelled")
    }
  }
}
