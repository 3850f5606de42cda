// SPDX-License-Identifier: Apache-2.0
// A directory of an AFP volume as a place for backups.

public import AFPClient
internal import SocketKPI
internal import Synchronization
internal import Wire

/// A directory of an AFP volume.
public final class AFPTarget: BackupTarget {
  public let name: String
  private let session: AFPSession
  private let volume: AFPVolume
  private let base: String
  private let trafficClass: Mutex<BackupClass>

  /// Logs in and opens the volume of the URL.
  ///
  /// - Throws: `.unreachable`, `.authentication`, `.notFound` for the volume.
  public init(
    _ url: AFPURL, credentials: AFPCredentials,
    configuration: AFPConfiguration = AFPConfiguration(), trafficClass: BackupClass = .background
  ) async throws(TargetError) {
    guard let volumeName = url.volume else {
      throw TargetError(.notFound, "open", "", detail: "the address names no volume")
    }
    name = "\(url)"
    base = url.path
    self.trafficClass = Mutex(trafficClass)
    var configuration = configuration
    configuration.trafficClass = trafficClass.socketClass
    do throws(AFPError) {
      session = try await AFPSession.open(
        host: url.host, port: url.port, credentials: credentials, configuration: configuration)
    } catch {
      throw Self.error(error, "log in", .root).at(name)
    }
    do throws(AFPError) {
      volume = try await session.openVolume(volumeName)
    } catch {
      await session.close()
      throw Self.error(error, "open volume", .root).at(volumeName)
    }
  }

  private func path(_ path: TargetPath) -> String {
    (base.isEmpty ? path.components : [base] + path.components).joined(separator: "/")
  }

  public func list(_ directory: TargetPath) async throws(TargetError) -> [TargetEntry] {
    try await attempt("list", directory) { path throws(AFPError) in
      try await volume.allEntries(of: path).map(Self.entry)
    }
  }

  public func entry(_ path: TargetPath) async throws(TargetError) -> TargetEntry? {
    do throws(TargetError) {
      return try await attempt("look up", path) { path throws(AFPError) in
        Self.entry(try await volume.status(of: path))
      }
    } catch {
      if error.reason == .notFound { return nil }
      throw error
    }
  }

  public func makeDirectory(_ path: TargetPath) async throws(TargetError) {
    do throws(TargetError) {
      try await attempt("make directory", path) { path throws(AFPError) in
        try await volume.makeDirectory(path)
      }
    } catch {
      guard error.reason == .exists, try await entry(path)?.isDirectory == true else { throw error }
    }
  }

  public func create(_ path: TargetPath) async throws(TargetError) -> any TargetFile {
    let fork = try await attempt("create", path) { path throws(AFPError) in
      try await volume.createFile(path)
      return try await volume.openFork(path, mode: [.read, .write])
    }
    return AFPTargetFile(fork, path)
  }

  public func open(
    _ path: TargetPath, forWriting: Bool
  ) async throws(TargetError) -> any TargetFile {
    let fork = try await attempt("open", path) { path throws(AFPError) in
      try await volume.openFork(path, mode: forWriting ? [.read, .write] : .read)
    }
    return AFPTargetFile(fork, path)
  }

  public func rename(_ path: TargetPath, to newPath: TargetPath) async throws(TargetError) {
    try await attempt("rename", path) { old throws(AFPError) in
      try await volume.rename(old, to: self.path(newPath))
    }
  }

  public func remove(_ path: TargetPath) async throws(TargetError) {
    try await attempt("remove", path) { path throws(AFPError) in
      try await volume.delete(path)
    }
  }

  public func removeDirectory(_ path: TargetPath) async throws(TargetError) {
    try await attempt("remove directory", path) { path throws(AFPError) in
      try await volume.delete(path)
    }
  }

  public func sync(directory: TargetPath) async throws(TargetError) {
    try await attempt("sync directory", directory) { path throws(AFPError) in
      try await volume.syncDirectory(path)
    }
  }

  public func space() async throws(TargetError) -> TargetSpace? {
    try await attempt("ask for space", .root) { _ throws(AFPError) in
      let parameters = try await volume.parameters()
      guard let total = parameters.bytesTotal, let free = parameters.bytesFree else { return nil }
      return TargetSpace(total: total, available: free)
    }
  }

  public func setTrafficClass(_ trafficClass: BackupClass) async throws(TargetError) {
    try await attempt("change the class", .root) { _ throws(AFPError) in
      try await session.setTrafficClass(trafficClass.socketClass)
    }
    self.trafficClass.withLock { $0 = trafficClass }
  }

