// SPDX-License-Identifier: Apache-2.0
// A filter that was registered from C, as a filter of Swift.

import CLinux
import CSocketKPI
import Glibc
import SystemPackage

extension SocketFilter {
  /// Wraps a record; nil when it lacks attach, detach, handle or name.
  init?(_ record: sflt_filter) {
    guard unsafe record.sf_attach != nil, unsafe record.sf_detach != nil,
      unsafe record.sf_handle != 0, let name = unsafe record.sf_name
    else { return nil }
    let callbacks = unsafe CFilterCallbacks(record)
    let handle = unsafe record.sf_handle
    let options = unsafe Options(rawValue: record.sf_flags)
    var unregistered: (@Sendable () -> Void)?
    if unsafe record.sf_unregistered != nil {
      unregistered = { unsafe callbacks.record.sf_unregistered?(handle) }
    }
    self.init(
      handle: handle, name: unsafe String(cString: name), options: options,
      attach: { socket throws(Errno) -> any FilterInstance in
        try CFilter(callbacks, attachingTo: socket)
      }, unregistered: unregistered)
  }
}

/// The record, with only as much of its extension as the client says it has.
@safe private struct CFilterCallbacks: @unchecked Sendable {
  var record: sflt_filter

  init(_ record: sflt_filter) {
    unsafe self.record = unsafe record
    let reach = unsafe MemoryLayout<CUnsignedInt>.stride * 2 + MemoryLayout<UnsafeRawPointer>.size
    let isExtended = unsafe record.sf_flags & SFLT_EXTENDED != 0
    if unsafe !isExtended || Int(record.sf_ext.sf_ext_len) < reach {
      unsafe self.record.sf_ext.sf_ext_accept = nil
    }
  }
}

/// One C filter on one socket.
@safe private final class CFilter: ArgumentFilter, @unchecked Sendable {
  private let callbacks: CFilterCallbacks
  private let cookie: UnsafeMutableRawPointer?
  private var record: sflt_filter { unsafe callbacks.record }

  init(_ callbacks: CFilterCallbacks, attachingTo socket: KernelSocket) throws(Errno) {
    var cookie: UnsafeMutableRawPointer?
    let code = unsafe callbacks.record.sf_attach?(&cookie, socket.handle.reference) ?? EINVAL
    // Any answer but 0 refuses, EJUSTRETURN too.
    guard code == 0 else { throw Errno(rawValue: code) }
    self.callbacks = callbacks
    unsafe self.cookie = cookie
  }

  private func verdict(_ code: errno_t?) throws(Errno) -> FilterVerdict {
    switch code {
    case nil, 0: return .proceed
    case EJUSTRETURN: return .handled
    case .some(let code): throw Errno(rawValue: code)
    }
  }

  func detached(from socket: KernelSocket) {
    unsafe record.sf_detach?(cookie, socket.handle.reference)
  }

  func notice(_ event: FilterEvent, on socket: KernelSocket) {
    var how: CInt = 0
    if case .shutdown(let direction) = event { how = direction.rawValue }
    let isShutdown = event.number == 6
    unsafe withUnsafeMutablePointer(to: &how) { pointer in
      unsafe record.sf_notify?(
        cookie, socket.handle.reference, event.number, isShutdown ? pointer : nil)
    }
  }

  func inbound(
    _ data: inout MbufChain, control: inout MbufChain, from sender: SocketAddress?,
    flags: FilterDataFlags, on socket: KernelSocket
  ) throws(Errno) -> FilterVerdict {
    try unsafe pass(record.sf_data_in, &data, &control, sender, flags, socket)
  }

  func outbound(
    _ data: inout MbufChain, control: inout MbufChain, to receiver: SocketAddress?,
    flags: FilterDataFlags, on socket: KernelSocket
  ) throws(Errno) -> FilterVerdict {
    try unsafe pass(record.sf_data_out, &data, &control, receiver, flags, socket)
  }

