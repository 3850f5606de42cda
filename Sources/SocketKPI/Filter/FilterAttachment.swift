// SPDX-License-Identifier: Apache-2.0
// One filter on one socket, from attach to detach.

import SystemPackage

/// A filter on a socket. It is told that it is off only when nobody is running it any more.
final class FilterAttachment: Sendable {
  let registration: FilterRegistration
  let instance: any FilterInstance

  private struct State {
    /// Callbacks under way.
    var uses = 0
    var isOff = false
    var isTold = false
  }
  private let state = Locked(State())

  init(_ registration: FilterRegistration, _ instance: any FilterInstance) {
    self.registration = registration
    self.instance = instance
  }

  /// Runs one callback, unless the filter is on its way off.
  ///
  /// - Returns: nil when it was not run.
  func run<Result>(
    on socket: KernelSocket, _ body: (any FilterInstance) throws(Errno) -> Result
  ) throws(Errno) -> Result? {
    let mayRun: Bool = state.withLock { state in
      guard !state.isOff else { return false }
      state.uses += 1
      return true
    }
    guard mayRun else { return nil }
    defer { settle(on: socket) { $0.uses -= 1 } }
    return try body(instance)
  }

  /// Takes the filter off. It is told now, or by the last callback that is under way.
  func takeOff(_ socket: KernelSocket) { settle(on: socket) { $0.isOff = true } }

  private func settle(on socket: KernelSocket, _ change: (inout State) -> Void) {
    let isOver: Bool = state.withLock { state in
      change(&state)
      guard state.isOff, state.uses == 0, !state.isTold else { return false }
      state.isTold = true
      return true
    }
    guard isOver else { return }
    instance.detached(from: socket)
    registration.release()
  }
}
