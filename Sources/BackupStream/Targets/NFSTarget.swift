// SPDX-License-Identifier: Apache-2.0
// A directory of an NFS server as a place for backups.

public import NFSClient
internal import ONCRPC
internal import Synchronization
internal import Wire

/// A directory of an NFSv3 server, without a mount of the host.
///
/// A change of class goes to the connections there are, and to those that replace them.
public final class NFSTarget: BackupTarget {
  public let name: String
  private let base: NFS3Path
  private let state: Mutex<State>

  private struct State {
    var mount: NFSMount
    var trafficClass: BackupClass
  }

  /// Mounts the export that the URL's path lies in.
  ///
  /// - Throws: `.unreachable`, `.notFound`, `.accessDenied`.
  public init(
    _ url: NFSURL, configuration: NFSConfiguration = NFSConfiguration(),
    trafficClass: BackupClass = .background
  ) async throws(TargetError) {
    var configuration = configuration
    configuration.trafficClass = trafficClass.socketClass
    name = "\(url)"
    do throws(NFSError) {
      let (mount, rest) = try await NFSMount.containing(url, configuration: configuration)
      base = rest
      state = Mutex(State(mount: mount, trafficClass: trafficClass))
    } catch {
      throw Self.error(error, "mount", .root).at(name)
    }
  }

  private var mount: NFSMount { state.withLock { $0.mount } }

  private func path(_ path: TargetPath) -> NFS3Path {
    let top = base.bytes.last == TreePath.slash ? Array(base.bytes.dropLast()) : base.bytes
    let start = top.first == TreePath.slash || top.isEmpty ? top : [TreePath.slash] + top
    return NFS3Path(bytes: start + Array(("/" + path.components.joined(separator: "/")).utf8))
  }

  public func list(_ directory: TargetPath) async throws(TargetError) -> [TargetEntry] {
    try await attempt("list", directory) { mount, path throws(NFSError) in
      var entries: [TargetEntry] = []
      for try await item in try await mount.list(path) {
        let name = "\(item.name)"
        if name == "." || name == ".." { continue }
        var attributes = item.attributes
        if attributes == nil {
          attributes = try? await mount.stat(
            self.path(directory / name), followingLinks: false
          ).attributes
        }
        guard let attributes else { continue }
        entries.append(Self.entry(name, attributes))
      }
      return entries
    }
  }

  public func entry(_ path: TargetPath) async throws(TargetError) -> TargetEntry? {
    do throws(TargetError) {
      return try await attempt("look up", path) { mount, place throws(NFSError) in
        let item = try await mount.stat(place, followingLinks: false)
        return Self.entry(path.name, item.attributes)
      }
    } catch {
      if error.reason == .notFound { return nil }
      throw error
    }
  }

  public func makeDirectory(_ path: TargetPath) async throws(TargetError) {
    do throws(TargetError) {
      try await attempt("make directory", path) { mount, place throws(NFSError) in
        _ = try await mount.createDirectory(place, mode: 0o777)
      }
    } catch {
      guard error.reason == .exists, try await entry(path)?.isDirectory == true else { throw error }
    }
  }

  public func create(_ path: TargetPath) async throws(TargetError) -> any TargetFile {
    let file = try await attempt("create", path) { mount, place throws(NFSError) in
      try await mount.open(place, [.read, .write, .create, .exclusive, .noFollow], mode: 0o666)
    }
    return NFSTargetFile(file, path)
  }

  public func open(
    _ path: TargetPath, forWriting: Bool
  ) async throws(TargetError) -> any TargetFile {
    let file = try await attempt("open", path) { mount, place throws(NFSError) in
      try await mount.open(place, forWriting ? [.read, .write, .noFollow] : [.read, .noFollow])
    }
    return NFSTargetFile(file, path)
  }

  /// NFS replaces what has the name, so it is asked for first; under the lock nobody else makes it.
  public func rename(_ path: TargetPath, to newPath: TargetPath) async throws(TargetError) {
    if try await entry(newPath) != nil {
      throw TargetError(.exists, "rename", newPath.description)
    }
    try await attempt("rename", path) { mount, place throws(NFSError) in
      try await mount.rename(place, to: self.path(newPath))
    }
  }

  public func remove(_ path: TargetPath) async throws(TargetError) {
    try await attempt("remove", path) { mount, place throws(NFSError) in
      try await mount.remove(place)
    }
  }

  public func removeDirectory(_ path: TargetPath) async throws(TargetError) {
    try await attempt("remove directory", path) { mount, place throws(NFSError) in
      try await mount.removeDirectory(place)
    }
  }

  /// Changes of names are durable when the server has answered them (RFC 1813 §1.1).
  public func sync(directory: TargetPath) async throws(TargetError) {}

