// SPDX-License-Identifier: Apache-2.0
// The table behind socket_t: a stale handle is found, never followed.

import CSocketKPI
import Glibc
import Synchronization
import SystemPackage

/// One place of the table. Places are never given back to the allocator, so a stale handle always
/// leads to memory of this type, where its generation tells that it is stale.
@safe struct HandleSlot: ~Copyable {
  /// Generation in the upper half, then the closed and the vacant mark, then the number of calls
  /// inside.
  let word: Atomic<UInt64>
  let index: UInt32
  /// The socket, held from open to finish. Written only while no call can be inside.
  var owner: Unmanaged<KernelSocket>?

  static let closedMark: UInt64 = 1 << 31
  /// Nobody is here: the place is free, or reserved and not installed yet.
  static let vacantMark: UInt64 = 1 << 30
  static let countMask: UInt64 = vacantMark - 1
  static let stateMask: UInt64 = (1 << 32) - 1
  static let generationUnit: UInt64 = 1 << 32
}

/// A socket's place and the generation it has there.
@safe struct SocketHandle: Sendable {
  nonisolated(unsafe) let slot: UnsafeMutablePointer<HandleSlot>
  let generation: UInt32

  /// Marks values that are handles; no pointer on a supported platform looks like one.
  private static let tag: UInt64 = 0x5

  /// The handle as C sees it.
  var reference: socket_t? {
    unsafe socket_t(bitPattern: UInt(truncatingIfNeeded: bits))
  }

  /// The handle as epoll carries it.
  var bits: UInt64 {
    let index = unsafe UInt64(slot.pointee.index)
    return UInt64(generation) << 32 | index << 4 | SocketHandle.tag
  }

  init(slot: UnsafeMutablePointer<HandleSlot>, generation: UInt32) {
    unsafe self.slot = slot
    self.generation = generation
  }

  /// Takes a handle apart; nil for a value that never was one.
  init?(bits: UInt64) {
    guard bits & 0xf == SocketHandle.tag,
      let slot = unsafe HandleTable.shared.slot(at: Int(bits >> 4 & 0x0fff_ffff))
    else { return nil }
    unsafe self.slot = slot
    generation = UInt32(truncatingIfNeeded: bits >> 32)
  }

  /// Takes C's handle apart; nil for null and for a value that never was a handle.
  @inline(__always)
  init?(reference: socket_t?) {
    guard let reference = unsafe reference else { return nil }
    self.init(bits: UInt64(UInt(bitPattern: reference)))
  }

  /// Keeps the socket from being finished until `leave`. False when it was closed.
  @inline(__always)
  func enter() -> Bool {
    let old = unsafe slot.pointee.word.add(1, ordering: .acquiring).oldValue
    let refusing = HandleSlot.closedMark | HandleSlot.vacantMark
    if old >> 32 == UInt64(generation) && old & refusing == 0 { return true }
    leave()
    return false
  }

  /// Ends a call; the last one to leave a closed socket finishes it.
  @inline(__always)
  func leave() {
    let left = unsafe slot.pointee.word.subtract(1, ordering: .acquiringAndReleasing).newValue
    if left & HandleSlot.stateMask == HandleSlot.closedMark {
      unsafe HandleTable.shared.finish(slot, seen: left)
    }
  }

  /// Refuses further calls. False when another closer was first. Call between enter and leave.
  func markClosed() -> Bool {
    let old = unsafe slot.pointee.word.bitwiseOr(
      HandleSlot.closedMark, ordering: .acquiringAndReleasing
    ).oldValue
    return old & HandleSlot.closedMark == 0
  }

  /// True once the socket was closed, whoever looks.
  var isClosed: Bool {
    let word = unsafe slot.pointee.word.load(ordering: .acquiring)
    return word >> 32 != UInt64(generation) || word & HandleSlot.closedMark != 0
  }

  /// True while somebody else than the caller is inside.
  var isShared: Bool {
    unsafe slot.pointee.word.load(ordering: .acquiring) & HandleSlot.countMask > 1
  }

  /// The socket, retained; nil once it is gone. Call between enter and leave.
  var owner: KernelSocket? { unsafe slot.pointee.owner?.takeUnretainedValue() }

  /// The socket. Only valid between enter and leave.
  @inline(__always)
  func withOwner<Result>(_ body: (KernelSocket) -> Result) -> Result? {
    guard let owner = unsafe slot.pointee.owner else { return nil }
    return unsafe owner._withUnsafeGuaranteedRef { body($0) }
  }
}

