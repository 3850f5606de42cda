// SPDX-License-Identifier: Apache-2.0
// The C entry points of kernel_face.h: sending and receiving.

public import CSocketKPI
import Glibc
public import KernelEnvironment

/// A host message on the stack of one call, with room for a name and control data.
private struct HostMessage: ~Copyable {
  var name = sockaddr_storage()
  var control: [UInt8] = []
}

/// Calls `body` with the host's form of a message that will be filled, and brings the answer back.
private func receiving(
  _ msg: UnsafeMutablePointer<kface_msghdr>?, _ flags: CInt,
  _ body: (UnsafeMutablePointer<msghdr>?, CInt) -> CInt
) -> CInt {
  let asked = DarwinMessageFlags(rawValue: flags)
  guard let msg = unsafe msg else { return DarwinErrno.fromHost(body(nil, asked.host)) }
  var parts = HostMessage()
  let controlRoom = unsafe msg.pointee.msg_control == nil ? 0 : Int(msg.pointee.msg_controllen)
  if controlRoom > 0 {
    parts.control = [UInt8](repeating: 0, count: ControlMessages.hostRoom(for: controlRoom))
  }
  var host = unsafe msghdr()
  let wantsName = unsafe msg.pointee.msg_name != nil
  unsafe host.msg_iov = msg.pointee.msg_iov
  unsafe host.msg_iovlen = Int(msg.pointee.msg_iovlen)
  let error = unsafe withUnsafeMutableBytes(of: &parts.name) { name in
    unsafe parts.control.withUnsafeMutableBytes { control in
      if wantsName {
        unsafe host.msg_name = name.baseAddress
        unsafe host.msg_namelen = socklen_t(name.count)
      }
      if controlRoom > 0 {
        unsafe host.msg_control = control.baseAddress
        unsafe host.msg_controllen = control.count
      }
      return unsafe body(&host, asked.host)
    }
  }
  guard error == 0 else { return DarwinErrno.fromHost(error) }
  var result = unsafe asked.reporting(host: host.msg_flags)
  if wantsName, parts.name.ss_family != 0 {
    _ = unsafe withUnsafeBytes(of: parts.name) { name in
      unsafe AddressTranslation.darwin(
        name.baseAddress!, into: msg.pointee.msg_name, room: Int(msg.pointee.msg_namelen))
    }
  }
  var copied = 0
  if controlRoom > 0 {
    let room = unsafe UnsafeMutableRawBufferPointer(
      start: msg.pointee.msg_control, count: controlRoom)
    let (count, fits) = unsafe parts.control.withUnsafeBytes { control in
      unsafe ControlMessages.darwin(
        UnsafeRawBufferPointer(rebasing: control.prefix(Int(host.msg_controllen))), into: room)
    }
    copied = count
    if !fits { result.insert(.controlTruncated) }
  }
  unsafe msg.pointee.msg_controllen = UInt32(copied)
  unsafe msg.pointee.msg_flags = result.rawValue
  return 0
}

@c @implementation
public func face_sock_receive(
  _ so: socket_t?, _ msg: UnsafeMutablePointer<kface_msghdr>?, _ flags: CInt,
  _ received: UnsafeMutablePointer<Int>?
) -> CInt {
  unsafe receiving(msg, flags) { host, hostFlags in
    unsafe sock_receive(so, host, hostFlags, received)
  }
}

@c @implementation
public func face_sock_receivembuf(
  _ so: socket_t?, _ msg: UnsafeMutablePointer<kface_msghdr>?,
  _ data: UnsafeMutablePointer<mbuf_t?>?,
  _ flags: CInt, _ length: UnsafeMutablePointer<Int>?
) -> CInt {
  unsafe receiving(msg, flags) { host, hostFlags in
    unsafe sock_receivembuf(so, host, data, hostFlags, length)
  }
}

