// SPDX-License-Identifier: Apache-2.0
// Which filters exist, for which protocols.

import SystemPackage

/// A registered filter and how many sockets it is on.
final class FilterRegistration: Sendable {
  let filter: SocketFilter
  let domain: SocketDomain
  let type: SocketType
  let protocolNumber: CInt

  private struct State {
    var attachments = 0
    var isUnregistered = false
    var isReported = false
  }
  private let state = Locked(State())

  init(_ filter: SocketFilter, _ domain: SocketDomain, _ type: SocketType, _ number: CInt) {
    self.filter = filter
    self.domain = domain
    self.type = type
    protocolNumber = number
  }

  func matches(_ socket: KernelSocket) -> Bool {
    socket.domain == domain && socket.type == type && socket.protocolNumber == protocolNumber
  }

  /// Counts an attachment; false once the filter was unregistered.
  func retain() -> Bool {
    state.withLock { state in
      guard !state.isUnregistered else { return false }
      state.attachments += 1
      return true
    }
  }

  var isUnregistered: Bool { state.withLock { $0.isUnregistered } }

  func release() { settle { $0.attachments -= 1 } }
  func markUnregistered() { settle { $0.isUnregistered = true } }

  /// Tells the filter when its last attachment has gone after it was unregistered.
  private func settle(_ change: (inout State) -> Void) {
    let isOver: Bool = state.withLock { state in
      change(&state)
      guard state.isUnregistered, state.attachments == 0, !state.isReported else { return false }
      state.isReported = true
      return true
    }
    if isOver { filter.unregistered?() }
  }
}

/// The filters of the process.
enum FilterRegistry {
  private static let registrations = Locked<[FilterRegistration]>([])

  static func register(
    _ filter: SocketFilter, domain: SocketDomain, type: SocketType, number: CInt
  ) throws(Errno) {
    let resolved: CInt
    do throws(Errno) {
      resolved = try ProtocolTable.resolve(domain: domain, type: type, number: number)
    } catch { throw .noSuchFileOrDirectory }
    guard filter.handle != 0 else { throw .invalidArgument }
    let registration = FilterRegistration(filter, domain, type, resolved)
    let isNew: Bool = registrations.withLock { list in
      guard !list.contains(where: { $0.filter.handle == filter.handle }) else { return false }
      list.append(registration)
      return true
    }
    guard isNew else { throw .fileExists }
    if filter.options.contains(.existingSockets) {
      HandleTable.shared.forEachSocket { socket in
        guard registration.matches(socket) else { return }
        guard (try? socket.attach(registration)) != nil else { return }
        socket.tellPresentState(to: registration)
      }
    }
  }

  static func unregister(_ handle: UInt32) throws(Errno) {
    let found: FilterRegistration? = registrations.withLock { list in
      guard let index = list.firstIndex(where: { $0.filter.handle == handle }) else { return nil }
      return list.remove(at: index)
    }
    guard let found else { throw .noSuchFileOrDirectory }
    // First, so that no attach begins behind the sweep; one under way looks again at its end.
    found.markUnregistered()
    HandleTable.shared.forEachSocket { $0.detach(handle) }
  }

  static func find(_ handle: UInt32) -> FilterRegistration? {
    registrations.withLock { list in list.first { $0.filter.handle == handle } }
  }

  /// Global filters for a socket, in the order of their registration.
  static func globals(for socket: KernelSocket) -> [FilterRegistration] {
    registrations.withLock { list in
      list.isEmpty
        ? [] : list.filter { $0.filter.options.contains(.global) && $0.matches(socket) }
    }
  }
}

extension SocketFilter {
  /// Makes the filter known for a protocol (`sflt_register`).
  ///
  /// - Throws: `.noSuchFileOrDirectory` no such protocol; `.invalidArgument` handle 0; `.fileExists`.
  public func register(
    domain: SocketDomain, type: SocketType, protocol number: CInt = 0
  ) throws(Errno) {
    try FilterRegistry.register(self, domain: domain, type: type, number: number)
  }

  /// Takes a filter back and off all its sockets (`sflt_unregister`).
  ///
  /// - Throws: `.noSuchFileOrDirectory`.
  public static func unregister(handle: UInt32) throws(Errno) {
    try FilterRegistry.unregister(handle)
  }
}
