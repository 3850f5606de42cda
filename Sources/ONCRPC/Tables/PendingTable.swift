// SPDX-License-Identifier: Apache-2.0
// Calls by xid: an array lookup.

/// The unanswered calls of a connection.
///
/// Transaction numbers rise by one from a random start; a call sits in the slot of its number
/// modulo the capacity. A number whose slot is still taken is passed over, so an xid is never used
/// again while its predecessor is unanswered.
struct PendingTable {
  /// Slots at the start; doubled when half of them are taken.
  static let initialCapacity = 256

  private var slots: [PendingCall?]
  private var mask: UInt32
  private var nextXID: UInt32
  /// Calls in the table.
  private(set) var count = 0

  init(firstXID: UInt32) {
    slots = Array(repeating: nil, count: Self.initialCapacity)
    mask = UInt32(Self.initialCapacity - 1)
    nextXID = firstXID
  }

  /// Slots there are; slot numbers are below this.
  var capacity: Int { slots.count }

  /// The slot of a transaction number.
  @inline(__always)
  func slot(of xid: UInt32) -> Int { Int(xid & mask) }

  /// Gives a call its transaction number and keeps it.
  ///
  /// - Returns: true when the table has grown, which renumbers every slot.
  mutating func insert(_ call: PendingCall) -> Bool {
    var hasGrown = false
    if 2 * count >= slots.count {
      grow()
      hasGrown = true
    }
    while nextXID == 0 || slots[slot(of: nextXID)] != nil { nextXID &+= 1 }
    call.xid = nextXID
    slots[slot(of: nextXID)] = call
    nextXID &+= 1
    count += 1
    return hasGrown
  }

  /// The call with this number.
  @inline(__always)
  func find(_ xid: UInt32) -> PendingCall? {
    guard let call = slots[slot(of: xid)], call.xid == xid else { return nil }
    return call
  }

  /// The call in a slot.
  func at(slot: Int) -> PendingCall? { slots[slot] }

  /// Takes a call out.
  @inline(__always)
  mutating func remove(_ call: PendingCall) {
    slots[slot(of: call.xid)] = nil
    count -= 1
  }

  /// Every call, in no particular order.
  func visit(_ body: (PendingCall) -> Void) {
    guard count > 0 else { return }
    for case let call? in slots { body(call) }
  }

  private mutating func grow() {
    let old = slots
    var capacity = slots.count
    repeat {
      // Numbers that met in the small table may meet again: double until none do.
      capacity *= 2
      mask = UInt32(capacity - 1)
      slots = Array(repeating: nil, count: capacity)
    } while !rehash(old)
  }

  private mutating func rehash(_ old: [PendingCall?]) -> Bool {
    for case let call? in old {
      guard slots[slot(of: call.xid)] == nil else { return false }
      slots[slot(of: call.xid)] = call
    }
    return true
  }
}
