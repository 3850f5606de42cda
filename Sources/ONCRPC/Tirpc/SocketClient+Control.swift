// SPDX-License-Identifier: Apache-2.0
// clnt_control of a client over a kernel socket.

internal import CLinux
internal import CTirpc
internal import Glibc
internal import SocketKPI
internal import Synchronization

extension SocketClient {
  /// The requests of clnt_control; the types behind `info` are those of rpc/clnt.h.
  ///
  /// - Returns: false for an unknown request, or one that needs a value and has none.
  func control(_ request: UInt32, _ info: UnsafeMutableRawPointer?) -> Bool {
    switch Int32(bitPattern: request) {
    case CLSET_FD_CLOSE: state.withLock { $0.closesSocket = true }
    case CLSET_FD_NCLOSE: state.withLock { $0.closesSocket = false }
    default:
      guard let info = unsafe info else { return false }
      return unsafe timing(request, info) || names(request, info)
    }
    return true
  }

  private func timing(_ request: UInt32, _ info: UnsafeMutableRawPointer) -> Bool {
    switch Int32(bitPattern: request) {
    case CLSET_TIMEOUT:
      let value = unsafe info.load(as: timeval.self)
      guard Self.isLegal(value) else { return false }
      state.withLock { $0.total = value }
    case CLGET_TIMEOUT:
      unsafe info.storeBytes(
        of: state.withLock { $0.total ?? Self.defaultTimeout }, as: timeval.self)
    case CLSET_RETRY_TIMEOUT:
      let value = unsafe info.load(as: timeval.self)
      guard Self.isLegal(value) else { return false }
      state.withLock { $0.retry = value }
    case CLGET_RETRY_TIMEOUT:
      unsafe info.storeBytes(of: state.withLock { $0.retry }, as: timeval.self)
    default: return false
    }
    return true
  }

  private static func isLegal(_ value: timeval) -> Bool {
    value.tv_sec >= 0 && (0..<1_000_000).contains(value.tv_usec)
  }

  private func names(_ request: UInt32, _ info: UnsafeMutableRawPointer) -> Bool {
    switch Int32(bitPattern: request) {
    case CLGET_XID: unsafe info.storeBytes(of: state.withLock { $0.xid }, as: UInt32.self)
    case CLSET_XID:
      // The next call uses this very number; it is counted up before it is used.
      let value = unsafe info.load(as: UInt32.self)
      state.withLock { $0.xid = value &- 1 }
    case CLGET_VERS:
      unsafe info.storeBytes(
        of: UInt32(truncatingIfNeeded: state.withLock { $0.version }), as: UInt32.self)
    case CLSET_VERS:
      let value = unsafe info.load(as: UInt32.self)
      state.withLock { $0.version = rpcvers_t(value) }
    case CLGET_PROG:
      unsafe info.storeBytes(
        of: UInt32(truncatingIfNeeded: state.withLock { $0.program }), as: UInt32.self)
    case CLSET_PROG:
      let value = unsafe info.load(as: UInt32.self)
      state.withLock { $0.program = rpcprog_t(value) }
    case CLGET_SERVER_ADDR: return unsafe serverAddress(info)
    default: return false
    }
    return true
  }

  /// A sockaddr of the peer; the caller has room for a sockaddr_storage.
  private func serverAddress(_ info: UnsafeMutableRawPointer) -> Bool {
    guard let peer = try? socket.peerAddress(), [.inet, .inet6].contains(peer.domain) else {
      return false
    }
    unsafe peer.copy(
      to: info.assumingMemoryBound(to: sockaddr.self), room: MemoryLayout<sockaddr_storage>.size)
    return true
  }
}
