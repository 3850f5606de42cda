// SPDX-License-Identifier: Apache-2.0
// The C entry points of kernel_face.h: making, naming and connecting sockets.

public import CSocketKPI
import Glibc
public import KernelEnvironment

@c @implementation
public func face_sock_socket(
  _ domain: CInt, _ type: CInt, _ protocol: CInt, _ callback: kface_upcall?,
  _ cookie: UnsafeMutableRawPointer?, _ newSocket: UnsafeMutablePointer<socket_t?>?
) -> CInt {
  guard let family = UInt8(exactly: domain).flatMap(DarwinFamily.init(rawValue:)) else {
    return DarwinErrno.familyNotSupported
  }
  return unsafe DarwinErrno.fromHost(
    sock_socket(family.host, type, `protocol`, callback, cookie, newSocket))
}

@c @implementation
public func face_sock_accept(
  _ so: socket_t?, _ from: UnsafeMutableRawPointer?, _ fromLength: CInt, _ flags: CInt,
  _ callback: kface_upcall?, _ cookie: UnsafeMutableRawPointer?,
  _ newSocket: UnsafeMutablePointer<socket_t?>?
) -> CInt {
  let hostFlags = DarwinMessageFlags(rawValue: flags).host
  var name = sockaddr_storage()
  let error = unsafe withUnsafeMutablePointer(to: &name) { pointer in
    unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
      unsafe sock_accept(
        so, address, CInt(MemoryLayout<sockaddr_storage>.size), hostFlags, callback, cookie,
        newSocket)
    }
  }
  if error == 0, let from = unsafe from, fromLength > 0, name.ss_family != 0 {
    _ = unsafe withUnsafeBytes(of: &name) { bytes in
      unsafe AddressTranslation.darwin(bytes.baseAddress!, into: from, room: Int(fromLength))
    }
  }
  // The one refusal of accept is of a flag, which Darwin calls ENOTSUP.
  return error == EOPNOTSUPP ? DarwinErrno.notSupported : DarwinErrno.fromHost(error)
}

@c @implementation
public func face_sock_bind(_ so: socket_t?, _ to: UnsafeRawPointer?) -> CInt {
  unsafe withHostAddress(to) { address in unsafe sock_bind(so, address) }
}

@c @implementation
public func face_sock_connect(_ so: socket_t?, _ to: UnsafeRawPointer?, _ flags: CInt) -> CInt {
  let hostFlags = DarwinMessageFlags(rawValue: flags).host
  return unsafe withHostAddress(to) { address in unsafe sock_connect(so, address, hostFlags) }
}

@c @implementation
public func face_sock_connectwait(_ so: socket_t?, _ tv: UnsafePointer<kface_timeval>?) -> CInt {
  guard let tv = unsafe tv else { return unsafe DarwinErrno.fromHost(sock_connectwait(so, nil)) }
  var time = unsafe timeval(tv_sec: Int(tv.pointee.tv_sec), tv_usec: Int(tv.pointee.tv_usec))
  return unsafe DarwinErrno.fromHost(sock_connectwait(so, &time))
}

@c @implementation
public func face_sock_getname(
  _ so: socket_t?, _ peer: CInt, _ name: UnsafeMutableRawPointer?, _ room: CInt
) -> CInt {
  guard let name = unsafe name, room >= 0 else { return DarwinErrno.invalidArgument }
  var storage = sockaddr_storage()
  let size = CInt(MemoryLayout<sockaddr_storage>.size)
  let error = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
    unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
      unsafe peer != 0 ? sock_getpeername(so, address, size) : sock_getsockname(so, address, size)
    }
  }
  guard error == 0 else { return DarwinErrno.fromHost(error) }
  _ = unsafe withUnsafeBytes(of: &storage) { bytes in
    unsafe AddressTranslation.darwin(bytes.baseAddress!, into: name, room: Int(room))
  }
  return 0
}

/// Bytes of an address that the client frees: room for any.
private let addressRoom = 128

@c @implementation
public func face_sock_getaddr(
  _ so: socket_t?, _ name: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ peer: CInt
) -> CInt {
  guard let name = unsafe name else { return DarwinErrno.invalidArgument }
  unsafe name.pointee = nil
  var host: UnsafeMutablePointer<sockaddr>?
  let error = unsafe sock_getaddr(so, &host, peer)
  guard error == 0, let host = unsafe host else { return DarwinErrno.fromHost(error) }
  defer { unsafe sock_freeaddr(host) }
  guard let copy = unsafe calloc(1, addressRoom) else { return ENOMEM }
  _ = unsafe AddressTranslation.darwin(host, into: copy, room: addressRoom)
  unsafe name.pointee = copy
  return 0
}

@c @implementation
public func face_sock_gettype(
  _ so: socket_t?, _ domain: UnsafeMutablePointer<CInt>?, _ type: UnsafeMutablePointer<CInt>?,
  _ protocol: UnsafeMutablePointer<CInt>?
) -> CInt {
  let error = unsafe sock_gettype(so, domain, type, `protocol`)
  if let domain = unsafe domain, let family = DarwinFamily(host: unsafe domain.pointee) {
    unsafe domain.pointee = CInt(family.rawValue)
  }
  return DarwinErrno.fromHost(error)
}