  public func space() async throws(TargetError) -> TargetSpace? {
    try await attempt("ask for space", .root) { mount, place throws(NFSError) in
      let status = try await mount.fileSystemStatus(place)
      return TargetSpace(total: status.totalBytes, available: status.availableBytes)
    }
  }

  public func setTrafficClass(_ trafficClass: BackupClass) async throws(TargetError) {
    guard state.withLock({ $0.trafficClass != trafficClass }) else { return }
    state.withLock { $0.trafficClass = trafficClass }
    // What a socket refuses is kept for the next connection; the backup goes on either way.
    try? await mount.client.rpc.setTrafficClass(trafficClass.socketClass)
  }

  public func transport() async -> TransportReport? {
    let (mount, trafficClass) = state.withLock { ($0.mount, $0.trafficClass) }
    return TransportReport(trafficClass, await mount.client.rpc.socket())
  }

  public func close() async {
    try? await mount.close()
  }

  private func attempt<Result: Sendable>(
    _ operation: String, _ path: TargetPath,
    _ body: (NFSMount, NFS3Path) async throws(NFSError) -> Result
  ) async throws(TargetError) -> Result {
    do throws(NFSError) {
      return try await body(mount, self.path(path))
    } catch {
      throw Self.error(error, operation, path)
    }
  }

  private static func entry(_ name: String, _ attributes: NFS3Attributes) -> TargetEntry {
    let isDirectory = attributes.type == .directory
    return TargetEntry(
      name: name, isDirectory: isDirectory, size: isDirectory ? 0 : attributes.size)
  }

  /// The crossing from NFS to the reasons of a target.
  static func error(_ error: NFSError, _ operation: String, _ path: TargetPath) -> TargetError {
    let reason: TargetError.Reason =
      switch error.reason {
      case .status(let status): reasons[status] ?? .other
      case .mountStatus(let status): status == .noEntry ? .notFound : .accessDenied
      case .unknownHost: .unreachable
      case .readOnlyMount: .readOnly
      case .rpc(let error):
        switch error.reason {
        case .timedOut, .dead: .timedOut
        case .unreachable: .unreachable
        case .connectionLost, .outcomeUnknown: .connectionLost
        case .denied: .accessDenied
        default: .other
        }
      case .wrongType: .notDirectory
      default: .other
      }
    return TargetError(reason, operation, path.description, detail: error.reason.text)
  }

  private static let reasons: [NFS3Status: TargetError.Reason] = [
    .noEntry: .notFound, .exists: .exists, .notDirectory: .notDirectory, .isDirectory: .isDirectory,
    .notEmpty: .notEmpty, .noSpace: .noSpace, .quotaExceeded: .noSpace,
    .readOnlyFileSystem: .readOnly, .accessDenied: .accessDenied, .notOwner: .accessDenied,
    .io: .inputOutput, .stale: .notFound, .notSupported: .unsupported,
  ]
}

/// An open file of an NFS target.
final class NFSTargetFile: TargetFile {
  private let file: NFSFile
  private let path: TargetPath

  init(_ file: NFSFile, _ path: TargetPath) {
    self.file = file
    self.path = path
  }

  func size() async throws(TargetError) -> UInt64 {
    try await attempt("size") { file throws(NFSError) in try await file.attributes().size }
  }

  func read(
    at offset: UInt64, count: Int, into buffer: ByteBuffer
  ) async throws(TargetError) -> Int {
    let bytes = try await attempt("read") { file throws(NFSError) in
      try await file.read(at: offset, count: count)
    }
    buffer.appendAll(bytes)
    return bytes.count
  }

  func write(_ bytes: Bytes, at offset: UInt64) async throws(TargetError) {
    try await attempt("write") { file throws(NFSError) in
      try await file.write(bytes.array, at: offset)
    }
  }

  func write(urgently bytes: Bytes, at offset: UInt64) async throws(TargetError) {
    try await attempt("write") { file throws(NFSError) in
      try await file.write(urgently: bytes.array, at: offset)
    }
  }

  func write(through bytes: Bytes, at offset: UInt64) async throws(TargetError) {
    try await attempt("write") { file throws(NFSError) in
      try await file.write(through: bytes.array, at: offset)
    }
  }

  func truncate(to size: UInt64) async throws(TargetError) {
    try await attempt("truncate") { file throws(NFSError) in try await file.truncate(to: size) }
  }

  func sync() async throws(TargetError) {
    try await attempt("sync") { file throws(NFSError) in try await file.sync() }
  }

  func close() async {
    try? await file.close()
  }

  private func attempt<Result: Sendable>(
    _ operation: String, _ body: (NFSFile) async throws(NFSError) -> Result
  ) async throws(TargetError) -> Result {
    do throws(NFSError) {
      return try await body(file)
    } catch {
      throw NFSTarget.error(error, operation, path)
    }
  }
}
