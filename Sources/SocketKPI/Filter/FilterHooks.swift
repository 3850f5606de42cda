// SPDX-License-Identifier: Apache-2.0
// Where the socket core asks its filters.

import SystemPackage

/// What a filter makes of an operation.
enum FilterVerdict {
  case proceed
  /// A filter has dealt with it (EJUSTRETURN): the operation ends with success.
  case handled
}

/// What filters are told of (`sock_evt_*`).
enum FilterEvent: Sendable {
  case connecting, connected, disconnecting, disconnected, flushRead
  case shutdown(ShutdownDirection)
  case cannotReceiveMore, cannotSendMore, closing, bound
}

final class FilterList: Sendable {
  var isRunningOutbound: Bool { false }
}

extension KernelSocket {
  func attachGlobalFilters(arrivedOn listener: KernelSocket? = nil) {}
  func detachFilters() {}
  func notifyFilters(_ event: FilterEvent) {}
  func filterBind(_ address: SocketAddress) throws(Errno) -> FilterVerdict { .proceed }
  func filterListen() throws(Errno) -> FilterVerdict { .proceed }
  func filterConnectOut(_ address: SocketAddress) throws(Errno) -> FilterVerdict { .proceed }
  func filterAccept(listener: KernelSocket, peer: SocketAddress) throws(Errno) {}
  func pullThroughFilters() -> Bool { true }
  func sendThroughFilters(
    _ transfer: Transfer, _ host: CInt, mayWait: Bool, atomic: Bool
  ) throws(Errno) -> Int { throw .notSupported }
  func filterSetOption(
    _ level: CInt, _ name: CInt, _ value: UnsafeRawBufferPointer
  ) throws(Errno) -> FilterVerdict { .proceed }
  func filterGetOption(
    _ level: CInt, _ name: CInt, _ room: UnsafeMutableRawBufferPointer
  ) throws(Errno) -> FilterVerdict { .proceed }
  func filterControl(
    _ request: UInt, _ argument: UnsafeMutableRawPointer
  ) throws(Errno) -> FilterVerdict { .proceed }
  func attachFilter(record: UnsafeRawBufferPointer) throws(Errno) { throw .protocolNotAvailable }
  var listenerDuringAttach: KernelSocket? { nil }
  func stopPacing() {}
  func sendPaced(
    _ transfer: Transfer, _ host: CInt, mayWait: Bool, atomic: Bool, deadline: Instant?
  ) throws(Errno) -> Int { throw .notSupported }
  func reportUseAfterClose() {}
  func reportNegativeRetain() {}
  func reportUnguardedClose() {}
  func rememberClose() {}
  func updatePacing(_ state: SocketSettings) {}
}


func reportStaleHandle(_ handle: SocketHandle) {}
