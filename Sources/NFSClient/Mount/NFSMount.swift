// SPDX-License-Identifier: Apache-2.0
// A mounted export: the state that all operations share.

public import ONCRPC
import Synchronization
public import Wire

/// An export of an NFS server, reachable without a mount point and without privileges.
///
/// Every method may be called from any task; a cancelled task's call ends with
/// `NFSError.Reason.cancelled`. Paths are taken from the mount's root; symbolic links are followed on
/// this side and never lead out of the mount.
///
/// ```swift
/// let mount = try await NFSMount(NFSURL("nfs://server/export"))
/// let text = try await mount.readFile("notes.txt")
/// try await mount.close()
/// ```
public final class NFSMount: Sendable {
  public let configuration: NFSConfiguration
  /// The calls themselves, without caches.
  public let client: NFS3Client
  /// The path that was mounted, as the server knows it.
  public let exportPath: NFS3Path

  let sizes: TransferSizes
  let dirtyBudget: MemoryBudget
  let readAheadBudget: MemoryBudget
  let nodes: Mutex<NodeTable>
  let state: Mutex<State>
  let service: MountService

  struct State {
    var root: NFS3FileHandle
    var isClosed = false
    /// Files that are open here, or have data not yet committed.
    var files: [NFS3FileHandle: FileState] = [:]
    var openNames = OpenNames()
    var nested = NestedExports()
    /// The server instance that last answered a WRITE or COMMIT.
    var writeVerifier: NFS3Verifier?
    var usesReadDirectoryPlus = true
    var nextSillyNumber: UInt64 = UInt64.random(in: 0...UInt64(UInt32.max))
  }

  init(
    client: NFS3Client, root: NFS3FileHandle, exportPath: NFS3Path, sizes: TransferSizes,
    configuration: NFSConfiguration, service: MountService
  ) {
    self.client = client
    self.exportPath = exportPath
    self.sizes = sizes
    self.configuration = configuration
    self.service = service
    dirtyBudget = MemoryBudget(limit: configuration.dirtyBudgetBytes)
    readAheadBudget = MemoryBudget(
      limit: max(1, configuration.maximumReadAhead) * sizes.read * NFSMount.readAheadFiles)
    nodes = Mutex(
      NodeTable(
        policy: .init(
          attributeAge: configuration
            .minimumAttributeAge...max(
              configuration.minimumAttributeAge, configuration.maximumAttributeAge),
          accessAge: configuration.accessAge, maximumNodes: configuration.maximumNodes)))
    state = Mutex(State(root: root))
  }

  /// Files that may read ahead at full width at a time; more share the same memory.
  static let readAheadFiles = 4

  /// What happens to the connections from now on.
  public var events: AsyncStream<RPCEvent> { client.rpc.events }

  /// The handle of the mount's root.
  public var root: NFS3FileHandle { state.withLock { $0.root } }

  /// Bytes of one READ and one WRITE, as agreed with the server.
  public var transferBytes: (read: Int, write: Int) { (sizes.read, sizes.write) }

  /// Writes out and commits everything, then ends the connections.
  ///
  /// - Throws: the first error of a file whose data could not be written; the mount is closed anyway.
  public func close() async throws(NFSError) {
    let files: [FileState] = state.withLock { state in
      guard !state.isClosed else { return [] }
      return Array(state.files.values)
    }
    var failure: NFSError?
    for file in files {
      do { try await file.flush() } catch { failure = failure ?? error }
    }
    let wasOpen = state.withLock { state in
      defer { state.isClosed = true }
      return !state.isClosed
    }
    if wasOpen {
      await withTaskExecutorPreference(client.rpc.taskExecutor) {
        for path in state.withLock({ $0.nested.paths }) + [exportPath] {
          await service.unmount(path)
        }
        await service.close()
        await client.close()
      }
    }
    if let failure { throw failure }
  }

  /// Writes out and commits the data of every file.
  public func sync() async throws(NFSError) {
    for file in state.withLock({ Array($0.files.values) }) { try await file.flush() }
  }

  /// Runs work of the mount's own beside its callers, where replies are handled.
  func spawn(_ work: @escaping @Sendable () async -> Void) {
    Task(executorPreference: client.rpc.taskExecutor) { await work() }
  }

  func checkOpen(_ operation: String) throws(NFSError) {
    if state.withLock({ $0.isClosed }) { throw NFSError(.closed, operation: operation) }
    if Task.isCancelled { throw NFSError(.cancelled, operation: operation) }
  }

  func checkWritable(_ operation: String) throws(NFSError) {
    try checkOpen(operation)
    if configuration.isReadOnly { throw NFSError(.readOnlyMount, operation: operation) }
  }

  /// Asks for the root's handle again, after the old one became stale.
  func renewRoot() async throws(NFSError) {
    let root = try await service.mount(exportPath)
    state.withLock { $0.root = root }
  }
}

// MARK: - What replies teach

extension NFSMount {
  /// The sequence number of a call that begins now.
  func begin() -> UInt64 { nodes.withLock { $0.begin() } }

  /// Takes attributes over from a reply.
  func accept(_ attributes: NFS3Attributes?, of file: NFS3FileHandle, began: UInt64) {
    guard let attributes else { return }
    let wallSeconds = wallClockSeconds()
    nodes.withLock {
      _ = $0.accept(
        attributes, for: file, began: began, now: .now, wallSeconds: wallSeconds)
    }
  }

  /// Takes over what a reply says about a file that the call itself changed.
  func accept(_ data: NFS3WeakCacheData, of file: NFS3FileHandle, began: UInt64) {
    guard let after = data.after else {
      nodes.withLock { $0.expireAttributes(file, now: .now) }
      return
    }
    let wallSeconds = wallClockSeconds()
    nodes.withLock {
      _ = $0.accept(
        after, for: file, began: began, before: data.before, isOwnChange: true, now: .now,
        wallSeconds: wallSeconds)
    }
  }

  /// The size of a file as far as it is known here.
  func knownSize(of file: NFS3FileHandle) -> UInt64? {
    let known = nodes.withLock { $0.knownAttributes(file) }
    return known.map { visible($0, of: file).size }
  }

  /// Attributes as a user of this mount sees them: the size includes data not yet written.
  func visible(_ attributes: NFS3Attributes, of file: NFS3FileHandle) -> NFS3Attributes {
    guard attributes.type == .regular, let open = state.withLock({ $0.files[file] }) else {
      return attributes
    }
    var copy = attributes
    copy.size = max(copy.size, open.heldEnd)
    return copy
  }

  /// A WRITE or COMMIT reply showed which server instance answered.
  func notice(verifier: NFS3Verifier) {
    let suspects: [FileState] = state.withLock { state in
      defer { state.writeVerifier = verifier }
      guard let known = state.writeVerifier, known != verifier else { return [] }
      return Array(state.files.values)
    }
    for file in suspects { file.noticeRestart(verifier) }
  }
}
