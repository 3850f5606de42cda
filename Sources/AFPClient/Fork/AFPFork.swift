// SPDX-License-Identifier: Apache-2.0
// An open fork of a file.

internal import Wire

/// An open fork: the data or the resource part of a file.
///
/// Writes are confirmed when the server has taken them, and durable after `sync()` only. When the
/// session has to be replaced, a fork with changes that no sync covered fails with `.forkLost` from
/// then on: write those bytes again through a new fork.
public final class AFPFork: Sendable {
  public let volume: AFPVolume
  public let path: String
  public let isResourceFork: Bool
  /// Bytes in the fork when it was opened.
  public let lengthAtOpening: UInt64

  let handle: ForkHandle
  private var engine: SessionEngine { volume.engine }

  /// Bytes of a fork that may be unconfirmed with `write(behind:)`, by default.
  public static let defaultWindow = 16 << 20

  init(
    _ volume: AFPVolume, _ path: String, isResourceFork: Bool, _ handle: ForkHandle,
    length: UInt64
  ) {
    self.volume = volume
    self.path = path
    self.isResourceFork = isResourceFork
    self.handle = handle
    lengthAtOpening = length
  }

  /// Reads up to `count` bytes; fewer only at the end of the fork, none beyond it.
  ///
  /// Large reads are split by the server's quantum and pipelined.
  public func read(at offset: UInt64, count: Int) async throws(AFPError) -> [UInt8] {
    precondition(count >= 0, "a count is not negative")
    guard count > 0 else { return [] }
    return try await engine.read(handle, at: offset, count: count)
  }

  /// Writes, and returns when the server has confirmed every byte.
  ///
  /// Large writes are split by the server's quantum and pipelined; so are those of several tasks. The
  /// array is sent from where it is.
  ///
  /// - Throws: DiskFull, after which a part may be stored; AccessDenied for a fork opened for reading.
  public func write(_ bytes: [UInt8], at offset: UInt64) async throws(AFPError) {
    try await engine.write(handle, DataSlice(bytes), at: offset)
  }

  /// Writes ahead of every request that waits and of all data that has not left yet, and returns
  /// when the server has confirmed it.
  ///
  /// For a few bytes that somebody watches, as a heartbeat. On a slow line megabytes of other writes
  /// may be in line; all that this one waits for is the packet that is leaving just now.
  public func write(urgently bytes: [UInt8], at offset: UInt64) async throws(AFPError) {
    try await engine.write(handle, DataSlice(bytes), at: offset, isUrgent: true)
  }

  /// Hands bytes over to be written, and returns as soon as fewer than `window` bytes of this fork
  /// are unconfirmed.
  ///
  /// - Throws: the failure of an earlier write of this kind. Call `settle()`, `sync()` or `close()`
  ///   to learn of the last ones.
  public func write(
    behind bytes: [UInt8], at offset: UInt64, window: Int = AFPFork.defaultWindow
  ) async throws(AFPError) {
    try await engine.writeBehind(handle, DataSlice(bytes), at: offset, window: window)
  }

  /// Waits until every byte handed over is confirmed.
  ///
  /// - Throws: the first failure among them.
  public func settle() async throws(AFPError) { try await engine.settleBehind(handle, until: 0) }

  /// Makes everything written so far durable (FPSyncFork), and says whether it is.
  ///
  /// - Throws: MiscErr when the server's disk failed; `.forkLost` when the server may have forgotten
  ///   something.
  public func sync() async throws(AFPError) { try await engine.sync(handle) }

  /// The present length (FPGetForkParms), in bytes.
  public func length() async throws(AFPError) -> UInt64 {
    try await engine.settleBehind(handle, until: 0)
    let bitmap: AFPFileBitmap = isResourceFork ? .resourceLength : .dataLength
    let call = call(.getForkParameters, .anew) { fork in
      AFPForkParametersRequest(fork: fork, bitmap: bitmap).block
    }
    let reply = try await engine.perform(call)
    let item = try engine.decode(call.operation, reply.payload) { reader throws(AFPWireError) in
      try AFPForkParametersRequest.reply(from: &reader)
    }
    guard let length = isResourceFork ? item.resourceLength : item.dataLength else {
      throw AFPError(call.operation, .unexpectedReply("it has no length"))
    }
    return length
  }

  /// Truncates or extends (FPSetForkParms); what is added is a hole that reads as zeros.
  ///
  /// Extending does not reserve space: a full volume shows at the write.
  public func setLength(_ length: UInt64) async throws(AFPError) {
    try await engine.settleBehind(handle, until: 0)
    let isResourceFork = isResourceFork
    let call = call(.setForkParameters, .sameNumber(isRepeatable: true)) { fork in
      AFPSetForkLengthRequest(fork: fork, isResourceFork: isResourceFork, length: length).block
    }
    _ = try await engine.perform(call)
    await engine.noteLengthChange(handle)
  }

  /// Locks a byte range (FPByteRangeLockExt) against other *locks*: a netatalk server does not stop
  /// other sessions from reading or writing it.
  ///
  /// - Parameters:
  ///   - length: bytes, or nil for everything from `offset` on.
  /// - Throws: LockErr when somebody else has it, RangeOverlap when this fork has a part of it.
  public func lock(at offset: UInt64, length: UInt64?) async throws(AFPError) {
    let call = call(.byteRangeLock, .sameNumber(isRepeatable: true)) { fork in
      AFPByteRangeLockRequest(fork: fork, offset: offset, length: length).block
    }
    _ = try await engine.perform(call)
    await engine.noteLock(handle, offset, length)
  }

  /// Releases a range that was locked with the same bounds.
  public func unlock(at offset: UInt64, length: UInt64?) async throws(AFPError) {
    await engine.noteUnlock(handle, offset, length)
    let call = call(.byteRangeLock, .sameNumber(isRepeatable: false)) { fork in
      AFPByteRangeLockRequest(fork: fork, unlocks: true, offset: offset, length: length).block
    }
    _ = try await engine.perform(call)
  }

  /// Closes the fork. Does not sync.
  ///
  /// - Throws: a failure of a write that nobody was told of.
  public func close() async throws(AFPError) { try await engine.closeFork(handle) }

  private func call(
    _ command: AFPCommand, _ recovery: AFPCall.Recovery,
    _ block: @escaping @Sendable (AFPForkID) -> [UInt8]
  ) -> AFPCall {
    AFPCall(command: command, subject: path, target: .fork(handle), recovery: recovery) {
      block(AFPForkID(rawValue: $0))
    }
  }
}

extension SessionEngine {
  func noteLengthChange(_ handle: ForkHandle) { forks[handle]?.noteChange(end: 0) }

  func noteLock(_ handle: ForkHandle, _ offset: UInt64, _ length: UInt64?) {
    forks[handle]?.locks.append((offset, length))
  }

  func noteUnlock(_ handle: ForkHandle, _ offset: UInt64, _ length: UInt64?) {
    forks[handle]?.locks.removeAll { $0.offset == offset && $0.length == length }
  }
}
