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
    guard let peer = try? socket.peerAddress() else { return false }
    switch peer.endpoint {
    case .inet(let address, let port):
      var value = sockaddr_in()
      value.sin_family = sa_family_t(AF_INET)
      value.sin_port = port.bigEndian
      value.sin_addr.s_addr = address.bigEndian
      unsafe info.storeBytes(of: value, as: sockaddr_in.self)
    case .inet6(let high, let low, let port, let scope, let flow):
      var value = sockaddr_in6()
      value.sin6_family = sa_family_t(AF_INET6)
      value.sin6_port = port.bigEndian
      value.sin6_scope_id = scope
      value.sin6_flowinfo = flow
      unsafe withUnsafeMutableBytes(of: &value.sin6_addr) { bytes in
        unsafe bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
        unsafe bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
      }
      unsafe info.storeBytes(of: value, as: sockaddr_in6.self)
    default: return false
    }
    return true
  }
}
