// SPDX-License-Identifier: Apache-2.0
// Attaching filters, and asking them.

import SystemPackage

extension KernelSocket {
  /// Attaches a registered filter (`sflt_attach`).
  ///
  /// - Throws: `.invalidArgument` unknown handle; `.fileExists` attached already; what attach throws.
  public func attachFilter(handle: UInt32) throws(Errno) {
    try inside { () throws(Errno) in
      guard handle != 0, let registration = FilterRegistry.find(handle) else {
        throw .invalidArgument
      }
      try attach(registration)
    }
  }

  /// Detaches a filter; attached or not, that is success (`sflt_detach`).
  public func detachFilter(handle: UInt32) throws(Errno) {
    guard handle != 0 else { throw .invalidArgument }
    try inside { () throws(Errno) in detach(handle) }
  }

  func attach(_ registration: FilterRegistration) throws(Errno) {
    let handle = registration.filter.handle
    guard filters.reserve(handle) else { throw .fileExists }
    guard registration.retain() else {
      filters.abandon(handle)
      throw .invalidArgument
    }
    do throws(Errno) {
      let instance = try registration.filter.attach(self)
      filters.add(FilterAttachment(registration, instance), marking: bits)
    } catch {
      filters.abandon(handle)
      registration.release()
      throw error
    }
    if registration.isUnregistered { detach(handle) }
  }

  func detach(_ handle: UInt32?) {
    for attachment in filters.remove(handle, marking: bits) { attachment.takeOff(self) }
  }

  /// A new socket gets the global filters of its protocol; a refusal is the filter's own affair.
  func attachGlobalFilters(arrivedOn listener: KernelSocket? = nil) {
    let globals = FilterRegistry.globals(for: self)
    guard !globals.isEmpty else { return }
    filters.listener = listener
    for registration in globals { try? attach(registration) }
    filters.listener = nil
  }

  func detachFilters() { if bits.load().contains(.hasFilters) { detach(nil) } }

  /// The listener, while a connection that arrived on it is being given its filters.
  var listenerDuringAttach: KernelSocket? { filters.listener }

  func notifyFilters(_ event: FilterEvent) {
    guard bits.load().contains(.hasFilters) else { return }
    for attachment in filters.attachments {
      _ = try? attachment.run(on: self) { $0.notice(event, on: self) }
    }
  }

  /// Tells a filter that comes to an existing socket what it has missed.
  func tellPresentState(to registration: FilterRegistration) {
    let now = bits.load()
    let event: FilterEvent?
    if now.contains(.connecting) {
      event = .connecting
    } else if now.contains(.connected) {
      event = .connected
    } else if now.contains(.disconnected) {
      event = .disconnected
    } else {
      event = nil
    }
    guard let event else { return }
    for attachment in filters.attachments where attachment.registration === registration {
      _ = try? attachment.run(on: self) { $0.notice(event, on: self) }
    }
  }

  /// Asks every filter, newest first, until one has another answer than `.proceed`.
  func ask(
    _ question: (any FilterInstance) throws(Errno) -> FilterVerdict
  ) throws(Errno) -> FilterVerdict {
    guard bits.load().contains(.hasFilters) else { return .proceed }
    for attachment in filters.attachments {
      if try attachment.run(on: self, question) == .handled { return .handled }
    }
    return .proceed
  }

  func filterBind(_ address: SocketAddress) throws(Errno) -> FilterVerdict {
    try ask { filter throws(Errno) in try filter.bind(to: address, on: self) }
  }

  func filterListen() throws(Errno) -> FilterVerdict {
    try ask { filter throws(Errno) in try filter.listen(on: self) }
  }

  func filterConnectOut(_ address: inout SocketAddress) throws(Errno) -> FilterVerdict {
    try ask { filter throws(Errno) in try filter.connectOut(to: &address, on: self) }
  }

  /// False when a filter refuses a connection that has just arrived.
  func filterConnectIn(_ peer: SocketAddress) -> Bool {
    (try? ask { filter throws(Errno) in try filter.connectIn(from: peer, on: self) }) == .proceed
  }

  /// Filters may close a connection that is about to be handed over, or hand it over defunct.
  func filterAccept(listener: KernelSocket, peer: SocketAddress) throws(Errno) {
    guard bits.load().contains(.hasFilters) else { return }
    do throws(Errno) {
      let local = try descriptor.localAddress()
      let verdict = try ask { filter throws(Errno) in
        try filter.accept(self, on: listener, local: local, remote: peer)
      }
      if verdict == .handled { try makeDefunct() }
    } catch {
      close()
      throw error
    }
  }
}
