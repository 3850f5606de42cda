// SPDX-License-Identifier: Apache-2.0
// The C entry points of kpi_socket.h: making, connecting, closing. Veneers without logic.

import CSocketKPI
import Glibc
import SystemPackage

/// Runs a call on the socket of a handle; a null or stale handle is EINVAL.
@inline(__always)
func withSocket(
  _ so: socket_t?, _ body: (KernelSocket) throws(Errno) -> Void
) -> errno_t {
  guard let handle = unsafe SocketHandle(reference: so) else { return EINVAL }
  guard handle.enter() else {
    reportStaleHandle(handle)
    return EINVAL
  }
  defer { handle.leave() }
  return handle.withOwner { socket in
    do throws(Errno) {
      try body(socket)
      return 0
    } catch { return error.rawValue }
  } ?? EINVAL
}

/// The socket of a handle for a call that may close it: from outside, because whoever is inside is taken
/// for a sleeper to be woken.
private func owner(of so: socket_t?) -> KernelSocket? {
  guard unsafe so != nil, let handle = unsafe SocketHandle(reference: so) else { return nil }
  guard handle.enter() else {
    reportStaleHandle(handle)
    return nil
  }
  defer { handle.leave() }
  return handle.owner
}

/// A C callback with its cookie, as a Swift upcall.
private func upcall(_ callback: sock_upcall?, _ cookie: UnsafeMutableRawPointer?) -> Upcall? {
  guard let callback = unsafe callback else { return nil }
  let target = unsafe CallbackTarget(callback, cookie)
  return { socket in unsafe target.callback(socket.handle.reference, target.cookie, 1) }
}

@c @implementation
public func sock_socket(
  _ domain: CInt, _ type: CInt, _ `protocol`: CInt, _ callback: sock_upcall?,
  _ cookie: UnsafeMutableRawPointer?, _ new_so: UnsafeMutablePointer<socket_t?>?
) -> errno_t {
  guard let out = unsafe new_so else { return EINVAL }
  unsafe out.pointee = nil
  do throws(Errno) {
    let socket = try KernelSocket(
      domain: SocketDomain(rawValue: domain), type: SocketType(rawValue: type),
      protocol: `protocol`)
    if let upcall = unsafe upcall(callback, cookie) {
      try socket.arm(read: upcall, write: upcall, isForeign: true)
    }
    unsafe out.pointee = socket.handle.reference
    return 0
  } catch { return error.rawValue }
}

@c @implementation
public func sock_accept(
  _ so: socket_t?, _ from: UnsafeMutablePointer<sockaddr>?, _ fromlen: CInt, _ flags: CInt,
  _ callback: sock_upcall?, _ cookie: UnsafeMutableRawPointer?,
  _ new_so: UnsafeMutablePointer<socket_t?>?
) -> errno_t {
  guard let out = unsafe new_so else { return EINVAL }
  return unsafe withSocket(so) { listener throws(Errno) in
    let (socket, peer) = try listener.accept(
      flags: MessageFlags(rawValue: flags), upcall: unsafe upcall(callback, cookie))
    if let from = unsafe from, fromlen > 0 { unsafe peer.copy(to: from, room: Int(fromlen)) }
    unsafe out.pointee = socket.handle.reference
  }
}

@c @implementation
public func sock_bind(_ so: socket_t?, _ to: UnsafePointer<sockaddr>?) -> errno_t {
  guard let to = unsafe to else { return EINVAL }
  return unsafe withSocket(so) { socket throws(Errno) in
    try socket.bind(to: unsafe SocketAddress(family: to, unspecifiedOn: socket.domain))
  }
}

@c @implementation
public func sock_listen(_ so: socket_t?, _ backlog: CInt) -> errno_t {
  unsafe withSocket(so) { socket throws(Errno) in try socket.listen(backlog: Int(backlog)) }
}

@c @implementation
public func sock_connect(
  _ so: socket_t?, _ to: UnsafePointer<sockaddr>?, _ flags: CInt
) -> errno_t {
  guard let to = unsafe to else { return EINVAL }
  return unsafe withSocket(so) { socket throws(Errno) in
    try socket.connect(
      to: unsafe SocketAddress(family: to), flags: MessageFlags(rawValue: flags))
  }
}

@c @implementation
public func sock_connectwait(_ so: socket_t?, _ tv: UnsafePointer<timeval>?) -> errno_t {
  unsafe withSocket(so) { socket throws(Errno) in
    // The time is looked at only while connecting; a bad one is out of range then.
    let time = unsafe tv?.pointee ?? timeval(tv_sec: -1, tv_usec: 0)
    let isValid = time.tv_sec >= 0 && (0..<1_000_000).contains(Int(time.tv_usec))
    try socket.waitForConnection(timeout: isValid ? Duration(time) : .seconds(-1))
  }
}

@c @implementation
public func sock_shutdown(_ so: socket_t?, _ how: CInt) -> errno_t {
  unsafe withSocket(so) { socket throws(Errno) in
    guard let direction = ShutdownDirection(rawValue: how) else { throw .invalidArgument }
    try socket.shutdown(direction)
  }
}

@c @implementation
public func sock_close(_ so: socket_t?) {
  unsafe owner(of: so)?.close()
}

@c @implementation
public func sock_retain(_ so: socket_t?) {
  guard unsafe so != nil else { return }
  _ = unsafe withSocket(so) { $0.retain() }
}

@c @implementation
public func sock_release(_ so: socket_t?) {
  unsafe owner(of: so)?.release()
}

@c @implementation
public func sock_setupcall(
  _ sock: socket_t?, _ callback: sock_upcall?, _ context: UnsafeMutableRawPointer?
) -> errno_t {
  unsafe withSocket(sock) { socket throws(Errno) in
    let both = unsafe upcall(callback, context)
    try socket.arm(read: both, write: both, isForeign: true)
  }
}

@c @implementation
public func sock_setupcalls(
  _ sock: socket_t?, _ read_callback: sock_upcall?, _ read_context: UnsafeMutableRawPointer?,
  _ write_callback: sock_upcall?, _ write_context: UnsafeMutableRawPointer?
) -> errno_t {
  unsafe withSocket(sock) { socket throws(Errno) in
    try socket.arm(
      read: unsafe upcall(read_callback, read_context),
      write: unsafe upcall(write_callback, write_context), isForeign: true)
  }
}

@c @implementation
public func sock_catchevents(
  _ sock: socket_t?, _ event_callback: sock_evupcall?,
  _ event_context: UnsafeMutableRawPointer?, _ event_mask: UInt32
) -> errno_t {
  unsafe withSocket(sock) { socket throws(Errno) in
    guard let callback = unsafe event_callback else { return try socket.catchEvents([], nil) }
    let target = unsafe CallbackTarget(callback, event_context)
    try socket.catchEvents(SocketEvents(rawValue: event_mask)) { socket, events in
      unsafe target.callback(socket.handle.reference, target.cookie, events.rawValue)
    }
  }
}

@c @implementation
public func socket_defunct(_ proc: proc_t?, _ so: socket_t?, _ level: CInt) -> errno_t {
  guard
    level == SHUTDOWN_SOCKET_LEVEL_DISCONNECT_SVC
      || level == SHUTDOWN_SOCKET_LEVEL_DISCONNECT_ALL
  else { return EINVAL }
  return unsafe withSocket(so) { socket throws(Errno) in
    if level == SHUTDOWN_SOCKET_LEVEL_DISCONNECT_SVC && socket.domain != .unix {
      throw .notSupportedOnSocket
    }
    try socket.makeDefunct()
  }
}
