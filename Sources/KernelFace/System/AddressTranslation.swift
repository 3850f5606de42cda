// SPDX-License-Identifier: Apache-2.0
// Addresses in memory: the length byte comes and goes.

import CSocketKPI
import Glibc

/// Addresses between Darwin's layout (length, family, rest) and the host's (16-bit family, rest).
///
/// The rest of an internet address is laid out alike on both sides.
enum AddressTranslation {
  /// The rest of an address begins here on both sides.
  static let restOffset = 2
  /// Bytes of a path, and of the host's room for it.
  static let pathBytes = 104

  enum Failure: Error {
    case family
    case length
  }

  /// Writes the host's form of an address and returns it in a storage of its own.
  static func host(_ darwin: UnsafeRawPointer) throws(Failure) -> sockaddr_storage {
    let bytes = unsafe darwin.assumingMemoryBound(to: UInt8.self)
    guard let family = unsafe DarwinFamily(rawValue: bytes[1]) else { throw .family }
    // The length byte is authoritative; 0 is filled in by family.
    let stated = unsafe Int(bytes[0])
    let length = stated == 0 ? family.addressBytes : stated
    switch family {
    case .internet, .internet6:
      guard length == family.addressBytes else { throw .length }
    case .local:
      guard length >= restOffset, length <= restOffset + pathBytes else { throw .length }
    case .unspecified:
      guard length >= restOffset, length <= MemoryLayout<sockaddr_storage>.size else {
        throw .length
      }
    }
    var storage = sockaddr_storage()
    unsafe withUnsafeMutableBytes(of: &storage) { room in
      unsafe room.storeBytes(of: sa_family_t(family.host), as: sa_family_t.self)
      unsafe (room.baseAddress! + restOffset).copyMemory(
        from: darwin + restOffset, byteCount: length - restOffset)
    }
    return storage
  }

  /// Darwin's form of an address: at most `room` bytes at `into`. Returns the whole length.
  static func darwin(
    _ host: UnsafeRawPointer, into: UnsafeMutableRawPointer?, room: Int
  ) -> Int? {
    let hostFamily = unsafe host.loadUnaligned(as: sa_family_t.self)
    guard let family = DarwinFamily(host: CInt(hostFamily)) else { return nil }
    var length = family.addressBytes
    if family == .local {
      let path = unsafe (host + restOffset).assumingMemoryBound(to: CChar.self)
      // Named by its path's length; an unnamed socket has a bare address of 16 bytes.
      let count = unsafe strnlen(path, pathBytes)
      length = count == 0 ? DarwinFamily.unspecified.addressBytes : restOffset + count
    }
    guard let into = unsafe into, room > 0 else { return length }
    let head: [UInt8] = [UInt8(length), family.rawValue]
    for index in 0..<min(room, restOffset) {
      unsafe into.storeBytes(of: head[index], toByteOffset: index, as: UInt8.self)
    }
    let rest = min(room, length) - restOffset
    if rest > 0 {
      unsafe (into + restOffset).copyMemory(from: host + restOffset, byteCount: rest)
    }
    return length
  }
}
