// SPDX-License-Identifier: Apache-2.0
// The NFS version 3 program: from a call's arguments to its results.

internal import HostFS
internal import ONCRPC
internal import Synchronization
internal import Wire

/// What one call comes with.
struct CallContext: Sendable {
  /// Nil for AUTH_NONE.
  var credential: RPCAuthSys?
  /// Whether the thread may wait for a disk.
  var isWaiting: Bool
  /// Set where the answer would have to wait for a disk: nothing has been done, the results are void,
  /// and the call is to be made again on a thread that may wait.
  var wouldWait = false

  init(credential: RPCAuthSys?, isWaiting: Bool) {
    self.credential = credential
    self.isWaiting = isWaiting
  }
}

/// The 22 procedures over the exports of a server.
final class NFS3Service: Sendable {
  /// Bytes of one READ, WRITE or directory page.
  static let maximumTransferBytes = 1 << 20
  /// Bytes of a directory page that clients are told to ask for.
  static let preferredDirectoryBytes = 65_536

  let exports: ExportTable
  let locks = NodeLocks()
  let undo: UndoLog?
  let counters: CallCounters
  private let verifier: Mutex<NFS3Verifier>

  /// - Parameter undo: remembers what unstable writes overwrote, for servers that are to lose it.
  init(
    exports: ExportTable, verifier: NFS3Verifier, undo: UndoLog?,
    counters: CallCounters = CallCounters()
  ) {
    self.exports = exports
    self.verifier = Mutex(verifier)
    self.undo = undo
    self.counters = counters
  }

  /// Changes when uncommitted data may have been lost.
  var writeVerifier: NFS3Verifier {
    get { verifier.withLock { $0 } }
    set { verifier.withLock { $0 = newValue } }
  }

  /// Executes a call and appends its results.
  ///
  /// - Returns: the bytes of the opaque that the results end with, for READ.
  /// - Throws: the arguments are no such call's.
  func perform(
    _ procedure: NFS3Procedure, _ arguments: inout XDRReader, _ results: inout XDRWriter,
    _ context: inout CallContext
  ) throws(XDRError) -> RPCPayload? {
    switch procedure {
    case .null: break
    case .getAttributes: try answer(&arguments, &results, &context, getAttributes)
    case .setAttributes: try answer(&arguments, &results, &context, setAttributes)
    case .lookup: try answer(&arguments, &results, &context, lookup)
    case .access: try answer(&arguments, &results, &context, access)
    case .readLink: try answer(&arguments, &results, &context, readLink)
    case .read: return try read(&arguments, &results, &context)
    case .write: try write(&arguments, &results, &context)
    case .create: try answer(&arguments, &results, &context, create)
    case .makeDirectory: try answer(&arguments, &results, &context, makeDirectory)
    case .symbolicLink: try answer(&arguments, &results, &context, symbolicLink)
    case .makeNode: try answer(&arguments, &results, &context, makeNode)
    case .remove: try answer(&arguments, &results, &context, remove)
    case .removeDirectory: try answer(&arguments, &results, &context, removeDirectory)
    case .rename: try answer(&arguments, &results, &context, rename)
    case .link: try answer(&arguments, &results, &context, link)
    case .readDirectory: try readDirectory(&arguments, &results, &context)
    case .readDirectoryPlus: try readDirectoryPlus(&arguments, &results, &context)
    case .fileSystemStatus: try answer(&arguments, &results, &context, fileSystemStatus)
    case .fileSystemInfo: try answer(&arguments, &results, &context, fileSystemInfo)
    case .pathConfiguration: try answer(&arguments, &results, &context, pathConfiguration)
    case .commit: try answer(&arguments, &results, &context, commit)
    }
    return nil
  }

  private func answer<Arguments: XDRCodable, Result: XDRCodable>(
    _ arguments: inout XDRReader, _ results: inout XDRWriter, _ context: inout CallContext,
    _ body: (Arguments, inout CallContext) -> Result
  ) throws(XDRError) {
    let decoded = try Arguments(from: &arguments)
    body(decoded, &context).encode(into: &results)
  }
}

// MARK: - Frames of the procedures

extension NFS3Service {
  /// What a handle stands for, and who wants it.
  func target(
    _ handle: NFS3FileHandle, _ context: CallContext
  ) throws(StoreError) -> Target {
    let entry = try exports.resolve(handle, waiting: context.isWaiting)
    let caller = Caller(context.credential, in: entry.export)
    return Target(export: entry.export, node: entry.node, caller: caller)
  }

  /// Notes what a failure means beyond its status.
  func note(_ error: StoreError, _ handle: NFS3FileHandle, _ context: inout CallContext) {
    if error.isWouldWait { context.wouldWait = true }
    if error.status == .stale { exports.forget(handle) }
  }

  /// A procedure that looks; its failure carries the object's attributes.
  func look<Success>(
    _ handle: NFS3FileHandle, _ context: inout CallContext,
    _ body: (Target, FileAttributes) throws(StoreError) -> Success
  ) -> NFS3Result<Success, NFS3Attributes?> {
    let target: Target
    do throws(StoreError) {
      target = try self.target(handle, context)
    } catch {
      note(error, handle, &context)
      return .failure(error.status, nil)
    }
    do throws(StoreError) {
      return .success(try body(target, try target.node.attributes()))
    } catch {
      note(error, handle, &context)
      if context.wouldWait { return .failure(error.status, nil) }
      return .failure(error.status, target.export.attributes(of: target.node))
    }
  }

  /// A procedure that changes one object; both arms carry its attributes before and after.
  ///
  /// - Parameter waits: it may free storage, which takes a disk its time.
  func change<Outcome: Sendable, Success>(
    _ handle: NFS3FileHandle, _ context: inout CallContext, waits: Bool = false,
    _ body: (Target, FileAttributes) throws(StoreError) -> Outcome,
    finish: (Outcome, NFS3WeakCacheData) -> Success
  ) -> NFS3Result<Success, NFS3WeakCacheData> {
    let target: Target
    do throws(StoreError) {
      target = try self.target(handle, context)
      try checkWaiting(target, context, waits: waits)
    } catch {
      note(error, handle, &context)
      return .failure(error.status, NFS3WeakCacheData())
    }
    var before: NFS3WeakAttributes?
    do throws(StoreError) {
      let outcome = try locks.with(target.node.key) { () throws(StoreError) in
        let attributes = try target.node.attributes()
        before = NFS3WeakAttributes(attributes)
        return try body(target, attributes)
      }
      try settle(target)
      return .success(finish(outcome, cacheData(target, before)))
    } catch {
      note(error, handle, &context)
      return .failure(error.status, cacheData(target, before))
    }
  }

  func cacheData(_ target: Target, _ before: NFS3WeakAttributes?) -> NFS3WeakCacheData {
    NFS3WeakCacheData(before: before, after: target.export.attributes(of: target.node))
  }

  /// Changes of a synchronous export, and those that free storage, need a thread that may wait for the disk.
  func checkWaiting(_ target: Target, _ context: CallContext, waits: Bool) throws(StoreError) {
    guard waits || target.export.options.isSynchronous, !context.isWaiting else { return }
    if target.export.store.waitsForDisk { throw StoreError.wouldWait }
  }

  /// What a synchronous export does after a change.
  func settle(_ target: Target) throws(StoreError) {
    if target.export.options.isSynchronous { try target.node.sync(dataOnly: false) }
  }
}