  /// Hands the chains to a data callback and takes back what it leaves, by its answer.
  private func pass(
    _ callback: sf_data_in_func?, _ data: inout MbufChain, _ control: inout MbufChain,
    _ address: SocketAddress?, _ flags: FilterDataFlags, _ socket: KernelSocket
  ) throws(Errno) -> FilterVerdict {
    guard let callback = unsafe callback else { return .proceed }
    var head = unsafe data.takeRaw()
    var ancillary = unsafe control.takeRaw()
    let code = unsafe withOptionalSockaddr(address) { pointer in
      unsafe callback(
        cookie, socket.handle.reference, pointer, &head, &ancillary, flags.rawValue)
    }
    if code == EJUSTRETURN { return .handled }
    // Taken back: to go on with, or to be freed with the error.
    if let head = unsafe head { data = unsafe MbufChain(adopting: head) }
    if let ancillary = unsafe ancillary { control = unsafe MbufChain(adopting: ancillary) }
    return try verdict(code)
  }

  func connectIn(from peer: SocketAddress, on socket: KernelSocket) throws(Errno) -> FilterVerdict {
    unsafe try verdict(
      peer.withSockaddr { pointer, _ in
        unsafe record.sf_connect_in?(cookie, socket.handle.reference, pointer)
      })
  }

  /// The callback may write into the address, as filters of a kernel do.
  func connectOut(
    to peer: inout SocketAddress, on socket: KernelSocket
  ) throws(Errno) -> FilterVerdict {
    guard let callback = unsafe record.sf_connect_out else { return .proceed }
    var storage = sockaddr_storage()
    let length = unsafe peer.write(to: &storage)
    let code = unsafe withUnsafeMutableBytes(of: &storage) { bytes in
      let raw = bytes.baseAddress!
      let code = unsafe callback(
        cookie, socket.handle.reference, raw.assumingMemoryBound(to: sockaddr.self))
      unsafe peer = SocketAddress(raw, length: length)
      return code
    }
    return try verdict(code)
  }

  func bind(to address: SocketAddress, on socket: KernelSocket) throws(Errno) -> FilterVerdict {
    unsafe try verdict(
      address.withSockaddr { pointer, _ in
        unsafe record.sf_bind?(cookie, socket.handle.reference, pointer)
      })
  }

  func listen(on socket: KernelSocket) throws(Errno) -> FilterVerdict {
    try verdict(unsafe record.sf_listen?(cookie, socket.handle.reference))
  }

  func option(_ option: FilterOption, on socket: KernelSocket) throws(Errno) -> FilterVerdict {
    let reference = unsafe sockopt_t(Unmanaged.passUnretained(option).toOpaque())
    let callback = unsafe option.direction == .get ? record.sf_getoption : record.sf_setoption
    return try verdict(unsafe callback?(cookie, socket.handle.reference, reference))
  }

  func control(
    request: UInt, _ argument: UnsafeMutableRawPointer, on socket: KernelSocket
  ) throws(Errno) -> FilterVerdict {
    try verdict(
      unsafe record.sf_ioctl?(
        cookie, socket.handle.reference, CUnsignedLong(request),
        argument.assumingMemoryBound(to: CChar.self)))
  }

  func accept(
    _ socket: KernelSocket, on listener: KernelSocket, local: SocketAddress, remote: SocketAddress
  ) throws(Errno) -> FilterVerdict {
    unsafe try verdict(
      local.withSockaddr { here, _ in
        unsafe remote.withSockaddr { there, _ in
          unsafe record.sf_ext.sf_ext_accept?(
            cookie, listener.handle.reference, socket.handle.reference, here, there)
        }
      })
  }
}

extension FilterEvent {
  /// The event's number (`sock_evt_*`).
  var number: sflt_event_t {
    switch self {
    case .connecting: 1
    case .connected: 2
    case .disconnecting: 3
    case .disconnected: 4
    case .flushRead: 5
    case .shutdown: 6
    case .cannotReceiveMore: 7
    case .cannotSendMore: 8
    case .closing: 9
    case .bound: 10
    }
  }
}

/// Runs `body` with an address in the host's layout, or null.
func withOptionalSockaddr<Result>(
  _ address: SocketAddress?, _ body: (UnsafePointer<sockaddr>?) -> Result
) -> Result {
  guard let address else { return body(nil) }
  return unsafe address.withSockaddr { pointer, _ in unsafe body(pointer) }
}

extension MbufChain {
  /// Takes the chain out and leaves an empty one.
  mutating func take() -> MbufChain {
    var taken = MbufChain()
    swap(&taken, &self)
    return taken
  }

  /// Takes the chain out for C.
  mutating func takeRaw() -> mbuf_t? {
    let taken = take()
    return unsafe taken.intoRaw()
  }
}
