// SPDX-License-Identifier: Apache-2.0
// Keeps two changes of one object apart, so that "attributes before" and "after" belong together.

internal import Synchronization

/// A fixed set of locks, shared by all objects by hash.
///
/// Nothing that waits for a disk's platter (a sync) is done under one.
final class NodeLocks: Sendable {
  private static let count = 64

  private final class Stripe: Sendable {
    let mutex = Mutex(())
  }

  private let stripes = (0..<NodeLocks.count).map { _ in Stripe() }

  private func index(_ key: NodeKey) -> Int {
    Int(UInt(bitPattern: key.hashValue) % UInt(Self.count))
  }

  func with<Result: ~Copyable & Sendable, Failure: Error>(
    _ key: NodeKey, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try locked(stripes[index(key)], body)
  }

  /// Both locks, in an order that cannot deadlock.
  func with<Result: ~Copyable & Sendable, Failure: Error>(
    _ key: NodeKey, _ other: NodeKey, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let (low, high) = (min(index(key), index(other)), max(index(key), index(other)))
    if low == high { return try locked(stripes[low], body) }
    return try locked(stripes[low]) { () throws(Failure) in
      try locked(stripes[high], body)
    }
  }

  private func locked<Result: ~Copyable & Sendable, Failure: Error>(
    _ stripe: Stripe, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try stripe.mutex.withLock { _ throws(Failure) in try body() }
  }
}
