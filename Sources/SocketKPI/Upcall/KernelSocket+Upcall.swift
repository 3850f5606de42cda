// SPDX-License-Identifier: Apache-2.0
// Arming upcalls, and running them.

import SystemPackage

extension KernelSocket {
  /// Arms one upcall for both directions, or disarms both (`sock_setupcall`).
  ///
  /// Conditions that hold already are not replayed: look once after arming. An upcall that is running
  /// is not waited for.
  public func setUpcall(_ upcall: Upcall?) throws(Errno) {
    try setUpcalls(read: upcall, write: upcall)
  }

  /// Arms or disarms each direction by itself (`sock_setupcalls`).
  public func setUpcalls(read: Upcall?, write: Upcall?) throws(Errno) {
    try arm(read: read, write: write, isForeign: false)
  }

  func arm(read: Upcall?, write: Upcall?, isForeign: Bool) throws(Errno) {
    try inside { () throws(Errno) in
      callbacks.withLock { state in
        state.read = read
        state.write = write
        state.hasForeignUpcall = isForeign
      }
      if read != nil || write != nil { try ensureWatched() }
    }
  }

  /// Arms or (nil) disarms the event callback; the last registration wins (`sock_catchevents`).
  public func catchEvents(_ mask: SocketEvents, _ upcall: EventUpcall?) throws(Errno) {
    try inside { () throws(Errno) in
      callbacks.withLock { state in
        state.event = upcall
        state.mask = upcall == nil ? [] : mask
      }
      if upcall != nil { try ensureWatched() }
    }
  }

  /// Puts the descriptor into its dispatcher's epoll set, once.
  func ensureWatched() throws(Errno) {
    guard !bits.insert(.watched).contains(.watched) else { return }
    do throws(Errno) {
      try dispatcher.epoll.watch(descriptor, token: handle.bits)
    } catch {
      bits.remove(.watched)
      throw error
    }
  }

  /// True on a thread that is executing an upcall of this very socket.
  var isInsideOwnUpcall: Bool { dispatcher.currentSocket === self }

  /// Runs the upcall of a direction, if armed. Dispatcher's thread, no lock held.
  func runUpcall(_ direction: CallbackState.Direction) {
    guard let callbacks = callbacksOnDemand.existing,
      let upcall = callbacks.withLock({ $0.begin(direction) })
    else { return }
    let outer = dispatcher.currentSocket
    dispatcher.setCurrent(self)
    upcall(self)
    dispatcher.setCurrent(outer)
    callbacks.update { $0.end() }
  }

  /// Runs the event callback with what its mask lets through.
  func runEvent(_ events: SocketEvents) {
    let hit: (EventUpcall, SocketEvents)? = callbacksOnDemand.existing?.withLock { state in
      guard let upcall = state.event else { return nil }
      let visible = events.union(.locked).intersection(state.mask)
      return visible.isEmpty ? nil : (upcall, visible)
    }
    guard let (upcall, visible) = hit else { return }
    upcall(self, visible)
  }

  /// Tells the callbacks of something a caller's thread found out, on the dispatcher.
  func announce(_ body: @escaping @Sendable (KernelSocket) -> Void) {
    guard let callbacks = callbacksOnDemand.existing, callbacks.withLock({ $0.isArmed }) else {
      return
    }
    let handle = handle
    dispatcher.perform {
      guard handle.enter() else { return }
      _ = handle.withOwner(body)
      handle.leave()
    }
  }

  /// Disarms everything for good: a dead connection never calls back again.
  func dropCallbacks() {
    callbacksOnDemand.existing?.withLock { state in
      state.disarm()
      state.event = nil
    }
  }
}
