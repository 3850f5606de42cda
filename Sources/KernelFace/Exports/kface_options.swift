// SPDX-License-Identifier: Apache-2.0
// The C entry points of kernel_face.h: options and control requests.

public import CSocketKPI
import Glibc
import KernelEnvironment

/// Bytes of Darwin's timeval, padding included.
private let darwinTimeBytes = 16
private let millisecondsPerSecond: CInt = 1000

@c @implementation
public func face_sock_setsockopt(
  _ so: socket_t?, _ level: CInt, _ name: CInt, _ value: UnsafeRawPointer?, _ length: CInt
) -> CInt {
  guard let value = unsafe value, length >= 0 else { return DarwinErrno.invalidArgument }
  switch DarwinOption(level: level, name: name) {
  case .plain(let hostLevel, let hostName):
    // A short value is the host interface's to refuse.
    return unsafe DarwinErrno.fromHost(sock_setsockopt(so, hostLevel, hostName, value, length))
  case .time(let hostLevel, let hostName):
    guard Int(length) >= darwinTimeBytes else { return DarwinErrno.invalidArgument }
    let time = unsafe value.loadUnaligned(as: kface_timeval.self)
    var host = timeval(tv_sec: Int(time.tv_sec), tv_usec: Int(time.tv_usec))
    return unsafe DarwinErrno.fromHost(
      sock_setsockopt(so, hostLevel, hostName, &host, CInt(MemoryLayout<timeval>.size)))
  case .seconds(let hostLevel, let hostName):
    guard length >= 4 else { return DarwinErrno.invalidArgument }
    let seconds = unsafe value.loadUnaligned(as: CInt.self)
    var milliseconds = seconds.multipliedReportingOverflow(by: millisecondsPerSecond).partialValue
    return unsafe DarwinErrno.fromHost(sock_setsockopt(so, hostLevel, hostName, &milliseconds, 4))
  case .boundInterface:
    guard length >= 4 else { return DarwinErrno.invalidArgument }
    return unsafe bindToInterface(so, index: value.loadUnaligned(as: UInt32.self))
  case .accepted:
    return 0
  case .error, .unknown:
    return DarwinErrno.noProtocolOption
  }
}

private func bindToInterface(_ so: socket_t?, index: UInt32) -> CInt {
  var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
  if index != 0 {
    guard unsafe if_indextoname(index, &name) != nil else { return ENXIO }
  }
  let length = unsafe CInt(strlen(name))
  return unsafe DarwinErrno.fromHost(
    sock_setsockopt(so, SOL_SOCKET, SO_BINDTODEVICE, name, length))
}

@c @implementation
public func face_sock_getsockopt(
  _ so: socket_t?, _ level: CInt, _ name: CInt, _ value: UnsafeMutableRawPointer?,
  _ length: UnsafeMutablePointer<CInt>?
) -> CInt {
  guard let value = unsafe value, let length = unsafe length, unsafe length.pointee >= 0 else {
    return DarwinErrno.invalidArgument
  }
  switch DarwinOption(level: level, name: name) {
  case .plain(let hostLevel, let hostName):
    return unsafe DarwinErrno.fromHost(sock_getsockopt(so, hostLevel, hostName, value, length))
  case .time(let hostLevel, let hostName):
    var host = timeval()
    var hostLength = CInt(MemoryLayout<timeval>.size)
    let error = unsafe sock_getsockopt(so, hostLevel, hostName, &host, &hostLength)
    guard error == 0 else { return DarwinErrno.fromHost(error) }
    let time = kface_timeval(
      tv_sec: Int64(host.tv_sec), tv_usec: Int32(host.tv_usec), tv_padding: 0)
    return unsafe store(time, value, length)
  case .error:
    var code: CInt = 0
    var codeLength: CInt = 4
    let error = unsafe sock_getsockopt(so, SOL_SOCKET, SO_ERROR, &code, &codeLength)
    guard error == 0 else { return DarwinErrno.fromHost(error) }
    return unsafe store(DarwinErrno.fromHost(code), value, length)
  case .seconds(let hostLevel, let hostName):
    var milliseconds: CInt = 0
    var hostLength: CInt = 4
    let error = unsafe sock_getsockopt(so, hostLevel, hostName, &milliseconds, &hostLength)
    guard error == 0 else { return DarwinErrno.fromHost(error) }
    return unsafe store(milliseconds / millisecondsPerSecond, value, length)
  case .boundInterface, .accepted:
    return unsafe store(CInt(0), value, length)
  case .unknown:
    return DarwinErrno.noProtocolOption
  }
}

/// Copies as much of a value as there is room for, and says how much.
private func store<Value: BitwiseCopyable>(
  _ value: Value, _ into: UnsafeMutableRawPointer, _ length: UnsafeMutablePointer<CInt>
) -> CInt {
  let count = unsafe min(Int(length.pointee), MemoryLayout<Value>.size)
  unsafe withUnsafeBytes(of: value) { bytes in
    unsafe into.copyMemory(from: bytes.baseAddress!, byteCount: count)
  }
  unsafe length.pointee = CInt(count)
  return 0
}

@c @implementation
public func face_sock_ioctl(
  _ so: socket_t?, _ request: UInt, _ argument: UnsafeMutableRawPointer?
) -> CInt {
  if let so = unsafe so, let argument = unsafe argument,
    let error = unsafe InterfaceControl.perform(so, request, argument)
  {
    return DarwinErrno.fromHost(error)
  }
  // The rest has Darwin's encoding on both sides.
  return unsafe DarwinErrno.fromHost(sock_ioctl(so, request, argument))
}
