// SPDX-License-Identifier: Apache-2.0
// Service classes of packets and the four legacy classes they fall into.

import CLinux
import SystemPackage

/// The class word of a packet header (`MBUF_SC_*`): bits 16-23 are 8 times the index, bits 0-15 are 128
/// times the legacy class plus a mark.
enum MbufServiceClass {
  static let all: [Int32] = [
    0x0000_0000, 0x0008_0090, 0x0010_0080, 0x0018_0010, 0x0020_0020, 0x0028_0120, 0x0030_0110,
    0x0038_0100, 0x0040_0180, 0x0048_0190,
  ]
  /// Service classes that stand for the legacy classes BE, BK, VI, VO.
  static let ofLegacy: [Int32] = [0x0000_0000, 0x0010_0080, 0x0038_0100, 0x0040_0180]

  /// The place of a service class in the table.
  static func index(of word: Int32) throws(Errno) -> UInt32 {
    guard let index = all.firstIndex(of: word) else { throw .invalidArgument }
    return UInt32(index)
  }

  /// The place of a legacy class in the table of service classes.
  static func index(ofLegacy value: Int32) throws(Errno) -> UInt32 {
    guard ofLegacy.indices.contains(Int(value)) else { throw .invalidArgument }
    return try index(of: ofLegacy[Int(value)])
  }

  /// The legacy class of a service class.
  static func legacy(of word: Int32) -> Int32 { (word & 0xffff) / 128 }
}

extension MbufNode {
  /// The service class; best effort without packet header.
  var serviceClass: Int32 {
    hasHeader ? unsafe Int32(bitPattern: raw.pointee.header.service_class) : 0
  }

  func setServiceClass(_ word: Int32) throws(Errno) {
    guard hasHeader else { throw .invalidArgument }
    _ = try MbufServiceClass.index(of: word)
    unsafe raw.pointee.header.service_class = UInt32(bitPattern: word)
  }

  func setTrafficClass(_ value: Int32) throws(Errno) {
    guard hasHeader, MbufServiceClass.ofLegacy.indices.contains(Int(value)) else {
      throw .invalidArgument
    }
    let word = MbufServiceClass.ofLegacy[Int(value)]
    unsafe raw.pointee.header.service_class = UInt32(bitPattern: word)
  }
}
