// SPDX-License-Identifier: Apache-2.0
// One writer at a time, and locks that nobody holds any more.

import Testing

@testable import BackupStream

@Suite("Lock")
struct BackupLockTests {
  private static let path = TargetPath("lock")

  @Test("a second writer is told who holds the lock, until it is released")
  func held() async throws {
    let target = MemoryTarget()
    let first = try await BackupLock.acquire(on: target, for: "push")
    do {
      _ = try await BackupLock.acquire(on: target, for: "prune")
      Issue.record("two locks")
    } catch BackupError.locked(let holder) {
      #expect(holder.operation == "push")
      #expect(holder.identity == .current)
    }
    await first.release()
    let second = try await BackupLock.acquire(on: target, for: "prune")
    await second.release()
    #expect(target.files("lock").isEmpty)
  }

  @Test("what a lock says is on stable storage when it is taken")
  func durable() async throws {
    let target = MemoryTarget()
    let lock = try await BackupLock.acquire(on: target, for: "push")
    try await target.sync(directory: .root)
    target.crash()
    #expect(try LockHolder(bytes: #require(target.bytes(Self.path))).operation == "push")
    await lock.release()
  }

  @Test("a full disk does not keep a lock from being held, nor from being given back")
  func full() async throws {
    let target = MemoryTarget()
    target.change { $0.isFull = true }
    let lock = try await BackupLock.acquire(on: target, for: "prune")
    #expect(target.files("lock") == [Self.path])
    try await lock.renew()
    await lock.release()
    #expect(target.files("lock").isEmpty)
  }

  @Test("a lock that cannot be written for another reason is not left behind")
  func unwritable() async throws {
    let target = MemoryTarget()
    target.change { $0.failsSync = true }
    await #expect(throws: TargetError.self) {
      try await BackupLock.acquire(on: target, for: "push")
    }
    #expect(target.files("lock").isEmpty)
  }

  private func leave(_ change: (inout LockHolder) -> Void, on target: MemoryTarget) async throws {
    var holder = LockHolder(operation: "push")
    change(&holder)
    try await target.writeDurably(Self.path, holder.bytes)
  }

  @Test("the lock of a process that is gone, or of an earlier boot, is taken over at once")
  func dead() async throws {
    let target = MemoryTarget()
    for change in [
      { (holder: inout LockHolder) in holder.identity.processStart += 1 },
      { holder in holder.identity.boot = "another" },
    ] {
      try await leave(change, on: target)
      let lock = try await BackupLock.acquire(on: target, for: "push")
      await lock.release()
    }
  }

  @Test("a dead process' lock file that the server still holds open does not stop a takeover")
  func open() async throws {
    let target = MemoryTarget()
    try await leave({ $0.identity.processStart += 1 }, on: target)
    target.change { $0.openPrefix = "lock-" }
    let lock = try await BackupLock.acquire(on: target, for: "push")
    try await lock.confirm()
    await lock.release()
  }

  @Test("another host's lock is taken over when its heartbeat has stopped, and not before")
  func foreign() async throws {
    let target = MemoryTarget()
    try await leave({ $0.identity.host = "elsewhere" }, on: target)
    let clock = VirtualClock()
    let lock = try await BackupLock.acquire(on: target, for: "push", clock: clock)
    #expect(clock.now >= BackupLock.staleAfter)
    await lock.release()
  }

  /// The lock of somebody on another host.
  private static let foreignLock: [UInt8] = {
    var holder = LockHolder(operation: "prune")
    holder.identity.host = "elsewhere"
    return holder.bytes
  }()

  @Test(
    "a holder whose beats were late finds out by itself that another host took over",
    .timeLimit(.minutes(1)))
  func late() async throws {
    let target = MemoryTarget()
    let clock = VirtualClock()
    let lock = try await BackupLock.acquire(on: target, for: "push", clock: clock)
    target.change { $0.failsAfterOperations = 0 }
    let end = clock.now + BackupLock.staleAfter + BackupLock.beatInterval
    while clock.now < end { await Task.yield() }
    target.replace(Self.path, Self.foreignLock)
    target.heal()
    while (try? lock.check()) != nil { await Task.yield() }
    #expect(throws: BackupError.lockLost) { try lock.check() }
    await lock.release()
    #expect(target.bytes(Self.path) == Self.foreignLock)
  }

  @Test("a lock that is lost while the point is being written keeps it from being committed")
  func lostAtCommit() async throws {
    let source = try TemporaryTree()
    try source.write("f", [1, 2, 3])
    let target = MemoryTarget()
    target.change { state in
      state.created = { [unowned target] path in
        guard path.parent == BackupLayout.points else { return }
        target.replace(Self.path, Self.foreignLock)
      }
    }
    await #expect(throws: BackupError.lockLost) {
      try await Push(source: source.path, target: target).run()
    }
    #expect(target.files("\(BackupLayout.points)").isEmpty)
    #expect(target.bytes(Self.path) == Self.foreignLock)
  }

  @Test("a lock that was taken away stops a commit")
  func lost() async throws {
    let target = MemoryTarget()
    let first = try await BackupLock.acquire(on: target, for: "push")
    let thief = try await BackupLock.acquire(on: target, for: "push", breaking: true)
    await #expect(throws: BackupError.lockLost) { try await first.confirm() }
    await first.release()
    try await thief.confirm()
    await thief.release()
  }
}
