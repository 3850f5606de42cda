// SPDX-License-Identifier: Apache-2.0
// The pools that mbufs and clusters come from: magazines in front, depots behind.

import CLinux

/// Allocation and release of nodes and cluster descriptors.
///
/// The fast path is a pop from the calling thread's magazine. The slow path trades with the depot,
/// and is taken always while checked mode or armed failures are on.
enum MbufPool {
  private static let depots = MbufPoolKind.allCases.map { MbufDepot($0) }
  private static let threads = Locked(ThreadList())

  @safe
  private struct ThreadList: @unchecked Sendable {
    var first: UnsafeMutablePointer<kpi_pool_thread>?
    /// Mbufs alive by type according to threads that have ended.
    var typesOfEnded = [Int64](repeating: 0, count: Int(KPI_MBUF_TYPES))
  }

  static func depot(_ kind: MbufPoolKind) -> MbufDepot { depots[Int(kind.rawValue)] }

  /// Takes an object out of a pool. Its content is undefined.
  ///
  /// - Returns: nil when the pool is exhausted, or a failure was armed.
  @inline(__always)
  static func take(_ kind: MbufPoolKind) -> UnsafeMutableRawPointer? {
    if let object = unsafe kpi_magazine_take(kind.rawValue) { return unsafe object }
    return unsafe takeSlowly(kind)
  }

  /// Puts an object back.
  @inline(__always)
  static func give(_ object: UnsafeMutableRawPointer, _ kind: MbufPoolKind) {
    if unsafe kpi_magazine_give(kind.rawValue, object) { return }
    unsafe giveSlowly(object, kind)
  }

  @inline(never)
  private static func takeSlowly(_ kind: MbufPoolKind) -> UnsafeMutableRawPointer? {
    guard joinThread(), !MbufFaults.consumeFailure() else {
      countDrop()
      return nil
    }
    guard let thread = unsafe kpi_pool_thread_self(),
      let magazine = unsafe kpi_magazine_of(thread, kind.rawValue),
      let slots = unsafe kpi_magazine_slots(magazine)
    else { return nil }
    if unsafe magazine.pointee.count == 0 {
      let wanted = Int(kind.magazineSlots / 2)
      unsafe magazine.pointee.count = UInt32(depot(kind).take(into: slots, limit: wanted))
    }
    guard unsafe magazine.pointee.count > 0 else {
      countDrop()
      return nil
    }
    unsafe magazine.pointee.count -= 1
    unsafe kpi_counter_add(&magazine.pointee.live, 1)
    return unsafe slots[Int(magazine.pointee.count)]
  }

  @inline(never)
  private static func giveSlowly(_ object: UnsafeMutableRawPointer, _ kind: MbufPoolKind) {
    guard joinThread(), let thread = unsafe kpi_pool_thread_self(),
      let magazine = unsafe kpi_magazine_of(thread, kind.rawValue),
      let slots = unsafe kpi_magazine_slots(magazine)
    else { return }  // without memory for a thread block the object is lost, not the process
    unsafe kpi_counter_add(&magazine.pointee.live, -1)
    if kpi_mode_load() & UInt32(KPI_MODE_CHECKED) != 0 {
      return unsafe depot(kind).giveLate(object)
    }
    if unsafe magazine.pointee.count >= magazine.pointee.limit {
      let moved = Int(kind.magazineSlots / 2)
      let kept = unsafe Int(magazine.pointee.count) - moved
      unsafe depot(kind).give(slots + kept, count: moved)
      unsafe magazine.pointee.count = UInt32(kept)
    }
    unsafe slots[Int(magazine.pointee.count)] = object
    unsafe magazine.pointee.count += 1
  }

  /// Gives the calling thread its magazines, once.
  static func joinThread() -> Bool {
    if kpi_pool_thread_is_known() { return true }
    guard unsafe kpi_pool_thread_join({ thread in unsafe MbufPool.leaveThread(thread) }),
      let thread = unsafe kpi_pool_thread_self()
    else { return false }
    for kind in MbufPoolKind.allCases {
      unsafe kpi_magazine_of(thread, kind.rawValue).pointee.limit = kind.magazineSlots
    }
    threads.withLock { list in
      unsafe thread.pointee.next = list.first
      unsafe list.first?.pointee.previous = thread
      unsafe list.first = thread
    }
    return true
  }

  /// Returns a thread's free objects and keeps its counts. Runs on the thread, at its end.
  private static func leaveThread(_ thread: UnsafeMutablePointer<kpi_pool_thread>?) {
    guard let thread = unsafe thread else { return }
    for kind in MbufPoolKind.allCases {
      guard let magazine = unsafe kpi_magazine_of(thread, kind.rawValue),
        let slots = unsafe kpi_magazine_slots(magazine)
      else { continue }
      unsafe depot(kind).give(slots, count: Int(magazine.pointee.count))
    }
    threads.withLock { list in
      for kind in MbufPoolKind.allCases {
        let live = unsafe kpi_magazine_of(thread, kind.rawValue).pointee.live
        depot(kind).state.withLock { $0.liveOfEndedThreads += live }
      }
      for type in list.typesOfEnded.indices {
        list.typesOfEnded[type] += unsafe kpi_thread_type(thread, UInt32(type))
      }
      if unsafe list.first == thread { unsafe list.first = thread.pointee.next }
      unsafe thread.pointee.next?.pointee.previous = thread.pointee.previous
      unsafe thread.pointee.previous?.pointee.next = thread.pointee.next
    }
    unsafe kpi_pool_thread_forget(thread)
  }

  private static func countDrop() { MbufCounters.drops.add(1) }

  /// Objects in use: exact when no thread allocates at the moment.
  static func liveCount(_ kind: MbufPoolKind) -> Int {
    threads.withLock { list in
      var sum = depot(kind).state.withLock { $0.liveOfEndedThreads }
      var thread = unsafe list.first
      while let current = unsafe thread {
        if let magazine = unsafe kpi_magazine_of(current, kind.rawValue) {
          sum += unsafe kpi_counter_read(&magazine.pointee.live)
        }
        unsafe thread = unsafe current.pointee.next
      }
      return Int(sum)
    }
  }

  /// Mbufs in use, by type.
  static func liveTypes() -> [Int] {
    threads.withLock { list in
      var sums = list.typesOfEnded
      var thread = unsafe list.first
      while let current = unsafe thread {
        for type in sums.indices { sums[type] += unsafe kpi_thread_type(current, UInt32(type)) }
        unsafe thread = unsafe current.pointee.next
      }
      return sums.map { Int($0) }
    }
  }
}
