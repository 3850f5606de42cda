// SPDX-License-Identifier: Apache-2.0
// How far a push is, to be read from anywhere.

internal import Synchronization

/// The state of a running push.
public final class PushProgress: Sendable {
  public struct Snapshot: Equatable, Sendable {
    /// Objects seen, and those of them that had to be stored.
    public var objects = 0
    public var storedObjects = 0
    /// Bytes of files seen so far, whether they had to be read or not.
    public var treeBytes: UInt64 = 0
    /// Bytes read from files.
    public var readBytes: UInt64 = 0
    /// Bytes brought to the target, and bytes that an interrupted push had brought before.
    public var sentBytes: UInt64 = 0
    public var foundBytes: UInt64 = 0
    public var bands = 0
    public var problems = 0
    public var current = TreePath.root
    /// What is to come in all, once that is known.
    public var expectedObjects: Int?
    public var expectedBytes: UInt64?

    public init() {}
  }

  private let state = Mutex(Snapshot())

  public init() {}

  public var snapshot: Snapshot { state.withLock { $0 } }

  func seen(_ path: TreePath, bytes: UInt64) {
    state.withLock {
      $0.objects += 1
      $0.treeBytes += bytes
      $0.current = path
    }
  }

  func storing() { state.withLock { $0.storedObjects += 1 } }
  func read(bytes: Int) { state.withLock { $0.readBytes += UInt64(bytes) } }
  func problem() { state.withLock { $0.problems += 1 } }

  /// A part of a band that is there already.
  func found(bytes: Int) {
    state.withLock { $0.foundBytes += UInt64(bytes) }
  }

  /// A part of a band that has been brought there.
  func sent(bytes: Int) { state.withLock { $0.sentBytes += UInt64(bytes) } }

  func storedBand() { state.withLock { $0.bands += 1 } }

  /// Tells how much there is, for the time left.
  public func expect(objects: Int, bytes: UInt64) {
    state.withLock {
      $0.expectedObjects = objects
      $0.expectedBytes = bytes
    }
  }
}
