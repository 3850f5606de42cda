// SPDX-License-Identifier: Apache-2.0
// One writer at a time: a file that is made exclusively, and that shows a heartbeat.

internal import Synchronization

/// The lock of a target, held until `release`.
///
/// A lock is stale when its process is known to be gone: same host and no such process, or another
/// boot of the same host. Of another host's process nothing is known, so its heartbeat is watched:
/// when it has not moved for `staleAfter`, by our own clock, the lock is taken over.
///
/// Beats go ahead of the data that waits to be sent, so a slow line does not stop them. A holder
/// whose beat was late all the same, because the target was away, looks whether the lock is still
/// its own before anything else relies on it.
///
/// The file alone keeps others out. A full disk may have no room for what it says, and must not keep
/// a prune from making room: then the holder is written with a later heartbeat.
public final class BackupLock: Sendable {
  public static let beatInterval = Duration.seconds(10)
  public static let staleAfter = Duration.seconds(70)
  /// What giving the lock back may take once the task is cancelled.
  public static let farewell = Duration.seconds(2)
  /// How often a foreign heartbeat is looked at.
  static let watchInterval = Duration.seconds(5)
  private static let maximumBytes = 4096
  /// Attempts to take a lock that others take and give back meanwhile.
  private static let maximumAttempts = 5

  let target: any BackupTarget
  private let file: any TargetFile
  private let clock: any BackupClock
  private let state: Mutex<State>
  private let beating = Mutex<Task<Void, Never>?>(nil)

  private struct State {
    var holder: LockHolder
    /// When the last beat that has arrived was sent: nobody may take the lock over before
    /// `staleAfter` from then.
    var lastBeat: Duration
    /// The target has the holder, on stable storage: another process reads it.
    var isWritten = false
    var isLost = false
  }

  private init(
    target: any BackupTarget, file: any TargetFile, holder: LockHolder, clock: any BackupClock
  ) {
    self.target = target
    self.file = file
    self.clock = clock
    state = Mutex(State(holder: holder, lastBeat: clock.now))
  }

  /// Takes the lock.
  ///
  /// - Parameters:
  ///   - breaking: takes it from a holder that may be alive.
  ///   - waiting: called once if a foreign heartbeat has to be watched.
  /// - Throws: `BackupError.locked` with the holder.
  public static func acquire(
    on target: any BackupTarget, for operation: String, breaking: Bool = false,
    clock: any BackupClock = HostClock(), waiting: (LockHolder) -> Void = { _ in }
  ) async throws -> BackupLock {
    let own = LockHolder(operation: operation)
    for attempt in 1...maximumAttempts {
      if let lock = try await make(on: target, own, clock) { return lock }
      guard let seen = try await read(target) else { continue }
      let isStale: Bool
      if breaking || attempt == maximumAttempts && seen.holder == nil {
        isStale = true
      } else {
        isStale = try await self.isStale(seen, on: target, clock, waiting)
      }
      guard isStale else { throw BackupError.locked(seen.holder ?? own) }
      try await takeAway(seen, from: target)
    }
    throw BackupError.locked(own)
  }

  private static func make(
    on target: any BackupTarget, _ own: LockHolder, _ clock: any BackupClock
  ) async throws -> BackupLock? {
    let file: any TargetFile
    do throws(TargetError) {
      file = try await target.create(BackupLayout.lock)
    } catch {
      guard error.reason == .exists else { throw error }
      return nil
    }
    let lock = BackupLock(target: target, file: file, holder: own, clock: clock)
    do throws(TargetError) {
      try await lock.write()
    } catch {
      guard error.reason == .noSpace else {
        await lock.release()
        throw error
      }
    }
    lock.startBeating()
    return lock
  }

  /// What stands in the lock file; the holder is nil if it does not read as one.
  private struct Sighting: Equatable {
    var bytes: [UInt8]
    var holder: LockHolder?
  }

  private static func read(_ target: any BackupTarget) async throws -> Sighting? {
    do throws(TargetError) {
      let bytes = try await target.readAll(BackupLayout.lock, limit: maximumBytes).array
      return Sighting(bytes: bytes, holder: try? LockHolder(bytes: bytes))
    } catch {
      guard error.reason == .notFound else { throw error }
      return nil
    }
  }

  private static func isStale(
    _ seen: Sighting, on target: any BackupTarget, _ clock: any BackupClock,
    _ waiting: (LockHolder) -> Void
  ) async throws -> Bool {
    if let isAlive = seen.holder?.identity.isAlive { return !isAlive }
    if let holder = seen.holder { waiting(holder) }
    let end = clock.now + staleAfter
    while clock.now < end {
      try await clock.sleep(until: min(end, clock.now + watchInterval))
      guard try await read(target) == seen else { return false }
    }
    return true
  }

