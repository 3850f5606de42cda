// SPDX-License-Identifier: Apache-2.0
// Interface requests of sock_ioctl: Darwin's records, filled from the host's.

import CSocketKPI
import Glibc

/// SIOCGIFCONF, SIOCGIFFLAGS, SIOCGIFADDR, SIOCGIFNETMASK, SIOCGIFBRDADDR and SIOCGIFMTU in Darwin's layout.
///
/// A Darwin ifreq is 32 bytes: a name of 16, then a union of 16 whose addresses carry their length.
enum InterfaceControl {
  private static let nameBytes = 16
  private static let recordBytes = 32

  /// What a client asks for, by the low 32 bits of the request.
  enum Request: UInt32 {
    case configuration = 0xc00c_6924
    case flags = 0xc020_6911
    case address = 0xc020_6921
    case broadcast = 0xc020_6923
    case netmask = 0xc020_6925
    case mtu = 0xc020_6933
  }

  /// Answers a request, or returns nil when it is not one of these.
  static func perform(_ so: socket_t, _ request: UInt, _ argument: UnsafeMutableRawPointer) -> CInt?
  {
    guard let request = Request(rawValue: UInt32(truncatingIfNeeded: request)) else { return nil }
    return request == .configuration
      ? unsafe listInterfaces(argument) : unsafe ask(so, request, argument)
  }

  /// Darwin's flag bits; only the multicast bit differs.
  static func darwinFlags(_ host: UInt32) -> UInt16 {
    let shared = host & 0x1df  // up, broadcast, debug, loopback, point to point, running, …
    let all: UInt32 = host & 0x200 != 0 ? 0x200 : 0
    let multicast: UInt32 = host & 0x1000 != 0 ? 0x8000 : 0
    return UInt16(shared | all | multicast)
  }

  private static func ask(_ so: socket_t, _ request: Request, _ record: UnsafeMutableRawPointer)
    -> CInt
  {
    let name = unsafe String(cString: record.assumingMemoryBound(to: CChar.self))
    let union = unsafe record + nameBytes
    if request == .mtu {
      guard let mtu = unsafe hostMTU(so, name) else { return ENXIO }
      unsafe union.storeBytes(of: mtu, as: CInt.self)
      return 0
    }
    var found = false
    var answered = false
    unsafe forEachAddress { entryName, entry in
      guard entryName == name, !answered else { return }
      found = true
      if request == .flags {
        unsafe union.storeBytes(of: darwinFlags(entry.pointee.ifa_flags), as: UInt16.self)
        answered = true
        return
      }
      let source: UnsafeMutablePointer<sockaddr>? =
        switch request {
        case .netmask: unsafe entry.pointee.ifa_netmask
        case .broadcast: unsafe entry.pointee.ifa_ifu.ifu_broadaddr
        default: unsafe entry.pointee.ifa_addr
        }
      guard let source = unsafe source,
        unsafe CInt(source.pointee.sa_family) == AF_INET
      else { return }
      answered = unsafe AddressTranslation.darwin(source, into: union, room: nameBytes) != nil
    }
    if answered { return 0 }
    return found ? DarwinErrno.toHost(49) : ENXIO
  }

  /// The host's record is a name of 16 bytes and a union of 24.
  private static let hostRecordBytes = 40

  private static func hostMTU(_ so: socket_t, _ name: String) -> CInt? {
    var record = [UInt8](repeating: 0, count: hostRecordBytes)
    record.replaceSubrange(
      0..<min(name.utf8.count, nameBytes - 1), with: name.utf8.prefix(nameBytes - 1))
    let error = unsafe record.withUnsafeMutableBytes { bytes in
      unsafe sock_ioctl(so, UInt(SIOCGIFMTU), bytes.baseAddress)
    }
    guard error == 0 else { return nil }
    return unsafe record.withUnsafeBytes {
      unsafe $0.load(fromByteOffset: nameBytes, as: CInt.self)
    }
  }

  /// One record for each address of each interface. An IPv6 address makes its record longer.
  private static func listInterfaces(_ argument: UnsafeMutableRawPointer) -> CInt {
    let room = unsafe Int(argument.loadUnaligned(as: CInt.self))
    let address = unsafe argument.loadUnaligned(fromByteOffset: 4, as: UInt.self)
    guard let base = unsafe UnsafeMutableRawPointer(bitPattern: address), room >= 0 else {
      return EINVAL
    }
    var used = 0
    unsafe forEachAddress { name, entry in
      guard let source = unsafe entry.pointee.ifa_addr,
        let length = unsafe AddressTranslation.darwin(source, into: nil, room: 0)
      else { return }
      let size = max(recordBytes, nameBytes + length)
      guard used + size <= room else { return }
      let record = unsafe base + used
      unsafe record.initializeMemory(as: UInt8.self, repeating: 0, count: size)
      for (index, byte) in name.utf8.prefix(nameBytes - 1).enumerated() {
        unsafe record.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
      }
      _ = unsafe AddressTranslation.darwin(source, into: record + nameBytes, room: length)
      used += size
    }
    unsafe argument.storeBytes(of: CInt(used), as: CInt.self)
    return 0
  }

  private static func forEachAddress(
    _ body: (String, UnsafeMutablePointer<ifaddrs>) -> Void
  ) {
    var list: UnsafeMutablePointer<ifaddrs>?
    guard unsafe getifaddrs(&list) == 0 else { return }
    defer { unsafe freeifaddrs(list) }
    var next = unsafe list
    while let entry = unsafe next {
      unsafe body(String(cString: entry.pointee.ifa_name), entry)
      unsafe next = entry.pointee.ifa_next
    }
  }
}
