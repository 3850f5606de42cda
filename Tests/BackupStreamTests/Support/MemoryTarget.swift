// SPDX-License-Identifier: Apache-2.0
// A target in memory that loses what was not synced, and fails when it is told to.

import BackupStream
import Synchronization

/// Files in memory. `crash` leaves what a power cut would leave: synced content, and names whose
/// directory was synced.
final class MemoryTarget: BackupTarget {
  let name = "memory"

  final class Content: Sendable {
    struct State {
      var bytes: [UInt8] = []
      var durable: [UInt8] = []
    }
    let state = Mutex(State())
  }

  enum Node: Sendable {
    case file(Content)
    case directory
  }

  struct State {
    var nodes: [TargetPath: Node] = [.root: .directory]
    var durable: [TargetPath: Node] = [.root: .directory]
    var writtenBytes = 0
    var operations = 0
    /// Fails everything once this many bytes have been written; what comes before is torn off there.
    var failsAfterBytes: Int?
    var failsAfterOperations: Int?
    var failsSync = false
    /// There is room for names and for no content.
    var isFull = false
    /// A name that starts so belongs to a file that somebody has open: it cannot be removed.
    var openPrefix: String?
    var removed: [TargetPath] = []
    /// Told of every file that is made.
    var created: @Sendable (TargetPath) -> Void = { _ in }
  }

  let state = Mutex(State())

  static let broken = TargetError(.connectionLost, "fault", "", detail: "as planned")

  func change<Result>(_ body: (inout sending State) -> sending Result) -> sending Result {
    state.withLock(body)
  }

  /// Counts an operation and fails it if that was planned.
  func step() throws(TargetError) {
    let fails = state.withLock { state in
      state.operations += 1
      if let limit = state.failsAfterOperations, state.operations > limit { return true }
      if let limit = state.failsAfterBytes, state.writtenBytes >= limit { return true }
      return false
    }
    if fails { throw Self.broken }
  }

  /// Forgets what was not durable, and heals.
  func crash() {
    state.withLock { state in
      state.nodes = state.durable.filter { path, _ in
        // What lies in a directory whose name was lost is lost with it.
        (1..<max(1, path.components.count)).allSatisfy {
          state.durable[TargetPath(Array(path.components.prefix($0)))] != nil
        }
      }
      state.durable = state.nodes
      for case .file(let content) in state.nodes.values {
        content.state.withLock { $0.bytes = $0.durable }
      }
      state.failsAfterBytes = nil
      state.failsAfterOperations = nil
    }
  }

  /// Works again, with everything that was written still there, as after a lost connection.
  func heal() {
    state.withLock { state in
      state.failsAfterBytes = nil
      state.failsAfterOperations = nil
    }
  }

  private func lookUp(_ path: TargetPath, _ operation: String) throws(TargetError) -> Node {
    guard let node = state.withLock({ $0.nodes[path] }) else {
      throw TargetError(.notFound, operation, path.description)
    }
    return node
  }

  func list(_ directory: TargetPath) async throws(TargetError) -> [TargetEntry] {
    try step()
    guard case .directory = try lookUp(directory, "list") else {
      throw TargetError(.notDirectory, "list", directory.description)
    }
    return state.withLock { state in
      state.nodes.compactMap { path, node in
        guard !path.isRoot, path.parent == directory else { return nil }
        return Self.entry(path, node)
      }
    }
  }

  private static func entry(_ path: TargetPath, _ node: Node) -> TargetEntry {
    switch node {
    case .directory: TargetEntry(name: path.name, isDirectory: true, size: 0)
    case .file(let content):
      TargetEntry(
        name: path.name, isDirectory: false,
        size: UInt64(content.state.withLock { $0.bytes.count }))
    }
  }

  func entry(_ path: TargetPath) async throws(TargetError) -> TargetEntry? {
    try step()
    return state.withLock { $0.nodes[path] }.map { Self.entry(path, $0) }
  }

  func makeDirectory(_ path: TargetPath) async throws(TargetError) {
    try step()
    guard case .directory = try lookUp(path.parent, "make directory") else {
      throw TargetError(.notDirectory, "make directory", path.description)
    }
    let isFile = state.withLock { state in
      if case .file = state.nodes[path] { return true }
      state.nodes[path] = .directory
      return false
    }
    if isFile { throw TargetError(.exists, "make directory", path.description) }
  }

  func create(_ path: TargetPath) async throws(TargetError) -> any TargetFile {
    try step()
    _ = try lookUp(path.parent, "create")
    let content = Content()
    let isTaken = state.withLock { state in
      if state.nodes[path] != nil { return true }
      state.nodes[path] = .file(content)
      return false
    }
    if isTaken { throw TargetError(.exists, "create", path.description) }
    state.withLock(\.created)(path)
    return MemoryFile(self, content)
  }

  func open(
    _ path: TargetPath, forWriting: Bool
  ) async throws(TargetError) -> any TargetFile {
    try step()
    guard case .file(let content) = try lookUp(path, "open") else {
      throw TargetError(.isDirectory, "open", path.description)
    }
    return MemoryFile(self, content)
  }

