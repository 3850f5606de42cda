// SPDX-License-Identifier: Apache-2.0
// How far a restore or a check is, and what was wrong.

internal import Synchronization

/// Something that is not as it was backed up.
public struct BackupDamage: Equatable, Sendable, CustomStringConvertible {
  /// The file of the tree that is affected; nil if none is, or it is not known which.
  public var path: TreePath?
  /// The file on the target.
  public var place: String
  public var reason: String

  public var description: String {
    switch path {
    case let path?: place.isEmpty ? "\(path): \(reason)" : "\(path): \(reason) (\(place))"
    case nil: "\(place): \(reason)"
    }
  }
}

/// The state of a running restore or check.
public final class RestoreProgress: Sendable {
  public struct Snapshot: Equatable, Sendable {
    public var objects = 0
    public var bytes: UInt64 = 0
    public var expectedObjects = 0
    public var expectedBytes: UInt64 = 0
    public var current = TreePath.root
    /// Objects that could not be restored as they were, for reasons of this host.
    public var problemCount = 0
    public var problems: [String] = []
    /// What the backup itself has lost.
    public var damageCount = 0
    public var damage: [BackupDamage] = []
  }

  private let state = Mutex(Snapshot())

  public init() {}

  public var snapshot: Snapshot { state.withLock { $0 } }

  func restoring(_ path: TreePath) {
    state.withLock {
      $0.objects += 1
      $0.current = path
    }
  }

  func wrote(bytes: Int) { state.withLock { $0.bytes += UInt64(bytes) } }

  func expect(objects: Int, bytes: UInt64) {
    state.withLock {
      $0.expectedObjects += objects
      $0.expectedBytes += bytes
    }
  }

  func problem(_ path: TreePath, _ message: String) {
    state.withLock {
      $0.problemCount += 1
      if $0.problems.count < BackupLimits.maximumReportedProblems {
        $0.problems.append("\(path): \(message)")
      }
    }
  }

  func damage(_ path: TreePath, _ reason: String) {
    add(BackupDamage(path: path, place: "", reason: reason))
  }

  func damage(band: TargetPath, _ reason: String) {
    add(BackupDamage(path: nil, place: band.description, reason: reason))
  }

  private func add(_ damage: BackupDamage) {
    state.withLock {
      $0.damageCount += 1
      if $0.damage.count < BackupLimits.maximumReportedProblems { $0.damage.append(damage) }
    }
  }
}
