// SPDX-License-Identifier: Apache-2.0
// Errors that are the echo of a call's own first run, told from genuine ones.

import Wire

/// Judges what is found on the server after a call that was sent twice failed (RFC 1813 §4.5).
///
/// Only for resent calls: a genuine "no entry" or "exists" has to reach the caller.
enum ResendAnomaly {
  /// MKDIR answered EXIST: is the directory that is there the one the first run made?
  static func isOurDirectory(_ found: NFS3Attributes, mode: UInt32?) -> Bool {
    found.type == .directory && found.linkCount <= 2
      && (mode.map { $0 & 0o777 == found.mode & 0o777 } ?? true)
  }

  /// MKNOD answered EXIST.
  static func isOurNode(_ found: NFS3Attributes, _ kind: NFS3NodeKind) -> Bool {
    switch kind {
    case .fifo: found.type == .fifo
    case .socket: found.type == .socket
    case .characterDevice(_, let device):
      found.type == .characterDevice && found.device == device
    case .blockDevice(_, let device): found.type == .blockDevice && found.device == device
    case .unsupported: false
    }
  }

  /// A guarded CREATE answered EXIST: an empty regular file of our mode is what it would have made.
  static func isOurFile(_ found: NFS3Attributes, mode: UInt32?) -> Bool {
    found.type == .regular && found.size == 0
      && (mode.map { $0 & 0o777 == found.mode & 0o777 } ?? true)
  }

  /// SETATTR with a guard answered NOT_SYNC: do the attributes already say what was wished?
  static func explains(_ wish: NFS3SetAttributes, _ now: NFS3Attributes) -> Bool {
    func holds<Value: Equatable>(_ wanted: Value?, _ actual: Value) -> Bool {
      wanted.map { $0 == actual } ?? true
    }
    func holds(_ wanted: NFS3SetTime, _ actual: NFS3Time) -> Bool {
      if case .time(let time) = wanted { time == actual } else { true }
    }
    return holds(wish.mode, now.mode) && holds(wish.userID, now.userID)
      && holds(wish.groupID, now.groupID) && holds(wish.size, now.size)
      && holds(wish.accessTime, now.accessTime)
      && holds(wish.modificationTime, now.modificationTime)
  }
}