  func rename(_ path: TargetPath, to newPath: TargetPath) async throws(TargetError) {
    try step()
    let node = try lookUp(path, "rename")
    let isTaken = state.withLock { state in
      if state.nodes[newPath] != nil { return true }
      state.nodes[path] = nil
      state.nodes[newPath] = node
      return false
    }
    if isTaken { throw TargetError(.exists, "rename", newPath.description) }
  }

  func remove(_ path: TargetPath) async throws(TargetError) {
    try step()
    guard case .file = try lookUp(path, "remove") else {
      throw TargetError(.isDirectory, "remove", path.description)
    }
    let isOpen = state.withLock { state in
      if let prefix = state.openPrefix, path.name.hasPrefix(prefix) { return true }
      state.nodes[path] = nil
      state.removed.append(path)
      return false
    }
    if isOpen { throw TargetError(.busy, "remove", path.description) }
  }

  func removeDirectory(_ path: TargetPath) async throws(TargetError) {
    try step()
    _ = try lookUp(path, "remove directory")
    let isFull = state.withLock { state in
      if state.nodes.keys.contains(where: { !$0.isRoot && $0.parent == path }) { return true }
      state.nodes[path] = nil
      return false
    }
    if isFull { throw TargetError(.notEmpty, "remove directory", path.description) }
  }

  func sync(directory: TargetPath) async throws(TargetError) {
    try step()
    state.withLock { state in
      for path in Set(state.durable.keys).union(state.nodes.keys)
      where !path.isRoot && path.parent == directory {
        state.durable[path] = state.nodes[path]
      }
    }
  }

  func space() async throws(TargetError) -> TargetSpace? { nil }
  func setTrafficClass(_ trafficClass: BackupClass) async throws(TargetError) {}
  func transport() async -> TransportReport? { nil }
  func close() async {}

  /// The content of a file, for the tests to look at or to damage.
  func bytes(_ path: TargetPath) -> [UInt8]? {
    guard case .file(let content) = state.withLock({ $0.nodes[path] }) else { return nil }
    return content.state.withLock { $0.bytes }
  }

  /// Puts another file in a name's place; who has the old one open keeps it.
  func replace(_ path: TargetPath, _ bytes: [UInt8]) {
    let content = Content()
    content.state.withLock { $0.bytes = bytes }
    state.withLock { $0.nodes[path] = .file(content) }
  }

  func flipBit(_ bit: Int, of path: TargetPath) {
    guard case .file(let content) = state.withLock({ $0.nodes[path] }) else { return }
    content.state.withLock { $0.bytes[bit / 8] ^= 1 << (bit % 8) }
  }

  /// All files whose path starts so, in order.
  func files(_ prefix: String) -> [TargetPath] {
    state.withLock { state in
      state.nodes.compactMap { path, node in
        guard case .file = node, "\(path)".hasPrefix(prefix) else { return nil }
        return path
      }.sorted { "\($0)" < "\($1)" }
    }
  }
}

private final class MemoryFile: TargetFile {
  private let target: MemoryTarget
  private let content: MemoryTarget.Content

  init(_ target: MemoryTarget, _ content: MemoryTarget.Content) {
    self.target = target
    self.content = content
  }

  func size() async throws(TargetError) -> UInt64 {
    try target.step()
    return UInt64(content.state.withLock { $0.bytes.count })
  }

  func read(
    at offset: UInt64, count: Int, into buffer: ByteBuffer
  ) async throws(TargetError) -> Int {
    try target.step()
    let part = content.state.withLock { state in
      Array(state.bytes.dropFirst(Int(offset)).prefix(count))
    }
    buffer.appendAll(part)
    return part.count
  }

  func write(_ bytes: Bytes, at offset: UInt64) async throws(TargetError) {
    try target.step()
    if target.state.withLock({ $0.isFull }) { throw TargetError(.noSpace, "write", "") }
    var array = bytes.array
    let fails = target.state.withLock { state in
      let room = state.failsAfterBytes.map { max(0, $0 - state.writtenBytes) } ?? .max
      let isCut = array.count > room
      if isCut { array = Array(array.prefix(room)) }
      state.writtenBytes += array.count
      return isCut
    }
    content.state.withLock { state in
      let start = Int(offset)
      if state.bytes.count < start + array.count {
        state.bytes += [UInt8](repeating: 0, count: start + array.count - state.bytes.count)
      }
      state.bytes.replaceSubrange(start..<start + array.count, with: array)
    }
    if fails { throw MemoryTarget.broken }
  }

  func truncate(to size: UInt64) async throws(TargetError) {
    try target.step()
    content.state.withLock { $0.bytes = Array($0.bytes.prefix(Int(size))) }
  }

  func sync() async throws(TargetError) {
    try target.step()
    if target.state.withLock({ $0.failsSync }) {
      throw TargetError(.syncFailed, "sync", "", detail: "as planned")
    }
    content.state.withLock { $0.durable = $0.bytes }
  }

  func close() async {}
}
