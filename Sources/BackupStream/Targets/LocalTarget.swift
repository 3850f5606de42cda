// SPDX-License-Identifier: Apache-2.0
// A directory of this host as a place for backups.

internal import HostFS
internal import SystemPackage

/// A directory of this host. What it does blocks, so it is done on `WorkerThreads`.
public final class LocalTarget: BackupTarget {
  public let name: String
  private let root: HostDirectory

  /// - Throws: `.notFound` if there is no such directory.
  public init(path: String) throws(TargetError) {
    name = path
    do {
      root = try HostDirectory(path: path)
    } catch {
      throw Self.error(error, "open", .root).at(path)
    }
  }

  /// Makes the directory if it is not there and its parent is.
  public static func makeDirectory(_ path: String) throws(TargetError) {
    do {
      _ = try DestinationDirectory.openOrMake(path)
    } catch {
      throw Self.error(error, "make directory", .root).at(path)
    }
  }

  public func list(_ directory: TargetPath) async throws(TargetError) -> [TargetEntry] {
    try await attempt("list", directory) { () throws(HostError) in
      let opened = try self.directory(directory)
      var reader = try opened.entries()
      var entries: [TargetEntry] = []
      while let entry = try reader.next() {
        // Removed since the listing began.
        guard let attributes = try? opened.attributes(of: entry.name) else { continue }
        entries.append(Self.entry(entry.name, attributes))
      }
      return entries
    }
  }

  public func entry(_ path: TargetPath) async throws(TargetError) -> TargetEntry? {
    do {
      return try await attempt("look up", path) { () throws(HostError) in
        let (parent, name) = try self.place(path)
        return Self.entry(name, try parent.attributes(of: name))
      }
    } catch {
      if error.reason == .notFound { return nil }
      throw error
    }
  }

  public func makeDirectory(_ path: TargetPath) async throws(TargetError) {
    try await attempt("make directory", path) { () throws(HostError) in
      let (parent, name) = try self.place(path)
      do throws(HostError) {
        try parent.makeDirectory(name)
      } catch {
        guard error.code == .fileExists else { throw error }
        guard (try? parent.openDirectory(name)) != nil else { throw error }
      }
    }
  }

  public func create(_ path: TargetPath) async throws(TargetError) -> any TargetFile {
    try await attempt("create", path) { () throws(HostError) in
      let (parent, name) = try self.place(path)
      let file = try parent.open(name, .readWrite, options: [.create, .exclusive])
      return LocalFile(file, path)
    }
  }

  public func open(
    _ path: TargetPath, forWriting: Bool
  ) async throws(TargetError) -> any TargetFile {
    try await attempt("open", path) { () throws(HostError) in
      let (parent, name) = try self.place(path)
      return LocalFile(try parent.open(name, forWriting ? .readWrite : .read), path)
    }
  }

  public func rename(_ path: TargetPath, to newPath: TargetPath) async throws(TargetError) {
    try await attempt("rename", path) { () throws(HostError) in
      let (parent, name) = try self.place(path)
      let (newParent, newName) = try self.place(newPath)
      try parent.rename(name, to: newParent, as: newName, exclusive: true)
    }
  }

  public func remove(_ path: TargetPath) async throws(TargetError) {
    try await attempt("remove", path) { () throws(HostError) in
      let (parent, name) = try self.place(path)
      try parent.remove(name)
    }
  }

  public func removeDirectory(_ path: TargetPath) async throws(TargetError) {
    try await attempt("remove directory", path) { () throws(HostError) in
      let (parent, name) = try self.place(path)
      try parent.removeDirectory(name)
    }
  }

  public func sync(directory: TargetPath) async throws(TargetError) {
    try await attempt("sync directory", directory) { () throws(HostError) in
      try self.directory(directory).sync()
    }
  }

  public func space() async throws(TargetError) -> TargetSpace? {
    try await attempt("ask for space", .root) { () throws(HostError) in
      let statistics = try self.root.statistics()
      return TargetSpace(total: statistics.totalBytes, available: statistics.availableBytes)
    }
  }

  public func setTrafficClass(_ trafficClass: BackupClass) async throws(TargetError) {}

  public func transport() async -> TransportReport? { nil }

  public func close() async {}

