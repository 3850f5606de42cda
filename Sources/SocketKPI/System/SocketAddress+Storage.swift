// SPDX-License-Identifier: Apache-2.0
// Between address values and the host's sockaddr.

import CLinux
import CSocketKPI
import Glibc
import SystemPackage

/// Bytes of an IPv4, IPv6 and path address in the host's layout.
let inetAddressBytes = MemoryLayout<sockaddr_in>.size
let inet6AddressBytes = MemoryLayout<sockaddr_in6>.size
let unixPathOffset = MemoryLayout<sa_family_t>.size

extension SocketAddress {
  /// Reads an address whose length follows from its family, as KPI calls pass it.
  ///
  /// - Throws: `.addressFamilyNotSupported` for a family that the module does not know.
  init(family address: UnsafePointer<sockaddr>) throws(Errno) {
    let family = unsafe CInt(address.pointee.sa_family)
    let raw = unsafe UnsafeRawPointer(address)
    switch family {
    case AF_INET: unsafe self.init(raw, length: inetAddressBytes)
    case AF_INET6: unsafe self.init(raw, length: inet6AddressBytes)
    case AF_UNIX:
      let path = unsafe (raw + unixPathOffset).assumingMemoryBound(to: CChar.self)
      // An abstract name starts with NUL and needs a length; without one it is unnamed.
      let length = unsafe strnlen(path, SocketAddress.maximumPathBytes)
      unsafe self.init(raw, length: unixPathOffset + length)
    default: throw .addressFamilyNotSupported
    }
  }

  /// Reads an address to bind to: without a family it is an IPv4 address on a socket for those.
  init(
    family address: UnsafePointer<sockaddr>, unspecifiedOn domain: SocketDomain
  ) throws(Errno) {
    guard unsafe CInt(address.pointee.sa_family) == AF_UNSPEC, domain == .inet else {
      try unsafe self.init(family: address)
      return
    }
    var value = unsafe UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self)
    value.sin_family = sa_family_t(AF_INET)
    unsafe self.init(&value, length: inetAddressBytes)
  }

  /// Reads `length` bytes of an address as the kernel returned it.
  init(_ raw: UnsafeRawPointer, length: Int) {
    guard length >= unixPathOffset else {
      self.init(.other(AF_UNSPEC))
      return
    }
    let family = unsafe CInt(raw.loadUnaligned(as: sa_family_t.self))
    switch family {
    case AF_INET where length >= inetAddressBytes:
      let value = unsafe raw.loadUnaligned(as: sockaddr_in.self)
      self.init(
        .inet(UInt32(bigEndian: value.sin_addr.s_addr), port: UInt16(bigEndian: value.sin_port)))
    case AF_INET6 where length >= inet6AddressBytes:
      let value = unsafe raw.loadUnaligned(as: sockaddr_in6.self)
      let halves = unsafe withUnsafeBytes(of: value.sin6_addr) { bytes in
        unsafe (
          UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
          UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
      }
      self.init(
        .inet6(
          halves.0, halves.1, port: UInt16(bigEndian: value.sin6_port),
          scope: value.sin6_scope_id, flow: value.sin6_flowinfo))
    case AF_UNIX:
      let bytes = unsafe UnsafeRawBufferPointer(start: raw, count: length)
      var path = unsafe [UInt8](bytes[unixPathOffset...])
      // A file path may come with its terminator; an abstract name is taken as it is.
      if path.first != 0, let end = path.firstIndex(of: 0) { path.removeSubrange(end...) }
      self.init(.unix(path))
    default: self.init(.other(family))
    }
  }

  /// Runs `body` with the address in the host's layout and its length in bytes.
  func withSockaddr<Result, Failure: Error>(
    _ body: (UnsafePointer<sockaddr>, socklen_t) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var storage = sockaddr_storage()
    let length = unsafe write(to: &storage)
    let outcome: Swift.Result<Result, Failure> = unsafe withUnsafePointer(to: &storage) { pointer in
      do throws(Failure) {
        let address = unsafe UnsafeRawPointer(pointer).assumingMemoryBound(to: sockaddr.self)
        return .success(try unsafe body(address, socklen_t(length)))
      } catch { return .failure(error) }
    }
    return try outcome.get()
  }

  /// Writes the host's layout and returns its length in bytes.
  func write(to storage: UnsafeMutablePointer<sockaddr_storage>) -> Int {
    let raw = UnsafeMutableRawPointer(storage)
    switch endpoint {
    case .inet(let address, let port):
      var value = sockaddr_in()
      value.sin_family = sa_family_t(AF_INET)
      value.sin_port = port.bigEndian
      value.sin_addr.s_addr = address.bigEndian
      unsafe raw.storeBytes(of: value, as: sockaddr_in.self)
      return inetAddressBytes
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
      unsafe raw.storeBytes(of: value, as: sockaddr_in6.self)
      return inet6AddressBytes
    case .unix(let path):
      unsafe raw.storeBytes(of: sa_family_t(AF_UNIX), as: sa_family_t.self)
      let count = min(path.count, SocketAddress.maximumPathBytes)
      for index in 0..<count {
        unsafe raw.storeBytes(of: path[index], toByteOffset: unixPathOffset + index, as: UInt8.self)
      }
      if path.isEmpty { return unixPathOffset }
      let isAbstract = path[0] == 0
      if !isAbstract {
        unsafe raw.storeBytes(of: 0, toByteOffset: unixPathOffset + count, as: UInt8.self)
      }
      return unixPathOffset + count + (isAbstract ? 0 : 1)
    case .other(let family):
      unsafe raw.storeBytes(of: sa_family_t(truncatingIfNeeded: family), as: sa_family_t.self)
      return unixPathOffset
    }
  }

  /// Runs a call that fills in an address.
  static func filled(
    _ call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> CInt
  ) throws(Errno) -> SocketAddress {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
      let address = unsafe UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: sockaddr.self)
      return unsafe call(address, &length)
    }
    if result == -1 { throw Errno(rawValue: errno) }
    return unsafe withUnsafePointer(to: &storage) {
      unsafe SocketAddress(UnsafeRawPointer($0), length: min(Int(length), 110))
    }
  }
}
