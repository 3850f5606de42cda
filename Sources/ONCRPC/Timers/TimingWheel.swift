// SPDX-License-Identifier: Apache-2.0
// Expiry of thousands of calls for the price of a list insertion.

/// A hashed timing wheel over slot numbers: insert and remove in constant time, no reference
/// counting.
///
/// A slot further away than one turn stays in its bucket and is passed over until its turn has
/// come.
struct TimingWheel {
  /// Length of a tick in nanoseconds: 8 ms, an eighth of the shortest retransmission time-out.
  static let tick: Int64 = 8_000_000
  /// Buckets; one turn is about two seconds.
  static let buckets = 256

  private struct Link {
    var next: Int32
    var previous: Int32  // a slot, or ~bucket for the first of a bucket
    var expiry: Int64  // in ticks; -1 when not linked
  }

  private var heads = [Int32](repeating: -1, count: TimingWheel.buckets)
  private var links: [Link]
  /// Every expiry up to this tick has been reported.
  private var current: Int64
  /// Slots in the wheel.
  private(set) var count = 0

  /// A wheel for slots `0..<capacity`, at time `now`.
  init(capacity: Int, now: MonotonicTime) {
    links = Array(repeating: Link(next: -1, previous: -1, expiry: -1), count: capacity)
    current = now.nanoseconds / Self.tick
  }

  /// Makes room for more slots.
  mutating func grow(to capacity: Int) {
    guard capacity > links.count else { return }
    links += repeatElement(
      Link(next: -1, previous: -1, expiry: -1), count: capacity - links.count)
  }

  /// Sets the expiry of a slot; one it had before is forgotten. Rounds up to a tick.
  mutating func set(_ slot: Int, at time: MonotonicTime) {
    remove(slot)
    let wanted = time.nanoseconds / Self.tick + (time.nanoseconds % Self.tick == 0 ? 0 : 1)
    let expiry = max(wanted, current + 1)
    let bucket = Int(expiry % Int64(Self.buckets))
    let head = heads[bucket]
    links[slot] = Link(next: head, previous: ~Int32(bucket), expiry: expiry)
    if head >= 0 { links[Int(head)].previous = Int32(slot) }
    heads[bucket] = Int32(slot)
    count += 1
  }

  /// Takes a slot out; does nothing when it is not in.
  mutating func remove(_ slot: Int) {
    let link = links[slot]
    guard link.expiry >= 0 else { return }
    links[slot].expiry = -1
    if link.previous >= 0 {
      links[Int(link.previous)].next = link.next
    } else {
      heads[Int(~link.previous)] = link.next
    }
    if link.next >= 0 { links[Int(link.next)].previous = link.previous }
    count -= 1
  }

  /// Takes out every slot whose time has come and appends it to `expired`.
  mutating func advance(to now: MonotonicTime, expired: inout [Int]) {
    let target = now.nanoseconds / Self.tick
    guard target > current else { return }
    let turns = min(target - current, Int64(Self.buckets))
    for step in 1...turns {
      let bucket = Int((target - turns + step) % Int64(Self.buckets))
      collect(bucket: bucket, upTo: target, into: &expired)
    }
    current = target
  }

  private mutating func collect(bucket: Int, upTo target: Int64, into expired: inout [Int]) {
    var slot = heads[bucket]
    while slot >= 0 {
      let link = links[Int(slot)]
      if link.expiry <= target {
        remove(Int(slot))
        expired.append(Int(slot))
      }
      slot = link.next
    }
  }

  /// A time by which `advance` must run: the next non-empty bucket, at most one turn away; nil when
  /// empty.
  func nextAdvance() -> MonotonicTime? {
    guard count > 0 else { return nil }
    for step in 1...Int64(Self.buckets) {
      let bucket = Int((current + step) % Int64(Self.buckets))
      if heads[bucket] >= 0 { return MonotonicTime(nanoseconds: (current + step) * Self.tick) }
    }
    return MonotonicTime(nanoseconds: (current + Int64(Self.buckets)) * Self.tick)
  }
}
