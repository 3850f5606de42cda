// SPDX-License-Identifier: Apache-2.0
// The C entry points of kpi_socket.h: names, options, predicates, classes.

import CSocketKPI
import Glibc
import SystemPackage

/// Copies an address into the caller's room.
private func copyName(
  _ so: socket_t?, _ room: UnsafeMutablePointer<sockaddr>?, _ length: CInt,
  _ name: (KernelSocket) throws(Errno) -> SocketAddress
) -> errno_t {
  guard let room = unsafe room, length >= 0 else { return EINVAL }
  return unsafe withSocket(so) { socket throws(Errno) in
    unsafe try name(socket).copy(to: room, room: Int(length))
  }
}

@c @implementation
public func sock_getpeername(
  _ so: socket_t?, _ peername: UnsafeMutablePointer<sockaddr>?, _ peernamelen: CInt
) -> errno_t {
  unsafe copyName(so, peername, peernamelen) { socket throws(Errno) in try socket.peerAddress() }
}

@c @implementation
public func sock_getsockname(
  _ so: socket_t?, _ sockname: UnsafeMutablePointer<sockaddr>?, _ socknamelen: CInt
) -> errno_t {
  unsafe copyName(so, sockname, socknamelen) { socket throws(Errno) in
    try socket.localAddress()
  }
}

@c @implementation
public func sock_getaddr(
  _ so: socket_t?, _ psockname: UnsafeMutablePointer<UnsafeMutablePointer<sockaddr>?>?,
  _ peername: CInt
) -> errno_t {
  guard let out = unsafe psockname else { return EINVAL }
  unsafe out.pointee = nil
  return unsafe withSocket(so) { socket throws(Errno) in
    let address: SocketAddress
    if peername == 0 {
      address = try socket.localAddress()
    } else {
      // No connection check: the peer of an unconnected socket is a zero address.
      address = (try? socket.peerAddress()) ?? .any(socket.domain, port: 0)
    }
    guard let copy = unsafe address.allocateSockaddr() else { throw .noMemory }
    unsafe out.pointee = copy
  }
}

@c @implementation
public func sock_freeaddr(_ psockname: UnsafeMutablePointer<sockaddr>?) {
  unsafe free(psockname)
}

@c @implementation
public func sock_getsockopt(
  _ so: socket_t?, _ level: CInt, _ optname: CInt, _ optval: UnsafeMutableRawPointer?,
  _ optlen: UnsafeMutablePointer<CInt>?
) -> errno_t {
  guard let value = unsafe optval, let length = unsafe optlen, unsafe length.pointee >= 0 else {
    return EINVAL
  }
  return unsafe withSocket(so) { socket throws(Errno) in
    let room = unsafe UnsafeMutableRawBufferPointer(start: value, count: Int(length.pointee))
    unsafe length.pointee = CInt(clamping: try socket.option(level, optname, room))
  }
}

@c @implementation
public func sock_setsockopt(
  _ so: socket_t?, _ level: CInt, _ optname: CInt, _ optval: UnsafeRawPointer?, _ optlen: CInt
) -> errno_t {
  guard let value = unsafe optval, optlen >= 0 else { return EINVAL }
  return unsafe withSocket(so) { socket throws(Errno) in
    unsafe try socket.setOption(
      level, optname, UnsafeRawBufferPointer(start: value, count: Int(optlen)))
  }
}

@c @implementation
public func sock_ioctl(
  _ so: socket_t?, _ request: CUnsignedLong, _ argp: UnsafeMutableRawPointer?
) -> errno_t {
  guard let argument = unsafe argp else { return EINVAL }
  return unsafe withSocket(so) { socket throws(Errno) in
    unsafe try socket.control(UInt(request), argument)
  }
}

@c @implementation
public func sock_settclassopt(
  _ so: socket_t?, _ optval: UnsafeRawPointer?, _ optlen: Int
) -> errno_t {
  guard let value = unsafe optval, optlen == MemoryLayout<CInt>.size else { return EINVAL }
  return unsafe withSocket(so) { socket throws(Errno) in
    try socket.setTypeOfService(unsafe value.loadUnaligned(as: CInt.self))
  }
}

@c @implementation
public func sock_gettclassopt(
  _ so: socket_t?, _ optval: UnsafeMutableRawPointer?, _ optlen: UnsafeMutablePointer<Int>?
) -> errno_t {
  guard let value = unsafe optval, let length = unsafe optlen else { return EINVAL }
  return unsafe withSocket(so) { socket throws(Errno) in
    let octet = try socket.typeOfService()
    let room = unsafe UnsafeMutableRawBufferPointer(start: value, count: max(length.pointee, 0))
    unsafe length.pointee = room.store(octet)
  }
}

@c @implementation
public func sock_setpriv(_ so: socket_t?, _ on: CInt) -> errno_t {
  unsafe withSocket(so) { socket throws(Errno) in try socket.setPrivileged(on != 0) }
}

@c @implementation
public func sock_nointerrupt(_ so: socket_t?, _ on: CInt) -> errno_t {
  unsafe withSocket(so) { socket throws(Errno) in try socket.setInterruptible(on == 0) }
}

@c @implementation
public func sock_isconnected(_ so: socket_t?) -> CInt {
  var answer: CInt = 0
  _ = unsafe withSocket(so) { answer = $0.isConnected ? 1 : 0 }
  return answer
}

@c @implementation
public func sock_isnonblocking(_ so: socket_t?) -> CInt {
  var answer: CInt = 0
  _ = unsafe withSocket(so) { answer = $0.isNonBlocking ? 1 : 0 }
  return answer
}

@c @implementation
public func sock_gettype(
  _ so: socket_t?, _ domain: UnsafeMutablePointer<CInt>?, _ type: UnsafeMutablePointer<CInt>?,
  _ `protocol`: UnsafeMutablePointer<CInt>?
) -> errno_t {
  unsafe withSocket(so) { socket in
    unsafe domain?.pointee = socket.domain.rawValue
    unsafe type?.pointee = socket.type.rawValue
    unsafe `protocol`?.pointee = socket.protocolNumber
  }
}

@c @implementation
public func sock_iskernel(_ so: socket_t?) -> CInt {
  unsafe withSocket(so) { _ in } == 0 ? 1 : 0
}

@c @implementation
public func sock_getlistener(_ so: socket_t?) -> socket_t? {
  var listener: socket_t?
  _ = unsafe withSocket(so) { unsafe listener = $0.listenerDuringAttach?.handle.reference }
  return unsafe listener
}

@c @implementation
public func socket_set_traffic_mgt_flags(_ so: socket_t?, _ flags: UInt32) {
  _ = unsafe withSocket(so) { socket throws(Errno) in
    try socket.setManagementFlags(TrafficManagementFlags(rawValue: flags), on: true)
  }
}

@c @implementation
public func socket_clear_traffic_mgt_flags(_ so: socket_t?, _ flags: UInt32) {
  _ = unsafe withSocket(so) { socket throws(Errno) in
    try socket.setManagementFlags(TrafficManagementFlags(rawValue: flags), on: false)
  }
}

@c @implementation
public func socket_set_traffic_mgt_flags_locked(_ so: socket_t?, _ flags: UInt32) {
  unsafe socket_set_traffic_mgt_flags(so, flags)
}

@c @implementation
public func socket_clear_traffic_mgt_flags_locked(_ so: socket_t?, _ flags: UInt32) {
  unsafe socket_clear_traffic_mgt_flags(so, flags)
}