  private func attempt<Result: Sendable>(
    _ operation: String, _ path: TargetPath,
    _ body: @escaping @Sendable () throws(HostError) -> Result
  ) async throws(TargetError) -> Result {
    try await LocalFile.attempt(operation, path, body)
  }

  private func directory(_ path: TargetPath) throws(HostError) -> HostDirectory {
    guard !path.isRoot else { return root }
    return try root.openDirectory(try Self.relative(path))
  }

  private func place(_ path: TargetPath) throws(HostError) -> (HostDirectory, FileName) {
    guard let name = FileName(path.name) else {
      throw HostError(.open, path.description, .invalidArgument)
    }
    return (try directory(path.parent), name)
  }

  private static func relative(_ path: TargetPath) throws(HostError) -> RelativePath {
    var names: [FileName] = []
    for component in path.components {
      guard let name = FileName(component) else {
        throw HostError(.open, path.description, .invalidArgument)
      }
      names.append(name)
    }
    return RelativePath(names)
  }

  private static func entry(_ name: FileName, _ attributes: FileAttributes) -> TargetEntry {
    let isDirectory = attributes.kind == .directory
    return TargetEntry(
      name: name.description, isDirectory: isDirectory, size: isDirectory ? 0 : attributes.size)
  }

  /// The crossing from errno to the reasons of a target.
  static func error(_ error: HostError, _ operation: String, _ path: TargetPath) -> TargetError {
    let reason: TargetError.Reason =
      switch error.code {
      case .noSuchFileOrDirectory: .notFound
      case .fileExists: .exists
      case .notDirectory: .notDirectory
      case .isDirectory: .isDirectory
      case .directoryNotEmpty: .notEmpty
      case .noSpace, .diskQuotaExceeded: .noSpace
      case .readOnlyFileSystem: .readOnly
      case .permissionDenied, .notPermitted: .accessDenied
      case .resourceBusy: .busy
      case .ioError: error.operation == .sync ? .syncFailed : .inputOutput
      case .notSupported: .unsupported
      default: .other
      }
    return TargetError(reason, operation, path.description, detail: "\(error.code)")
  }
}

/// An open file of a local target.
final class LocalFile: TargetFile {
  private let file: HostFile
  private let path: TargetPath

  init(_ file: HostFile, _ path: TargetPath) {
    self.file = file
    self.path = path
  }

  func size() async throws(TargetError) -> UInt64 {
    try await Self.attempt("size", path) { [file] () throws(HostError) in
      try file.attributes().size
    }
  }

  func read(
    at offset: UInt64, count: Int, into buffer: ByteBuffer
  ) async throws(TargetError) -> Int {
    try await Self.attempt("read", path) { [file] () throws(HostError) in
      var total = 0
      while total < count {
        let part = try buffer.fill(atMost: count - total) { room throws(HostError) in
          try file.read(into: &room, at: offset + UInt64(total))
        }
        if part == 0 { break }
        total += part
      }
      return total
    }
  }

  func write(_ bytes: Bytes, at offset: UInt64) async throws(TargetError) {
    try await Self.attempt("write", path) { [file] () throws(HostError) in
      try bytes.withSpan { span throws(HostError) in try file.writeAll(span, at: offset) }
    }
  }

  func truncate(to size: UInt64) async throws(TargetError) {
    try await Self.attempt("truncate", path) { [file] () throws(HostError) in
      try file.setSize(size)
    }
  }

  func sync() async throws(TargetError) {
    try await Self.attempt("sync", path) { [file] () throws(HostError) in try file.sync() }
  }

  func close() async {}

  /// Runs something that blocks on the worker threads; without a hop if that is where we are.
  static func attempt<Result: Sendable>(
    _ operation: String, _ path: TargetPath,
    _ body: @escaping @Sendable () throws(HostError) -> Result
  ) async throws(TargetError) -> Result {
    let outcome: Swift.Result<Result, HostError> = await withTaskExecutorPreference(
      WorkerThreads.shared
    ) {
      do throws(HostError) {
        return .success(try body())
      } catch {
        return .failure(error)
      }
    }
    switch outcome {
    case .success(let result): return result
    case .failure(let error): throw LocalTarget.error(error, operation, path)
    }
  }
}
