// SPDX-License-Identifier: Apache-2.0
// The attributes of one file as last learnt, with the rule that they never go backwards.

import Wire

/// Attributes with an age, updated from replies that may overtake each other.
///
/// Every call takes a sequence number when it begins; a cache remembers the number that was current
/// when it accepted its newest reply. A reply to a call that began later than that is newer for
/// certain, whatever the server's clock says. Otherwise the calls ran side by side and the change
/// time decides (RFC 1813 §4.11).
struct CachedAttributes: Sendable {
  typealias Instant = ContinuousClock.Instant

  enum Verdict: Equatable {
    /// News, or the same again; the contents did not change behind our back.
    case accepted
    /// News: somebody else changed the contents, cached data and names are void.
    case changedByOthers
    /// From a call that was overtaken; nothing was taken over.
    case outdated
    /// The handle now means another file.
    case otherFile
  }

  private(set) var attributes: NFS3Attributes
  private(set) var acceptedAt: UInt64
  private(set) var expires: Instant

  init(_ attributes: NFS3Attributes, acceptedAt: UInt64, now: Instant, age: Duration) {
    self.attributes = attributes
    self.acceptedAt = acceptedAt
    expires = now + age
  }

  func isFresh(_ now: Instant) -> Bool { now < expires }

  /// Makes the next question go to the server.
  mutating func expire(_ now: Instant) { expires = now }

  /// Takes over a reply, if it is news.
  ///
  /// - Parameters:
  ///   - began: the sequence number with which the call began.
  ///   - current: the sequence number now.
  ///   - before: the state the server saw before an operation of ours, from weak cache data.
  ///   - isOwnChange: the operation changed this file itself.
  ///   - age: how long the attributes may be believed.
  mutating func accept(
    _ new: NFS3Attributes, began: UInt64, current: UInt64, before: NFS3WeakAttributes?,
    isOwnChange: Bool, now: Instant, age: Duration
  ) -> Verdict {
    guard new.type == attributes.type, new.fileID == attributes.fileID else { return .otherFile }
    let isLater = began > acceptedAt
    if !isLater, new != attributes {
      if new.changeTime < attributes.changeTime { return .outdated }
      if new.changeTime == attributes.changeTime {
        // Two states within one tick of the server's clock: neither is known to be the newer one.
        expires = now
        return .outdated
      }
    }
    let known = NFS3WeakAttributes(attributes)
    let contentsMoved =
      new.size != attributes.size || new.modificationTime != attributes.modificationTime
    let isExplained = isOwnChange ? before.map { $0 == known } ?? false : !contentsMoved
    attributes = new
    acceptedAt = current
    expires = now + age
    return isExplained ? .accepted : .changedByOthers
  }

  /// A tenth of the time since the last change, within the bounds; the minimum after own changes.
  ///
  /// - Parameters:
  ///   - wallSeconds: the clock that modification times are compared with, seconds since 1970.
  static func age(
    of attributes: NFS3Attributes, wallSeconds: Int64, isOwnChange: Bool,
    bounds: ClosedRange<Duration>
  ) -> Duration {
    let sinceChange = wallSeconds - Int64(attributes.modificationTime.seconds)
    guard !isOwnChange, sinceChange > 1 else { return bounds.lowerBound }
    return min(max(.milliseconds(sinceChange * 100), bounds.lowerBound), bounds.upperBound)
  }
}