/// Calls `body` with the host's form of a message that is read only.
private func sending(
  _ msg: UnsafePointer<kface_msghdr>?, _ flags: CInt,
  _ body: (UnsafePointer<msghdr>?, CInt) -> CInt
) -> CInt {
  let asked = DarwinMessageFlags(rawValue: flags)
  guard let msg = unsafe msg else { return DarwinErrno.fromHost(body(nil, asked.host)) }
  var host = unsafe msghdr()
  unsafe host.msg_iov = msg.pointee.msg_iov
  unsafe host.msg_iovlen = Int(msg.pointee.msg_iovlen)
  var control: [UInt8] = []
  if let given = unsafe msg.pointee.msg_control, unsafe msg.pointee.msg_controllen > 0 {
    let bytes = unsafe UnsafeRawBufferPointer(start: given, count: Int(msg.pointee.msg_controllen))
    guard let rebuilt = unsafe ControlMessages.host(bytes) else {
      // An empty message of the host's own makes it refuse in its own way, and consume what it must.
      return unsafe refuse(body, asked.host, &host)
    }
    control = rebuilt
  }
  return unsafe control.withUnsafeMutableBytes { bytes in
    if unsafe !bytes.isEmpty {
      unsafe host.msg_control = bytes.baseAddress
      unsafe host.msg_controllen = bytes.count
    }
    guard let name = unsafe msg.pointee.msg_name, unsafe msg.pointee.msg_namelen > 0 else {
      return unsafe DarwinErrno.fromHost(body(&host, asked.host))
    }
    var storage: sockaddr_storage
    do throws(AddressTranslation.Failure) {
      storage = try unsafe AddressTranslation.host(name)
    } catch {
      let refused = unsafe refuse(body, asked.host, &host)
      return error == .family ? DarwinErrno.familyNotSupported : refused
    }
    return unsafe withUnsafeMutableBytes(of: &storage) { address in
      unsafe host.msg_name = address.baseAddress
      unsafe host.msg_namelen = socklen_t(address.count)
      return unsafe DarwinErrno.fromHost(body(&host, asked.host))
    }
  }
}

/// Makes the call fail with EINVAL while it still frees the chain it was given.
private func refuse(
  _ body: (UnsafePointer<msghdr>?, CInt) -> CInt, _ flags: CInt, _ host: inout msghdr
) -> CInt {
  // Control data of one byte is malformed everywhere.
  var byte: UInt8 = 0
  return unsafe withUnsafeMutableBytes(of: &byte) { bytes in
    unsafe host.msg_control = bytes.baseAddress
    unsafe host.msg_controllen = 1
    let error = unsafe body(&host, flags)
    return error == 0 ? DarwinErrno.invalidArgument : DarwinErrno.fromHost(error)
  }
}

/// MSG_EOF: the sending side ends with this send.
private func endIfAsked(_ so: socket_t?, _ flags: CInt, _ error: CInt) -> CInt {
  if error == 0, DarwinMessageFlags(rawValue: flags).contains(.endOfFile) {
    _ = unsafe sock_shutdown(so, CInt(SHUT_WR))
  }
  return error
}

@c @implementation
public func face_sock_send(
  _ so: socket_t?, _ msg: UnsafePointer<kface_msghdr>?, _ flags: CInt,
  _ sent: UnsafeMutablePointer<Int>?
) -> CInt {
  let error = unsafe sending(msg, flags) { host, hostFlags in
    unsafe sock_send(so, host, hostFlags, sent)
  }
  return unsafe endIfAsked(so, flags, error)
}

@c @implementation
public func face_sock_sendmbuf(
  _ so: socket_t?, _ msg: UnsafePointer<kface_msghdr>?, _ data: mbuf_t?, _ flags: CInt,
  _ sent: UnsafeMutablePointer<Int>?, _ canWait: CInt
) -> CInt {
  let error = unsafe sending(msg, flags) { host, hostFlags in
    unsafe canWait != 0
      ? sock_sendmbuf_can_wait(so, host, data, hostFlags, sent)
      : sock_sendmbuf(so, host, data, hostFlags, sent)
  }
  return unsafe endIfAsked(so, flags, error)
}
