// SPDX-License-Identifier: Apache-2.0
// The C entry points of kernel_face.h: error numbers and addresses.

import Glibc
import KernelEnvironment

@c @implementation
public func face_errno_to_darwin(_ host: CInt) -> CInt { DarwinErrno.fromHost(host) }

@c @implementation
public func face_errno_to_host(_ darwin: CInt) -> CInt { DarwinErrno.toHost(darwin) }

@c @implementation
public func face_address_to_host(
  _ darwin: UnsafeRawPointer?, _ to: UnsafeMutableRawPointer?, _ room: CInt
) -> CInt {
  guard let darwin = unsafe darwin, let to = unsafe to,
    var storage = unsafe try? AddressTranslation.host(darwin)
  else { return 0 }
  let length = min(Int(room), MemoryLayout<sockaddr_storage>.size)
  unsafe withUnsafeBytes(of: &storage) { bytes in
    unsafe to.copyMemory(from: bytes.baseAddress!, byteCount: length)
  }
  return CInt(length)
}

@c @implementation
public func face_address_to_darwin(
  _ host: UnsafeRawPointer?, _ hostLength: CInt, _ to: UnsafeMutableRawPointer?, _ room: CInt
) -> CInt {
  guard let host = unsafe host, hostLength >= 2 else { return 0 }
  return CInt(unsafe AddressTranslation.darwin(host, into: to, room: Int(room)) ?? 0)
}

@c @implementation
public func face_option_to_darwin(
  _ level: CInt, _ name: CInt, _ darwinLevel: UnsafeMutablePointer<CInt>?,
  _ darwinName: UnsafeMutablePointer<CInt>?
) -> CInt {
  let numbers = DarwinOption.darwin(level: level, name: name)
  unsafe darwinLevel?.pointee = numbers.level
  unsafe darwinName?.pointee = numbers.name
  return 0
}

/// Runs a call of the host's interface with a client's address in the host's layout.
func withHostAddress(
  _ darwin: UnsafeRawPointer?, _ body: (UnsafePointer<sockaddr>?) -> CInt
) -> CInt {
  guard let darwin = unsafe darwin else { return DarwinErrno.fromHost(body(nil)) }
  do throws(AddressTranslation.Failure) {
    var storage = try unsafe AddressTranslation.host(darwin)
    let error = unsafe withUnsafePointer(to: &storage) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0) }
    }
    return DarwinErrno.fromHost(error)
  } catch .family {
    return DarwinErrno.familyNotSupported
  } catch {
    return DarwinErrno.invalidArgument
  }
}
