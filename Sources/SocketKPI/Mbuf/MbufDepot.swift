// SPDX-License-Identifier: Apache-2.0
// The shared half of a pool: free objects on their way from one thread's magazine to another's.

import CLinux

/// What the mbuf pools hold. The raw values index magazines.
enum MbufPoolKind: UInt32, CaseIterable, Sendable {
  case node = 0
  case cluster = 1
  case big = 2
  case jumbo = 3

  /// Bytes of payload, or of the node itself.
  var objectBytes: Int {
    switch self {
    case .node: KPI_MBUF_BYTES
    case .cluster: KPI_CLUSTER_BYTES
    case .big: KPI_BIG_CLUSTER_BYTES
    case .jumbo: KPI_JUMBO_CLUSTER_BYTES
    }
  }

  /// Most objects the process can have; reserved as address space, used as needed.
  var capacity: Int {
    switch self {
    case .node: 8 << 20
    case .cluster: 4 << 20
    case .big: 2 << 20
    case .jumbo: 2 << 20
    }
  }

  /// Objects a thread may keep for itself; half of that moves at a time.
  var magazineSlots: UInt32 { self == .jumbo ? 16 : UInt32(KPI_MAGAZINE_SLOTS) }

  /// The smallest cluster with room for `bytes`, or the largest there is.
  static func cluster(fitting bytes: Int) -> MbufPoolKind {
    if bytes <= MbufPoolKind.cluster.objectBytes { return .cluster }
    return bytes <= MbufPoolKind.big.objectBytes ? .big : .jumbo
  }

  /// The cluster pool of exactly this size.
  static func cluster(ofSize bytes: Int) -> MbufPoolKind? {
    let kind = cluster(fitting: bytes)
    return kind.objectBytes == bytes ? kind : nil
  }
}

/// The depot of one pool.
///
/// Magazines trade batches with it, so its lock is taken once in dozens of allocations. In checked
/// mode freed objects first wait in a queue, so that a stale handle does not soon meet a new owner.
final class MbufDepot: Sendable {
  @safe
  struct State: @unchecked Sendable {
    var free: ContiguousArray<UnsafeMutableRawPointer> = unsafe []
    var quarantine: ContiguousArray<UnsafeMutableRawPointer> = unsafe []
    var quarantineHead = 0
    /// Nodes, or the descriptors of clusters.
    var objects: SlabRegion
    /// The memory of clusters; nil for nodes.
    var buffers: SlabRegion?
    /// Objects alive according to threads that have ended.
    var liveOfEndedThreads: Int64 = 0
  }

  /// Freed objects kept back in checked mode: some megabytes in each pool.
  static func quarantineLimit(_ kind: MbufPoolKind) -> Int { kind == .node ? 16384 : 512 }

  let kind: MbufPoolKind
  let state: Locked<State>

  init(_ kind: MbufPoolKind) {
    self.kind = kind
    let isNode = kind == .node
    let objects = unsafe SlabRegion(
      objectBytes: isNode ? KPI_MBUF_BYTES : MemoryLayout<kpi_storage>.stride,
      capacity: kind.capacity)
    let buffers = isNode ? nil : SlabRegion(objectBytes: kind.objectBytes, capacity: kind.capacity)
    if isNode {
      let base = unsafe UInt(bitPattern: objects.base)
      kpi_node_range_set(base, base)
    }
    state = unsafe Locked(State(objects: objects, buffers: buffers))
  }

  /// Moves up to `limit` free objects to `slots`; new ones are made when there are none.
  ///
  /// - Returns: how many were moved; 0 when memory is exhausted.
  func take(into slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>, limit: Int) -> Int {
    state.withLock { state in
      if unsafe state.free.isEmpty { carve(&state, count: limit) }
      if unsafe state.free.isEmpty { releaseQuarantine(&state, downTo: 0) }
      let count = unsafe min(limit, state.free.count)
      let start = unsafe state.free.count - count
      for index in 0..<count { unsafe slots[index] = state.free[start + index] }
      unsafe state.free.removeLast(count)
      return count
    }
  }

  /// Takes back free objects from a magazine.
  func give(_ slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>, count: Int) {
    state.withLock { state in
      for index in 0..<count {
        if let object = unsafe slots[index] { unsafe state.free.append(object) }
      }
    }
  }

  /// Takes back one object and keeps it from being used again for a while.
  func giveLate(_ object: UnsafeMutableRawPointer) {
    state.withLock { state in
      unsafe state.quarantine.append(object)
      releaseQuarantine(&state, downTo: Self.quarantineLimit(kind))
    }
  }

  private func releaseQuarantine(_ state: inout State, downTo limit: Int) {
    while unsafe state.quarantine.count - state.quarantineHead > limit {
      unsafe state.free.append(state.quarantine[state.quarantineHead])
      state.quarantineHead += 1
    }
    if state.quarantineHead > max(limit, 1) {
      unsafe state.quarantine.removeFirst(state.quarantineHead)
      state.quarantineHead = 0
    }
  }

  private func carve(_ state: inout State, count: Int) {
    if state.buffers != nil { return carveClusters(&state, count: count) }
    let range = state.objects.carve(count)
    for index in range { unsafe state.free.append(state.objects.object(index)) }
    let base = unsafe UInt(bitPattern: state.objects.base)
    kpi_node_range_set(base, base + UInt(range.upperBound * state.objects.objectBytes))
  }

  private func carveClusters(_ state: inout State, count: Int) {
    guard let range = state.buffers?.carve(count), !range.isEmpty else { return }
    let described = state.objects.carve(range.count)
    for index in described {
      guard let buffer = unsafe state.buffers?.object(index) else { continue }
      let object = unsafe state.objects.object(index)
      let storage = unsafe object.bindMemory(to: kpi_storage.self, capacity: 1)
      unsafe storage.pointee.kind = kind.rawValue
      unsafe storage.pointee.buffer = buffer.assumingMemoryBound(to: CChar.self)
      unsafe storage.pointee.size = kind.objectBytes
      unsafe state.free.append(object)
    }
  }

  /// The descriptor of the cluster that starts at an address, whether in use or free.
  func storage(at address: UnsafeRawPointer) -> UnsafeMutablePointer<kpi_storage>? {
    unsafe state.withLock { state in
      guard let index = unsafe state.buffers?.index(of: address) else { return nil }
      return unsafe state.objects.object(index).assumingMemoryBound(to: kpi_storage.self)
    }
  }

  /// Objects made since the process began, in use or free.
  var total: Int { state.withLock { $0.objects.carved } }
}
