// SPDX-License-Identifier: Apache-2.0
// The filters of one socket.

import SystemPackage

/// The filters of one socket, newest first, and who is running them.
final class FilterList: Sendable {
  private struct State {
    var attachments: [FilterAttachment] = []
    /// Handles whose attach is under way.
    var coming: Set<UInt32> = []
    var outbound: UInt = 0
    var inbound: UInt = 0
    var listener: KernelSocket?
    var bell: WakeBell?
  }
  private let state = Locked(State())
  /// Only one thread at a time moves input through the filters.
  let inboundGate = Gate()

  var attachments: [FilterAttachment] { state.withLock { $0.attachments } }
  var listener: KernelSocket? {
    get { state.withLock { $0.listener } }
    set { state.withLock { $0.listener = newValue } }
  }

  /// Wakes readers that sleep on the descriptor when input comes from elsewhere.
  var bell: WakeBell? { state.withLock { $0.bell } }

  /// Begins an attach. False while a filter of that handle is on the socket or on its way.
  func reserve(_ handle: UInt32) -> Bool {
    state.withLock { state in
      guard !state.attachments.contains(where: { $0.registration.filter.handle == handle }) else {
        return false
      }
      return state.coming.insert(handle).inserted
    }
  }

  /// Ends an attach that was refused.
  func abandon(_ handle: UInt32) { state.withLock { _ = $0.coming.remove(handle) } }

  /// Ends an attach; `bits` say from now on that there are filters.
  func add(_ attachment: FilterAttachment, marking bits: borrowing AtomicBits) {
    state.withLock { state in
      state.coming.remove(attachment.registration.filter.handle)
      state.attachments.insert(attachment, at: 0)
      if state.bell == nil { state.bell = WakeBell() }
      bits.insert(.hasFilters)
    }
  }

  /// Takes attachments out; nil takes all. `bits` say so when none is left.
  func remove(_ handle: UInt32?, marking bits: borrowing AtomicBits) -> [FilterAttachment] {
    state.withLock { state in
      let gone = state.attachments.filter { attachment in
        handle.map { $0 == attachment.registration.filter.handle } ?? true
      }
      state.attachments.removeAll { attachment in gone.contains { $0 === attachment } }
      if state.attachments.isEmpty { bits.remove(.hasFilters) }
      return gone
    }
  }

  /// True on a thread that is in one of this socket's outbound filters.
  var isRunningOutbound: Bool { state.withLock { $0.outbound } == threadNumber() }
  /// True on a thread that is in one of this socket's inbound filters.
  var isRunningInbound: Bool { state.withLock { $0.inbound } == threadNumber() }

  /// Runs `body` as this thread's stretch in the outbound filters; nests.
  func runningOutbound<Result>(_ body: () throws(Errno) -> Result) throws(Errno) -> Result {
    let outer = state.withLock { state in
      let outer = state.outbound
      state.outbound = threadNumber()
      return outer
    }
    defer { state.withLock { $0.outbound = outer } }
    return try body()
  }

  func runningInbound<Result>(_ body: () throws(Errno) -> Result) throws(Errno) -> Result {
    let outer = state.withLock { state in
      let outer = state.inbound
      state.inbound = threadNumber()
      return outer
    }
    defer { state.withLock { $0.inbound = outer } }
    return try body()
  }
}
