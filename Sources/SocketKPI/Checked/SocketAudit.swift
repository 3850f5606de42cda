// SPDX-License-Identifier: Apache-2.0
// What checked mode knows of sockets: where they were made and closed, and what was done wrong.

import SystemPackage

/// The sockets' side of checked mode. Everything here is for slow paths and for checked mode only.
enum SocketAudit {
  /// Closed sockets whose places are remembered; older ones are forgotten first.
  private static let closedLimit = 16_384

  private struct Closed {
    var made: CallSite
    var closed: CallSite
  }

  private struct State {
    var closed: [UInt64: Closed] = [:]
    var order: [UInt64] = []
  }

  private static let state = Locked(State())

  /// Lists live sockets at exit, by the place that made them. Once.
  static let accounting: Void = CheckedMode.register(
    CheckedMode.Account(
      name: "sockets",
      alive: {
        var places: [CallSite: Int] = [:]
        HandleTable.shared.forEachSocket { places[$0.origin ?? .unknown, default: 0] += 1 }
        return places
      }))

  /// A socket is being made: remembers from where.
  static func origin() -> CallSite? {
    guard CheckedMode.isOn else { return nil }
    _ = accounting
    return CallSite.current()
  }

  static func remember(closing socket: KernelSocket) {
    let entry = Closed(made: socket.origin ?? .unknown, closed: CallSite.current())
    state.withLock { state in
      state.closed[socket.handle.bits] = entry
      state.order.append(socket.handle.bits)
      if state.order.count > closedLimit {
        for bits in state.order.prefix(closedLimit / 2) { state.closed[bits] = nil }
        state.order.removeFirst(closedLimit / 2)
      }
    }
  }

  /// A call came with the handle of a socket that is closed.
  static func useAfterClose(_ bits: UInt64, in operation: StaticString) {
    let entry = state.withLock { $0.closed[bits] }
    var earlier: [(what: String, site: CallSite)] = []
    if let entry { earlier = [("closed", entry.closed), ("made", entry.made)] }
    CheckedMode.report(.useAfterClose, of: name(bits), in: operation, earlier: earlier)
  }

  static func foreignHandle(_ bits: UInt64, in operation: StaticString) {
    CheckedMode.report(.foreignHandle, of: name(bits), in: operation, earlier: [])
  }

  static func report(_ kind: MisuseReport.Kind, _ socket: KernelSocket, in operation: StaticString)
  {
    CheckedMode.report(
      kind, of: name(socket.handle.bits), in: operation,
      earlier: [("made", socket.origin ?? .unknown)])
  }

  private static func name(_ bits: UInt64) -> String { "socket 0x" + String(bits, radix: 16) }
}

extension KernelSocket {
  func reportUseAfterClose() {
    if CheckedMode.isOn { SocketAudit.useAfterClose(handle.bits, in: "a call on a closed socket") }
  }

  func reportNegativeRetain() {
    if CheckedMode.isOn { SocketAudit.report(.negativeRetainCount, self, in: "sock_release") }
  }

  /// An upcall with a cookie from C can outlive the client's close, unless close waits for it.
  func reportUnguardedClose() {
    guard CheckedMode.isOn, !isInsideOwnUpcall, !settings.withLock({ $0.closeWaits }),
      callbacks.withLock({ $0.hasForeignUpcall && ($0.read != nil || $0.write != nil) })
    else { return }
    SocketAudit.report(.upcallAfterClose, self, in: "sock_close without SO_UPCALLCLOSEWAIT")
  }

  func rememberClose() {
    if CheckedMode.isOn { SocketAudit.remember(closing: self) }
  }
}

extension KernelSocket {
  /// A length that went in as "all there is" comes out as what there was; a client that forgets to set
  /// it again receives less and less.
  func checkLength(_ limit: Int, at place: UInt) {
    let isLeftOver = settings.withLock { state in
      guard let last = state.lastLength else { return false }
      return last.place == place && last.output == limit && last.input > limit && limit > 0
    }
    if isLeftOver { SocketAudit.report(.lengthNotReset, self, in: "sock_receivembuf") }
  }

  func rememberLength(in input: Int, out output: Int, at place: UInt) {
    settings.withLock { $0.lastLength = ReceiveLength(place: place, input: input, output: output) }
  }
}

/// The length argument of the last sock_receivembuf: where it lay, what it was, what it became.
struct ReceiveLength: Sendable {
  var place: UInt
  var input: Int
  var output: Int
}

/// A C call came with something that is no open socket.
func reportStaleHandle(_ handle: SocketHandle) {
  if CheckedMode.isOn { SocketAudit.useAfterClose(handle.bits, in: "a call on a closed socket") }
}
