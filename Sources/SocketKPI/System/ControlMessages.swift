// SPDX-License-Identifier: Apache-2.0
// Ancillary data of one message, walked record by record.

import CLinux
import Glibc

/// Ancillary data in the host's layout: records of length, level, type and payload, each aligned.
@unsafe struct ControlMessages {
  /// One record.
  struct Record {
    var level: CInt
    var type: CInt
    /// Where the record begins, and how many bytes it takes with its padding.
    var start: Int
    var span: Int
    /// Bytes of payload.
    var payload: Int
  }

  private let bytes: UnsafeMutableRawBufferPointer

  /// Length, level and type, in the host's layout; a multiple of the alignment.
  static let headerBytes = MemoryLayout<cmsghdr>.stride
  private static let alignment = MemoryLayout<Int>.size

  init(_ control: UnsafeMutableRawPointer?, count: Int) {
    unsafe bytes = UnsafeMutableRawBufferPointer(start: control, count: control == nil ? 0 : count)
  }

  /// Bytes that a record takes in the list.
  static func span(ofPayload payload: Int) -> Int {
    unsafe headerBytes + (payload + alignment - 1) / alignment * alignment
  }

  /// The records in order; a broken length ends the list.
  func records() -> [Record] {
    var found: [Record] = []
    var start = 0
    while unsafe start + ControlMessages.headerBytes <= bytes.count {
      let header = unsafe bytes.loadUnaligned(fromByteOffset: start, as: cmsghdr.self)
      let length = Int(clamping: header.cmsg_len)
      guard unsafe length >= ControlMessages.headerBytes, unsafe start + length <= bytes.count
      else { break }
      let payload = unsafe length - ControlMessages.headerBytes
      found.append(
        Record(
          level: header.cmsg_level, type: header.cmsg_type, start: start,
          span: unsafe min(ControlMessages.span(ofPayload: payload), bytes.count - start),
          payload: payload))
      unsafe start += ControlMessages.span(ofPayload: payload)
    }
    return found
  }

  /// The payload as an integer of one or four bytes; nil for any other size.
  func integer(_ record: Record) -> CInt? {
    let start = unsafe record.start + ControlMessages.headerBytes
    switch record.payload {
    case 1: return CInt(unsafe bytes[start])
    case MemoryLayout<CInt>.size:
      return unsafe bytes.loadUnaligned(fromByteOffset: start, as: CInt.self)
    default: return nil
    }
  }

  /// The records that `isWanted` keeps, back to back.
  func copy(keeping isWanted: (Record) -> Bool) -> [UInt8] {
    var kept: [UInt8] = []
    for record in unsafe records() where isWanted(record) {
      unsafe kept += unsafe UnsafeRawBufferPointer(
        rebasing: bytes[record.start..<record.start + record.span])
    }
    return kept
  }

  /// Writes a record with an integer over the bytes at `start`; false without room.
  func store(_ value: CInt, level: CInt, type: CInt, at start: Int) -> Bool {
    let length = unsafe ControlMessages.headerBytes + MemoryLayout<CInt>.size
    guard unsafe start + length <= bytes.count else { return false }
    var header = cmsghdr()
    header.cmsg_len = .init(length)
    header.cmsg_level = level
    header.cmsg_type = type
    unsafe bytes.storeBytes(of: header, toByteOffset: start, as: cmsghdr.self)
    unsafe bytes.storeBytes(
      of: value, toByteOffset: start + ControlMessages.headerBytes, as: CInt.self)
    return true
  }
}
