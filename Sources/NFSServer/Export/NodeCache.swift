// SPDX-License-Identifier: Apache-2.0
// Objects in use, held open between two calls.

internal import Synchronization
internal import Wire

/// The objects that were last asked for, by handle. The longest unused ones are let go (second chance).
final class NodeCache: Sendable {
  /// Objects held; each may have two descriptors.
  static let capacity = 256

  struct Entry: Sendable {
    var export: ServedExport
    var node: any FileNode
  }

  fileprivate struct Slot: Sendable {
    var handle: NFS3FileHandle
    var entry: Entry
    var wasUsed: Bool
  }

  fileprivate struct State: Sendable {
    var indices: [NFS3FileHandle: Int] = [:]
    var slots: [Slot?] = []
    var hand = 0
  }

  private let state = Mutex(State())

  subscript(handle: NFS3FileHandle) -> Entry? {
    state.withLock { state in
      guard let index = state.indices[handle] else { return nil }
      state.slots[index]?.wasUsed = true
      return state.slots[index]?.entry
    }
  }

  /// Keeps the entry that is there already: its descriptors may be in use.
  func insert(_ handle: NFS3FileHandle, _ entry: Entry) {
    let victim = state.withLock { state -> Slot? in
      guard state.indices[handle] == nil else { return nil }
      let slot = Slot(handle: handle, entry: entry, wasUsed: false)
      if state.slots.count < Self.capacity {
        state.indices[handle] = state.slots.count
        state.slots.append(slot)
        return nil
      }
      return state.replace(with: slot)
    }
    _ = victim  // closes descriptors, outside the lock
  }

  func remove(_ handle: NFS3FileHandle) {
    let victim = state.withLock { state -> Slot? in
      guard let index = state.indices.removeValue(forKey: handle) else { return nil }
      defer { state.slots[index] = nil }
      return state.slots[index]
    }
    _ = victim
  }

  func removeAll() {
    let old = state.withLock { state -> State in
      defer { state = State() }
      return state
    }
    _ = old
  }
}

extension NodeCache.State {
  fileprivate mutating func replace(with slot: NodeCache.Slot) -> NodeCache.Slot? {
    while true {
      defer { hand = (hand + 1) % slots.count }
      if slots[hand]?.wasUsed == true {
        slots[hand]?.wasUsed = false
        continue
      }
      let victim = slots[hand]
      if let victim { indices[victim.handle] = nil }
      slots[hand] = slot
      indices[slot.handle] = hand
      return victim
    }
  }
}
