// SPDX-License-Identifier: Apache-2.0
// The C entry points of kpi_socketfilter.h.

import CLinux
import CSocketKPI
import Glibc
import SystemPackage

@c @implementation
public func sflt_register(
  _ filter: UnsafePointer<sflt_filter>?, _ domain: CInt, _ type: CInt, _ `protocol`: CInt
) -> errno_t {
  guard let record = unsafe filter?.pointee else { return EINVAL }
  do throws(Errno) {
    let domain = SocketDomain(rawValue: domain)
    let type = SocketType(rawValue: type)
    guard (try? ProtocolTable.resolve(domain: domain, type: type, number: `protocol`)) != nil
    else { throw .noSuchFileOrDirectory }
    guard let wrapped = unsafe SocketFilter(record) else { throw .invalidArgument }
    try wrapped.register(domain: domain, type: type, protocol: `protocol`)
    return 0
  } catch { return error.rawValue }
}

@c @implementation
public func sflt_unregister(_ handle: sflt_handle) -> errno_t {
  do throws(Errno) {
    try SocketFilter.unregister(handle: handle)
    return 0
  } catch { return error.rawValue }
}

@c @implementation
public func sflt_attach(_ so: socket_t?, _ handle: sflt_handle) -> errno_t {
  unsafe withSocket(so) { socket throws(Errno) in try socket.attachFilter(handle: handle) }
}

@c @implementation
public func sflt_detach(_ so: socket_t?, _ handle: sflt_handle) -> errno_t {
  unsafe withSocket(so) { socket throws(Errno) in try socket.detachFilter(handle: handle) }
}

@c @implementation
public func sock_inject_data_in(
  _ so: socket_t?, _ from: UnsafePointer<sockaddr>?, _ data: mbuf_t?, _ control: mbuf_t?,
  _ flags: sflt_data_flag_t
) -> errno_t {
  guard let data = unsafe data else { return EINVAL }
  if flags & sflt_data_flag_t(sock_data_filt_flag_oob) != 0 { return ENOTSUP }
  return unsafe withSocket(so) { socket throws(Errno) in
    let sender = try unsafe from.map { address throws(Errno) in
      try unsafe SocketAddress(family: address)
    }
    unsafe try socket.inject(
      inbound: MbufChain(adopting: data),
      control: unsafe control.map { unsafe MbufChain(adopting: $0) } ?? MbufChain(),
      from: sender)
  }
}

@c @implementation
public func sock_inject_data_out(
  _ so: socket_t?, _ to: UnsafePointer<sockaddr>?, _ data: mbuf_t?, _ control: mbuf_t?,
  _ flags: sflt_data_flag_t
) -> errno_t {
  if let control = unsafe control { unsafe mbuf_freem(control) }
  guard let data = unsafe data else { return EINVAL }
  let chain = unsafe MbufChain(adopting: data)
  guard let handle = unsafe SocketHandle(reference: so), handle.enter() else { return EINVAL }
  defer { handle.leave() }
  return unsafe injectOut(handle, chain, to, FilterDataFlags(rawValue: flags))
}

private func injectOut(
  _ handle: SocketHandle, _ chain: consuming MbufChain, _ to: UnsafePointer<sockaddr>?,
  _ flags: FilterDataFlags
) -> errno_t {
  guard let socket = handle.owner else { return EINVAL }
  do throws(Errno) {
    var address: SocketAddress?
    if let to = unsafe to { address = try unsafe SocketAddress(family: to) }
    try socket.inject(outbound: chain, to: address, flags: flags)
    return 0
  } catch { return error.rawValue }
}

/// Runs a look at an option on its way; null is nothing at all.
private func withOption<Result>(
  _ sopt: sockopt_t?, _ absent: Result, _ body: (FilterOption) -> Result
) -> Result {
  guard let sopt = unsafe sopt else { return absent }
  return unsafe Unmanaged<FilterOption>.fromOpaque(UnsafeRawPointer(sopt))
    ._withUnsafeGuaranteedRef(body)
}

@c @implementation
public func sockopt_direction(_ sopt: sockopt_t?) -> sockopt_dir {
  unsafe withOption(sopt, 0) { $0.direction.rawValue }
}

@c @implementation
public func sockopt_level(_ sopt: sockopt_t?) -> CInt { unsafe withOption(sopt, 0) { $0.level } }

@c @implementation
public func sockopt_name(_ sopt: sockopt_t?) -> CInt { unsafe withOption(sopt, 0) { $0.name } }

@c @implementation
public func sockopt_valsize(_ sopt: sockopt_t?) -> Int {
  unsafe withOption(sopt, 0) { $0.value.count }
}

@c @implementation
public func sockopt_copyin(
  _ sopt: sockopt_t?, _ data: UnsafeMutableRawPointer?, _ length: Int
) -> errno_t {
  guard let data = unsafe data, length >= 0 else { return EINVAL }
  return unsafe withOption(sopt, EINVAL) { option in
    guard option.value.count >= length else { return EINVAL }
    unsafe option.value.withUnsafeBytes { bytes in
      unsafe UnsafeMutableRawBufferPointer(start: data, count: length).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: bytes[..<length]))
    }
    return 0
  }
}

@c @implementation
public func sockopt_copyout(
  _ sopt: sockopt_t?, _ data: UnsafeMutableRawPointer?, _ length: Int
) -> errno_t {
  guard let data = unsafe data, length >= 0 else { return EINVAL }
  return unsafe withOption(sopt, EINVAL) { option in
    let count = min(length, option.value.count)
    unsafe option.value = [UInt8](UnsafeRawBufferPointer(start: data, count: count))
    return 0
  }
}
