// SPDX-License-Identifier: Apache-2.0
// What a backup command ends with when it cannot do its work.

/// A command that could not do its work. Failures of the target itself are `TargetError`.
public enum BackupError: Error, Equatable, Sendable {
  /// The target holds something else, or nothing.
  case notABackup(String)
  /// Somebody else is at work on the target.
  case locked(LockHolder)
  /// The lock was taken away from us; nothing was committed.
  case lockLost
  /// Cancelled, and the target did not take the lock back in time.
  case lockLeft(String)
  /// There is no such point; the ones there are.
  case noSuchPoint(Int, existing: [Int])
  case noPoints
  /// The bands are too small for so much content.
  case tooManyBands
  /// The source cannot be read at all.
  case source(String)
  /// The destination of a restore cannot be used.
  case destination(String)
  /// A file on the target does not say what it should.
  case damaged(String, String)
}

extension BackupError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notABackup(let place):
      "\(place) holds no backup; the first push makes one in an empty or new directory"
    case .locked(let holder):
      "the target is in use by \(holder)"
    case .lockLost:
      "the lock was taken over by somebody else; nothing was committed"
    case .lockLeft(let place):
      "\(place) did not take the lock back in time; the next push or prune on this host takes it over "
        + "at once, one on another after \(BackupLock.staleAfter.components.seconds) s"
    case .noSuchPoint(let number, let existing):
      "there is no point \(number); "
        + (existing.isEmpty
          ? "the target has none"
          : "there are " + existing.map(String.init).joined(separator: ", "))
    case .noPoints: "the target has no complete point yet"
    case .tooManyBands:
      "a push has at most \(BackupLimits.maximumBands) bands; larger ones are needed (--band-size)"
    case .source(let message): "source: \(message)"
    case .destination(let message): "destination: \(message)"
    case .damaged(let path, let message): "\(path) on the target is damaged: \(message)"
    }
  }
}
