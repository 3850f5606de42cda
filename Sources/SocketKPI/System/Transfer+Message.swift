// SPDX-License-Identifier: Apache-2.0
// Names and ancillary data between msghdr and Transfer.

import CLinux
import CSocketKPI
import Glibc
import SystemPackage

/// The most ancillary data that a send may carry: the payload of one mbuf.
private let maximumControlBytes = 224

extension Transfer {
  /// Takes address and ancillary data of a message to send.
  mutating func adoptNameAndControl(of message: UnsafePointer<msghdr>) throws(Errno) {
    if let name = unsafe message.pointee.msg_name {
      // The length follows from the family, as in the KPI; a shorter one that is given is an error.
      let address = try unsafe SocketAddress(family: name.assumingMemoryBound(to: sockaddr.self))
      unsafe self.name = name
      unsafe nameLength = address.hostLength
    }
    if let control = unsafe message.pointee.msg_control {
      let length = unsafe message.pointee.msg_controllen
      guard length >= MemoryLayout<cmsghdr>.size, length <= maximumControlBytes else {
        throw .invalidArgument
      }
      unsafe self.control = control
      unsafe controlLength = length
    }
  }

  /// Offers room for address and ancillary data of a message to receive.
  mutating func offerNameAndControl(of message: UnsafeMutablePointer<msghdr>) {
    if let name = unsafe message.pointee.msg_name, unsafe message.pointee.msg_namelen > 0 {
      unsafe self.name = name
      unsafe nameLength = Int(message.pointee.msg_namelen)
    }
    if let control = unsafe message.pointee.msg_control {
      unsafe self.control = control
      unsafe controlLength = message.pointee.msg_controllen
    }
  }

  /// Reports flags and the length of ancillary data; the name's length stays as given.
  func reportNameAndControl(to message: UnsafeMutablePointer<msghdr>, _ flags: CInt) {
    unsafe message.pointee.msg_flags = flags & ~(MSG_RCVMORE | MSG_HAVEMORE) | resultFlags
    unsafe message.pointee.msg_controllen = control == nil ? 0 : controlLength
  }
}

extension SocketAddress {
  /// Bytes of the address in the host's layout.
  var hostLength: Int { unsafe withSockaddr { _, length in Int(length) } }

  /// Copies the host's layout, cut to `room` bytes.
  package func copy(to target: UnsafeMutablePointer<sockaddr>, room: Int) {
    unsafe withSockaddr { pointer, length in
      unsafe UnsafeMutableRawPointer(target).copyMemory(
        from: UnsafeRawPointer(pointer), byteCount: min(room, Int(length)))
    }
  }

  /// A copy from malloc, at least as large as a plain sockaddr; nil without memory.
  func allocateSockaddr() -> UnsafeMutablePointer<sockaddr>? {
    guard let raw = unsafe calloc(1, MemoryLayout<sockaddr_storage>.size) else { return nil }
    let target = unsafe raw.assumingMemoryBound(to: sockaddr.self)
    unsafe copy(to: target, room: MemoryLayout<sockaddr_storage>.size)
    return unsafe target
  }
}