  /// Moves the lock aside under a name of our own: of several who try, one succeeds.
  private static func takeAway(_ seen: Sighting, from target: any BackupTarget) async throws {
    let aside = TargetPath("lock-\(UInt64.random(in: 0...UInt64.max))")
    do throws(TargetError) {
      try await target.rename(BackupLayout.lock, to: aside)
    } catch {
      guard error.reason == .notFound else { throw error }
      return
    }
    let taken = try await target.readAll(aside, limit: maximumBytes).array
    if taken != seen.bytes, (try? LockHolder(bytes: taken))?.nonce != seen.holder?.nonce {
      // Somebody was faster and this is their fresh lock: put it back.
      try await target.rename(aside, to: BackupLayout.lock)
      return
    }
    // An AFP server may hold a dead client's files open for hours. It is no lock any more; a prune
    // comes by again.
    do throws(TargetError) {
      try await target.remove(aside)
    } catch {
      guard error.reason == .busy else { throw error }
    }
  }

  private func startBeating() {
    let task = Task {
      var next = clock.now
      while !Task.isCancelled {
        next = max(next + Self.beatInterval, clock.now)
        do {
          try await clock.sleep(until: next)
          try await self.beat()
        } catch {
          // A target that is away comes back, or whatever is sent to it fails and tells.
          if error is CancellationError || (error as? BackupError) == .lockLost { return }
        }
      }
    }
    beating.withLock { $0 = task }
  }

  /// Shows a sign of life; one that was late is followed by a look whether the lock is still ours.
  private func beat() async throws {
    let began = clock.now
    let before = state.withLock { state in
      state.holder.beat += 1
      return state.lastBeat
    }
    try await write()
    if clock.now - before >= Self.staleAfter { try await confirm() }
    state.withLock { $0.lastBeat = max($0.lastBeat, began) }
  }

  private func write() async throws(TargetError) {
    try await file.write(urgently: Bytes(state.withLock(\.holder.bytes)), at: 0)
    guard !state.withLock(\.isWritten) else { return }
    try await file.sync()
    state.withLock { $0.isWritten = true }
  }

  /// Checks that the lock is still ours.
  ///
  /// - Throws: `BackupError.lockLost`.
  public func confirm() async throws {
    try check()
    guard try await isOurs() else {
      state.withLock { $0.isLost = true }
      throw BackupError.lockLost
    }
  }

  /// A lock that says nothing is ours if the disk had no room for what ours says.
  private func isOurs() async throws -> Bool {
    let (nonce, isWritten) = state.withLock { ($0.holder.nonce, $0.isWritten) }
    guard let seen = try await Self.read(target) else { return false }
    return seen.holder.map { $0.nonce == nonce } ?? !isWritten
  }

  /// Shows a sign of life and checks that the lock is ours: nobody takes it over, unless by force,
  /// within `staleAfter` from the call. For the moment before a commit.
  ///
  /// - Throws: `BackupError.lockLost`.
  public func renew() async throws {
    do {
      try await beat()
    } catch {
      // On a full disk the file itself keeps others out, and a prune is about to make room.
      guard (error as? TargetError)?.reason == .noSpace else { throw error }
    }
    try await confirm()
  }

  /// Whether the lock is known to be lost; asks nobody, so it may be called often.
  ///
  /// - Throws: `BackupError.lockLost`.
  public func check() throws {
    if state.withLock(\.isLost) { throw BackupError.lockLost }
  }

  /// Gives the lock back, also in a cancelled task, where a target that is away gets `farewell` to
  /// come back. A failure is left to the stale detection of the next writer.
  ///
  /// - Returns: whether the target has no lock of ours any more.
  @discardableResult
  public func release() async -> Bool {
    let releasing = Task { await self.releaseNow() }
    return await withTaskCancellationHandler {
      await releasing.value
    } onCancel: {
      Task {
        try? await Task.sleep(for: Self.farewell)
        releasing.cancel()
      }
    }
  }

  private func releaseNow() async -> Bool {
    let task = beating.withLock { task in
      let running = task
      task = nil
      return running
    }
    task?.cancel()
    await task?.value
    await file.close()
    do {
      try await confirm()
      try await target.remove(BackupLayout.lock)
      return true
    } catch {
      return (error as? BackupError) == .lockLost
    }
  }
}