/// All sockets of the process.
@safe final class HandleTable: @unchecked Sendable {
  static let shared = HandleTable()

  private static let slotsPerChunk = 1024
  private static let maximumChunks = 4096

  private struct State {
    var chunkCount = 0
    var free: [Int] = []
  }

  private let chunks: UnsafeMutablePointer<UnsafeMutablePointer<HandleSlot>?>
  private let state = Locked(State())
  private let published = Atomic<Int>(0)

  private init() {
    unsafe chunks = .allocate(capacity: HandleTable.maximumChunks)
    unsafe chunks.initialize(repeating: nil, count: HandleTable.maximumChunks)
  }

  func slot(at index: Int) -> UnsafeMutablePointer<HandleSlot>? {
    let chunk = index / HandleTable.slotsPerChunk
    guard chunk < published.load(ordering: .acquiring), let base = unsafe chunks[chunk] else {
      return nil
    }
    return unsafe base + index % HandleTable.slotsPerChunk
  }

  /// Reserves a place. `install` must follow before the handle is given to anybody.
  func reserve() throws(Errno) -> SocketHandle {
    let index: Int? = state.withLock { state in
      if state.free.isEmpty {
        guard state.chunkCount < HandleTable.maximumChunks else { return nil }
        addChunk(&state)
      }
      return state.free.removeLast()
    }
    guard let index, let slot = unsafe slot(at: index) else { throw .noBufferSpace }
    let word = unsafe slot.pointee.word.load(ordering: .acquiring)
    return unsafe SocketHandle(slot: slot, generation: UInt32(truncatingIfNeeded: word >> 32))
  }

  /// Gives a reserved place its socket; the table holds it from now on.
  func install(_ socket: KernelSocket, at handle: SocketHandle) {
    unsafe handle.slot.pointee.owner = Unmanaged.passRetained(socket)
    unsafe handle.slot.pointee.word.bitwiseAnd(~HandleSlot.vacantMark, ordering: .releasing)
  }

  /// Gives back a place whose socket could not be made.
  func abandon(_ handle: SocketHandle) {
    unsafe recycle(handle.slot)
  }

  /// Visits every open socket. For reports; sockets may come and go meanwhile.
  func forEachSocket(_ body: (KernelSocket) -> Void) {
    for chunk in 0..<published.load(ordering: .acquiring) {
      for offset in 0..<HandleTable.slotsPerChunk {
        guard let base = unsafe chunks[chunk] else { continue }
        let slot = unsafe base + offset
        let word = unsafe slot.pointee.word.load(ordering: .acquiring)
        let handle = unsafe SocketHandle(slot: slot, generation: UInt32(word >> 32))
        guard word & HandleSlot.vacantMark == 0, handle.enter() else { continue }
        _ = handle.withOwner(body)
        handle.leave()
      }
    }
  }

  fileprivate func finish(_ slot: UnsafeMutablePointer<HandleSlot>, seen word: UInt64) {
    let next = (word >> 32 &+ 1) << 32 | HandleSlot.vacantMark
    let (exchanged, _) = unsafe slot.pointee.word.compareExchange(
      expected: word, desired: next, ordering: .acquiringAndReleasing)
    guard exchanged else { return }  // somebody looked in; that caller's leave comes here again
    let owner = unsafe slot.pointee.owner
    unsafe slot.pointee.owner = nil
    unsafe recycle(slot)
    guard let owner = unsafe owner else { return }
    unsafe owner._withUnsafeGuaranteedRef { $0.finish() }
    unsafe owner.release()
  }

  private func recycle(_ slot: UnsafeMutablePointer<HandleSlot>) {
    let index = unsafe Int(slot.pointee.index)
    state.withLock { state in
      state.free.append(index)
    }
  }

  private func addChunk(_ state: inout State) {
    let base = UnsafeMutablePointer<HandleSlot>.allocate(capacity: HandleTable.slotsPerChunk)
    let first = state.chunkCount * HandleTable.slotsPerChunk
    for offset in 0..<HandleTable.slotsPerChunk {
      unsafe (base + offset).initialize(
        to: HandleSlot(
          word: Atomic(HandleSlot.generationUnit | HandleSlot.vacantMark),
          index: UInt32(first + offset), owner: nil))
    }
    unsafe chunks[state.chunkCount] = base
    state.chunkCount += 1
    state.free.append(contentsOf: (first..<first + HandleTable.slotsPerChunk).reversed())
    published.store(state.chunkCount, ordering: .releasing)
  }
}