  public func transport() async -> TransportReport? {
    TransportReport(trafficClass.withLock { $0 }, await session.socket)
  }

  public func close() async {
    await session.close()
  }

  private func attempt<Result: Sendable>(
    _ operation: String, _ path: TargetPath,
    _ body: (String) async throws(AFPError) -> Result
  ) async throws(TargetError) -> Result {
    do throws(AFPError) {
      return try await body(self.path(path))
    } catch {
      throw Self.error(error, operation, path)
    }
  }

  private static func entry(_ item: AFPItem) -> TargetEntry {
    TargetEntry(
      name: item.name, isDirectory: item.isDirectory, size: item.isDirectory ? 0 : item.size)
  }

  /// The crossing from AFP to the reasons of a target.
  static func error(_ error: AFPError, _ operation: String, _ path: TargetPath) -> TargetError {
    let reason: TargetError.Reason =
      switch error.reason {
      case .result(let code): reasons[code] ?? .other
      case .cannotConnect, .cannotResolve, .noCommonVersion: .unreachable
      case .connectionLost, .outcomeUnknown, .forkLost, .sessionEnded, .serverShutDown:
        .connectionLost
      case .timedOut: .timedOut
      case .noCommonMethod, .passwordTooLong, .serverNotProven, .unsafeParameters: .authentication
      case .unsupported: .unsupported
      default: .other
      }
    return TargetError(reason, operation, path.description, detail: error.explanation)
  }

  private static let reasons: [AFPResultCode: TargetError.Reason] = [
    .objectNotFound: .notFound, .directoryNotFound: .notFound, .itemNotFound: .notFound,
    .objectExists: .exists, .directoryNotEmpty: .notEmpty, .diskFull: .noSpace,
    .quotaExceeded: .noSpace, .volumeLocked: .readOnly, .objectLocked: .accessDenied,
    .accessDenied: .accessDenied, .userNotAuthenticated: .authentication, .denyConflict: .busy,
    .fileBusy: .busy, .objectTypeError: .notDirectory, .callNotSupported: .unsupported,
    .miscellaneous: .inputOutput, .sessionClosed: .connectionLost,
    .serverGoingDown: .connectionLost,
  ]
}

/// An open file of an AFP target.
final class AFPTargetFile: TargetFile {
  private let fork: AFPFork
  private let path: TargetPath

  init(_ fork: AFPFork, _ path: TargetPath) {
    self.fork = fork
    self.path = path
  }

  func size() async throws(TargetError) -> UInt64 {
    try await attempt("size") { fork throws(AFPError) in try await fork.length() }
  }

  func read(
    at offset: UInt64, count: Int, into buffer: ByteBuffer
  ) async throws(TargetError) -> Int {
    let bytes = try await attempt("read") { fork throws(AFPError) in
      try await fork.read(at: offset, count: count)
    }
    buffer.appendAll(bytes)
    return bytes.count
  }

  func write(_ bytes: Bytes, at offset: UInt64) async throws(TargetError) {
    try await attempt("write") { fork throws(AFPError) in
      try await fork.write(behind: bytes.array, at: offset)
    }
  }

  func write(urgently bytes: Bytes, at offset: UInt64) async throws(TargetError) {
    try await attempt("write") { fork throws(AFPError) in
      try await fork.write(urgently: bytes.array, at: offset)
    }
  }

  func write(through bytes: Bytes, at offset: UInt64) async throws(TargetError) {
    try await attempt("write") { fork throws(AFPError) in
      try await fork.write(bytes.array, at: offset)
    }
  }

  func truncate(to size: UInt64) async throws(TargetError) {
    try await attempt("truncate") { fork throws(AFPError) in
      try await fork.setLength(size)
    }
  }

  /// FPSyncFork: the only request that says whether the server's disk took the data.
  func sync() async throws(TargetError) {
    do throws(AFPError) {
      try await fork.sync()
    } catch {
      var failure = AFPTarget.error(error, "sync", path)
      if failure.reason == .inputOutput { failure.reason = .syncFailed }
      throw failure
    }
  }

  func close() async {
    try? await fork.close()
  }

  private func attempt<Result: Sendable>(
    _ operation: String, _ body: (AFPFork) async throws(AFPError) -> Result
  ) async throws(TargetError) -> Result {
    do throws(AFPError) {
      return try await body(fork)
    } catch {
      throw AFPTarget.error(error, operation, path)
    }
  }
}
