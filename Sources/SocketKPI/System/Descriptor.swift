// SPDX-License-Identifier: Apache-2.0
// The host's socket calls on one descriptor, typed.

import CLinux
import Glibc
import SystemPackage

/// A host socket. Owned by exactly one `KernelSocket`, which alone chooses its mode: every call that
/// must not sleep says so itself, except connect and accept, which have no flag for it.
struct Descriptor: Sendable {
  let raw: CInt

  /// - Parameters:
  ///   - sleeps: without O_NONBLOCK.
  static func open(
    _ domain: CInt, _ type: CInt, _ number: CInt, sleeps: Bool
  ) throws(Errno) -> Descriptor {
    let flags = CInt((sleeps ? 0 : SOCK_NONBLOCK.rawValue) | SOCK_CLOEXEC.rawValue)
    do throws(Errno) {
      return Descriptor(raw: try system { Glibc.socket(domain, type | flags, number) })
    } catch { throw Descriptor.exhausted(error) }
  }

  /// No descriptor or no memory left: the KPI, which has no descriptors, calls both ENOBUFS.
  private static func exhausted(_ error: Errno) -> Errno {
    switch error {
    case .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory: .noBufferSpace
    default: error
    }
  }

  func close() { Glibc.close(raw) }

  /// Sets or clears O_NONBLOCK.
  func setSleeping(_ sleeps: Bool) throws(Errno) {
    let flags = try system { kx_fcntl_int(raw, F_GETFL, 0) }
    let wanted = sleeps ? flags & ~O_NONBLOCK : flags | O_NONBLOCK
    _ = try system { kx_fcntl_int(raw, F_SETFL, wanted) }
  }

  /// The longest that the host's own calls sleep. Any limit at all makes signals end a sleep, whatever
  /// the program's handlers say about restarting.
  private static let sleepLimit = timeval(tv_sec: 1_000_000, tv_usec: 0)

  /// - Parameters:
  ///   - limit: the KPI's own time-out; nil for the longest there is.
  func limitSleep(receiving: Bool, to limit: Duration? = nil) throws(Errno) {
    try setOption(
      SOL_SOCKET, receiving ? SO_RCVTIMEO : SO_SNDTIMEO,
      limit.map { $0.timeval } ?? Descriptor.sleepLimit)
  }

  func bind(_ address: SocketAddress) throws(Errno) {
    unsafe try address.withSockaddr { pointer, length throws(Errno) in
      _ = try system { unsafe Glibc.bind(raw, pointer, length) }
    }
  }

  func listen(_ backlog: Int) throws(Errno) {
    _ = try system { Glibc.listen(raw, CInt(clamping: backlog)) }
  }

  /// Starts a connect; `.nowInProgress` when it goes on.
  func connect(_ address: SocketAddress) throws(Errno) {
    unsafe try address.withSockaddr { pointer, length throws(Errno) in
      _ = try systemOnce { unsafe Glibc.connect(raw, pointer, length) }
    }
  }

  /// Dissolves a datagram socket's association.
  func disconnect() throws(Errno) {
    var address = sockaddr()
    address.sa_family = sa_family_t(AF_UNSPEC)
    let length = socklen_t(MemoryLayout<sockaddr>.size)
    _ = try system { unsafe Glibc.connect(raw, &address, length) }
  }

  func accept() throws(Errno) -> (descriptor: Descriptor, peer: SocketAddress) {
    var accepted: CInt = -1
    do throws(Errno) {
      let peer = try unsafe SocketAddress.filled { pointer, length in
        unsafe accepted = kx_accept(raw, pointer, length)
        return accepted
      }
      return (Descriptor(raw: accepted), peer)
    } catch { throw Descriptor.exhausted(error) }
  }

  func shutdown(_ how: CInt) throws(Errno) {
    _ = try system { Glibc.shutdown(raw, how) }
  }

  func localAddress() throws(Errno) -> SocketAddress {
    try unsafe SocketAddress.filled { unsafe getsockname(raw, $0, $1) }
  }

  func peerAddress() throws(Errno) -> SocketAddress {
    try unsafe SocketAddress.filled { unsafe getpeername(raw, $0, $1) }
  }

  func option<Value: BitwiseCopyable>(
    _ level: CInt, _ name: CInt, initial value: Value
  ) throws(Errno) -> Value {
    var value = value
    var length = socklen_t(MemoryLayout<Value>.size)
    _ = try system { unsafe getsockopt(raw, level, name, &value, &length) }
    return value
  }

  func setOption<Value: BitwiseCopyable>(
    _ level: CInt, _ name: CInt, _ value: Value
  ) throws(Errno) {
    var value = value
    let length = socklen_t(MemoryLayout<Value>.size)
    _ = try system { unsafe setsockopt(raw, level, name, &value, length) }
  }

  /// The host's pending error, taken; 0 when there is none.
  func takeError() -> CInt {
    (try? option(SOL_SOCKET, SO_ERROR, initial: CInt(0))) ?? 0
  }

  /// Bytes that can be read: of the stream, or of the next packet.
  func readableBytes() -> Int {
    var count: CInt = 0
    let result = unsafe kx_ioctl_int(raw, UInt(FIONREAD), &count)
    return result == 0 ? Int(count) : 0
  }

  /// Bytes written but not yet acknowledged (TCP) or taken (UNIX).
  func unsentBytes() -> Int {
    var count: CInt = 0
    let result = unsafe kx_ioctl_int(raw, UInt(TIOCOUTQ), &count)
    return result == 0 ? Int(count) : 0
  }

  func control(_ request: UInt, _ argument: UnsafeMutableRawPointer) throws(Errno) {
    _ = try system { unsafe kx_ioctl(raw, request, argument) }
  }

  /// TCP's own state (`TCP_ESTABLISHED`, …), or nil when it cannot be asked.
  func tcpState() -> UInt8? {
    var info = tcp_info()
    var length = socklen_t(MemoryLayout<tcp_info>.size)
    let result = unsafe getsockopt(raw, CInt(IPPROTO_TCP), TCP_INFO, &info, &length)
    return result == 0 ? info.tcpi_state : nil
  }

  /// Throws away what is queued for reading, at most `limit` bytes.
  func discardInput(limit: Int) {
    var left = limit
    let flags = CInt(MSG_TRUNC) | CInt(MSG_DONTWAIT)
    while left > 0 {
      let count = recv(raw, nil, min(left, 1 << 20), flags)
      if count <= 0 { return }
      left -= count
    }
  }
}
