// SPDX-License-Identifier: Apache-2.0
// What a session has open, and what is known to be safe on the server.

internal import Wire

/// A volume as it was opened, and its number in the present session.
struct OpenVolume {
  var name: String
  var password: [UInt8]?
  var id: AFPVolumeID
}

/// A fork as it was opened, its number in the present session, and how much of it is durable.
struct OpenFork {
  var volume: VolumeHandle
  var directory: AFPNodeID
  var leaf: AFPName
  var mode: AFPForkMode
  var isResourceFork: Bool
  var subject: String
  var id: AFPForkID
  /// Byte ranges locked, to be locked again in a new session; a nil length reaches to the end.
  var locks: [(offset: UInt64, length: UInt64?)] = []
  /// The session this fork was open in is gone, and not all of it was durable.
  var isLost = false
  /// Some caller has been told.
  var isLossReported = false

  /// Counts writes and length changes that the server confirmed.
  private(set) var changes: UInt64 = 0
  private var syncedChanges: UInt64 = 0
  private var highestEnd: UInt64 = 0
  /// Highest end of a write that a sync covered, in bytes.
  private(set) var syncedThrough: UInt64 = 0

  init(
    volume: VolumeHandle, directory: AFPNodeID, leaf: AFPName, mode: AFPForkMode,
    isResourceFork: Bool, subject: String, id: AFPForkID
  ) {
    self.volume = volume
    self.directory = directory
    self.leaf = leaf
    self.mode = mode
    self.isResourceFork = isResourceFork
    self.subject = subject
    self.id = id
  }

  /// Something was changed that no sync has covered.
  var hasUnsyncedChanges: Bool { changes != syncedChanges }

  mutating func noteChange(end: UInt64) {
    changes += 1
    highestEnd = max(highestEnd, end)
  }

  /// What a sync that is sent now will cover.
  var syncMark: (changes: UInt64, end: UInt64) { (changes, highestEnd) }

  mutating func noteSynced(_ mark: (changes: UInt64, end: UInt64)) {
    syncedChanges = max(syncedChanges, mark.changes)
    syncedThrough = max(syncedThrough, mark.end)
  }
}

/// Writes of a fork that the caller does not wait for.
struct WriteBehind {
  var outstandingBytes = 0
  /// The first failure; reported by the next operation on the fork.
  var failure: AFPError?
  var waiters: [Waiter<Void>] = []
}
