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
    try await limiter.send("list", directory) { try await target.list(directory) }
  }

  public func entry(_ path: TargetPath) async throws(TargetError) -> TargetEntry? {
    try await limiter.send("look up", path) { try await target.entry(path) }
  }

  public func makeDirectory(_ path: TargetPath) async throws(TargetError) {
    try await limiter.send("make directory", path) { try await target.makeDirectory(path) }
  }

  public func create(_ path: TargetPath) async throws(TargetError) -> any TargetFile {
    let file = try await limiter.send("create", path) { try await target.create(path) }
    return LimitedFile(file, limiter, path)
  }

  public func open(
    _ path: TargetPath, forWriting: Bool
  ) async throws(TargetError) -> any TargetFile {
    let file = try await limiter.send("open", path) {
      try await target.open(path, forWriting: forWriting)
    }
    return LimitedFile(file, limiter, path)
  }

  public func rename(_ path: TargetPath, to newPath: TargetPath) async throws(TargetError) {
    try await limiter.send("rename", path) { try await target.rename(path, to: newPath) }
  }

  public func remove(_ path: TargetPath) async throws(TargetError) {
    try await limiter.send("remove", path) { try await target.remove(path) }
  }

  public func removeDirectory(_ path: TargetPath) async throws(TargetError) {
    try await limiter.send("remove directory", path) { try await target.removeDirectory(path) }
  }

  public func sync(directory: TargetPath) async throws(TargetError) {
    try await limiter.send("sync directory", directory) {
      try await target.sync(directory: directory)
    }
  }

  public func space() async throws(TargetError) -> TargetSpace? {
    try await limiter.send("ask for space", .root) { try await target.space() }
  }

  public func setTrafficClass(_ trafficClass: BackupClass) async throws(TargetError) {
    try await target.setTrafficClass(trafficClass)
  }

  public func transport() async -> TransportReport? { await target.transport() }

  public func close() async { await target.close() }
}

extension RateLimiter {
  /// `send`, in the words of a target; an operation without data unless there is some.
  func send<Result>(
    _ operation: String, _ path: TargetPath, data bytes: Int = 0,
    _ request: () async throws -> Result
  ) async throws(TargetError) -> Result {
    do {
      return try await send(data: bytes, request)
    } catch let error as TargetError {
      throw error
    } catch {
      throw TargetError(.other, operation, path.description, detail: "cancelled")
    }
  }
}
