// SPDX-License-Identifier: Apache-2.0
// The C entry points of kpi_socket.h: sending and receiving.

import CSocketKPI
import Glibc
import SystemPackage

@c @implementation
public func sock_send(
  _ so: socket_t?, _ msg: UnsafePointer<msghdr>?, _ flags: CInt,
  _ sentlen: UnsafeMutablePointer<Int>?
) -> errno_t {
  guard let message = unsafe msg, let vectors = unsafe message.pointee.msg_iov,
    unsafe message.pointee.msg_iovlen >= 1
  else { return EINVAL }
  unsafe sentlen?.pointee = 0
  let buffers = unsafe UnsafeBufferPointer(start: vectors, count: message.pointee.msg_iovlen)
  return unsafe withSocket(so) { socket throws(Errno) in
    guard unsafe Transfer.byteCount(buffers) != nil else { throw .invalidArgument }
    var transfer = unsafe Transfer(buffers)
    try unsafe transfer.adoptNameAndControl(of: message)
    let sent = try unsafe socket.send(
      transfer, flags: MessageFlags(rawValue: flags), atomic: false)
    unsafe sentlen?.pointee = sent
  }
}

@c @implementation
public func sock_sendmbuf(
  _ so: socket_t?, _ msg: UnsafePointer<msghdr>?, _ data: mbuf_t?, _ flags: CInt,
  _ sentlen: UnsafeMutablePointer<Int>?
) -> errno_t {
  unsafe sendChain(so, msg, data, flags, sentlen, atomic: true)
}

@c @implementation
public func sock_sendmbuf_can_wait(
  _ so: socket_t?, _ msg: UnsafePointer<msghdr>?, _ data: mbuf_t?, _ flags: CInt,
  _ sentlen: UnsafeMutablePointer<Int>?
) -> errno_t {
  unsafe sendChain(so, msg, data, flags, sentlen, atomic: false)
}

/// Sends a chain, which is consumed whatever happens.
private func sendChain(
  _ so: socket_t?, _ msg: UnsafePointer<msghdr>?, _ data: mbuf_t?, _ flags: CInt,
  _ sentlen: UnsafeMutablePointer<Int>?, atomic: Bool
) -> errno_t {
  guard let data = unsafe data else { return EINVAL }
  var chain = unsafe MbufChain(adopting: data)
  if let message = unsafe msg,
    unsafe message.pointee.msg_iov != nil || message.pointee.msg_iovlen != 0
  {
    return EINVAL
  }
  unsafe sentlen?.pointee = 0
  return unsafe withSocket(so) { socket throws(Errno) in
    if socket.bits.load().contains(.hasFilters) {
      // The chain itself goes through the filters: its tags are how they know it again.
      var named = unsafe Transfer()
      if let message = unsafe msg { try unsafe named.adoptNameAndControl(of: message) }
      let sent = try unsafe socket.sendThroughFilters(
        chain.take(), control: named.controlChain(), to: named.address(),
        flags: MessageFlags(rawValue: flags), atomic: atomic)
      unsafe sentlen?.pointee = sent
      return
    }
    unsafe try socket.withTransfer(of: chain) { transfer throws(Errno) in
      var transfer = unsafe transfer
      if let message = unsafe msg { try unsafe transfer.adoptNameAndControl(of: message) }
      let sent = try unsafe socket.send(
        transfer, flags: MessageFlags(rawValue: flags), atomic: atomic)
      unsafe sentlen?.pointee = sent
    }
  }
}

@c @implementation
public func sock_receive(
  _ so: socket_t?, _ msg: UnsafeMutablePointer<msghdr>?, _ flags: CInt,
  _ recvdlen: UnsafeMutablePointer<Int>?
) -> errno_t {
  guard let message = unsafe msg, let vectors = unsafe message.pointee.msg_iov,
    unsafe message.pointee.msg_iovlen >= 1,
    unsafe vectors.pointee.iov_len != 0, unsafe vectors.pointee.iov_base != nil
  else { return EINVAL }
  return unsafe sock_receive_internal(so, message, nil, flags, recvdlen)
}

@c @implementation
public func sock_receivembuf(
  _ so: socket_t?, _ msg: UnsafeMutablePointer<msghdr>?, _ data: UnsafeMutablePointer<mbuf_t?>?,
  _ flags: CInt, _ recvlen: UnsafeMutablePointer<Int>?
) -> errno_t {
  guard let out = unsafe data, let length = unsafe recvlen, unsafe length.pointee != 0 else {
    return EINVAL
  }
  unsafe out.pointee = nil
  if let message = unsafe msg,
    unsafe message.pointee.msg_iov != nil || message.pointee.msg_iovlen != 0
  {
    return EINVAL
  }
  return unsafe sock_receive_internal(so, msg, out, flags, length)
}

@c @implementation
public func sock_receive_internal(
  _ so: socket_t?, _ msg: UnsafeMutablePointer<msghdr>?, _ data: UnsafeMutablePointer<mbuf_t?>?,
  _ flags: CInt, _ recvdlen: UnsafeMutablePointer<Int>?
) -> errno_t {
  // A length that was meant as "all there is" may have any bit set.
  let limit = unsafe recvdlen.map { unsafe $0.pointee < 0 ? Int.max : $0.pointee } ?? 0
  unsafe recvdlen?.pointee = 0
  return unsafe withSocket(so) { socket throws(Errno) in
    let place = UInt(bitPattern: recvdlen)
    if CheckedMode.isOn, unsafe data != nil { socket.checkLength(limit, at: place) }
    defer {
      if CheckedMode.isOn, unsafe data != nil {
        socket.rememberLength(in: limit, out: unsafe recvdlen?.pointee ?? 0, at: place)
      }
    }
    let wanted = MessageFlags(rawValue: flags)
    var transfer: Transfer
    if let message = unsafe msg, unsafe data == nil {
      let buffers = unsafe UnsafeBufferPointer(
        start: message.pointee.msg_iov, count: message.pointee.msg_iovlen)
      guard unsafe Transfer.byteCount(buffers) != nil else { throw .invalidArgument }
      unsafe transfer = Transfer(buffers)
    } else {
      unsafe transfer = Transfer()
    }
    if let message = unsafe msg { unsafe transfer.offerNameAndControl(of: message) }
    let count: Int
    if let out = unsafe data {
      unsafe out.pointee = nil
      guard limit > 0 else { return }
      let chain = try unsafe socket.receiveChain(&transfer, upTo: limit, flags: wanted)
      count = chain.byteCount
      unsafe out.pointee = chain.intoRaw()
    } else {
      count = try unsafe socket.receive(&transfer, flags: wanted)
    }
    if let message = unsafe msg { unsafe transfer.reportNameAndControl(to: message, flags) }
    unsafe recvdlen?.pointee = count
  }
}
