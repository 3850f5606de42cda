// SPDX-License-Identifier: Apache-2.0
// An open file.

public import ONCRPC
import Synchronization
public import Wire

/// How a file is opened.
public struct NFSOpenOptions: OptionSet, Sendable {
  public var rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  public static let read = NFSOpenOptions(rawValue: 1)
  public static let write = NFSOpenOptions(rawValue: 2)
  /// Make the file when it is not there.
  public static let create = NFSOpenOptions(rawValue: 4)
  /// With `create`: fail when the file is there, even if the call had to be sent twice.
  public static let exclusive = NFSOpenOptions(rawValue: 8)
  /// Cut the file to nothing.
  public static let truncate = NFSOpenOptions(rawValue: 16)
  /// Do not follow a symbolic link at the end of the path.
  public static let noFollow = NFSOpenOptions(rawValue: 32)
}

/// An open file of a mount.
///
/// Any number of tasks may read and write it. Written data is sent behind the writer's back and is
/// safe only when `sync` or `close` has returned.
public final class NFSFile: Sendable {
  public let mount: NFSMount
  public let handle: NFS3FileHandle
  public let options: NFSOpenOptions
  let shared: FileState
  private let isOpen = Atomic<Bool>(true)

  init(mount: NFSMount, options: NFSOpenOptions, shared: FileState) {
    self.mount = mount
    self.options = options
    self.shared = shared
    handle = shared.file
  }

  /// A file that is let go without `close` is written out all the same; its errors are lost.
  deinit {
    guard isOpen.load(ordering: .acquiring) else { return }
    let (mount, shared) = (mount, shared)
    mount.spawn {
      try? await shared.flush()
      try? await mount.release(shared)
    }
  }

  // MARK: Reading

  /// Reads into a buffer.
  ///
  /// - Returns: bytes read; fewer than the destination has room for only at the end of the file.
  public func read(
    into buffer: RPCBuffer, _ destination: Range<Int>, at offset: UInt64
  ) async throws(NFSError) -> Int {
    try check(.read, "READ")
    return try await shared.read(buffer, destination, at: offset, readsAhead: true)
  }

  /// Reads into a buffer without looking ahead: for many readers of one file, each with its own plan.
  public func readDirectly(
    into buffer: RPCBuffer, _ destination: Range<Int>, at offset: UInt64
  ) async throws(NFSError) -> Int {
    try check(.read, "READ")
    return try await shared.read(buffer, destination, at: offset, readsAhead: false)
  }

  /// Reads up to `count` bytes; fewer come only at the end of the file.
  public func read(at offset: UInt64, count: Int) async throws(NFSError) -> [UInt8] {
    let buffer = RPCBuffer(capacity: count)
    let got = try await read(into: buffer, 0..<count, at: offset)
    return buffer.bytes(0..<got)
  }

  // MARK: Writing

  /// Writes bytes. They are taken over at once and sent when a block is full.
  ///
  /// - Throws: also an error of data written earlier, once.
  public func write(_ bytes: [UInt8], at offset: UInt64) async throws(NFSError) {
    try check(.write, "WRITE")
    try checkSize(offset, bytes.count)
    try await shared.write(.copying(bytes), at: offset)
  }

  /// Writes ahead of everything that waits to be sent, and returns when the server keeps the bytes
  /// (WRITE with FILE_SYNC).
  ///
  /// For a few bytes that somebody watches, as a heartbeat: `write` would keep them until a block is
  /// full or the file synced. What was written to this file before goes first.
  public func write(urgently bytes: [UInt8], at offset: UInt64) async throws(NFSError) {
    try check(.write, "WRITE")
    try checkSize(offset, bytes.count)
    try await shared.write(durably: bytes, at: offset, priority: .urgent)
  }

  /// Writes bytes and returns when the server has answered for them. It may lose them until `sync`.
  public func write(through bytes: [UInt8], at offset: UInt64) async throws(NFSError) {
    try await write(bytes, at: offset)
    try await shared.settle(offset..<offset + UInt64(bytes.count))
  }

  /// Writes a part of a buffer that belongs to the file from now on; nothing is copied.
  public func write(
    handingOver buffer: RPCBuffer, _ range: Range<Int>, at offset: UInt64
  ) async throws(NFSError) {
    try check(.write, "WRITE")
    try checkSize(offset, range.count)
    try await shared.write(.handedOver(buffer, range), at: offset)
  }

  /// Sets the length.
  public func truncate(to size: UInt64) async throws(NFSError) {
    try check(.write, "SETATTR")
    _ = try await mount.setAttributes(of: handle, NFS3SetAttributes(size: size))
  }

  /// Changes mode, owner, size or times.
  @discardableResult
  public func setAttributes(
    _ changes: NFS3SetAttributes
  ) async throws(NFSError) -> NFS3Attributes {
    try check([], "SETATTR")
    try mount.checkWritable("SETATTR")
    return try await mount.setAttributes(of: handle, changes)
  }

  /// Writes everything out and waits until the server keeps it.
  ///
  /// - Throws: the first error of data written since the last report.
  public func sync() async throws(NFSError) {
    try check([], "COMMIT")
    try await shared.flush()
  }

  // MARK: Everything else

  /// Attributes; the size includes data not yet sent.
  public func attributes() async throws(NFSError) -> NFS3Attributes {
    try check([], "GETATTR")
    return try await mount.attributes(of: handle)
  }

  /// Writes everything out and ends the use of the file.
  ///
  /// - Throws: the first error of data written since the last report; the file is closed anyway.
  public func close() async throws(NFSError) {
    guard isOpen.exchange(false, ordering: .acquiringAndReleasing) else { return }
    var failure: NFSError?
    if options.contains(.write) {
      do { try await shared.flush() } catch { failure = error }
    }
    do { try await mount.release(shared) } catch { failure = failure ?? error }
    if let failure { throw failure }
  }

  private func check(_ needed: NFSOpenOptions, _ operation: String) throws(NFSError) {
    try mount.checkOpen(operation)
    guard isOpen.load(ordering: .acquiring), options.isSuperset(of: needed) else {
      throw NFSError(.closed, operation: operation)
    }
  }

  private func checkSize(_ offset: UInt64, _ count: Int) throws(NFSError) {
    let (end, overflow) = offset.addingReportingOverflow(UInt64(count))
    guard !overflow, end <= mount.sizes.maximumFileBytes else {
      throw NFSError(.status(.fileTooLarge), operation: "WRITE")
    }
  }
}
