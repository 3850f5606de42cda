// SPDX-License-Identifier: Apache-2.0
// The Internet checksum over chains (RFC 1071), and the checksums a packet asks for.

import CLinux
import SystemPackage

/// A running Internet checksum.
struct InternetChecksum {
  private var sum: UInt64 = 0
  private var isOdd = false

  /// Adds bytes in order; stretches of odd length may follow each other.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    for index in bytes.indices {
      let byte = unsafe bytes[index]
      sum += isOdd ? UInt64(byte) : UInt64(byte) << 8
      isOdd.toggle()
    }
  }

  /// Adds a 16-bit number.
  mutating func add(_ word: UInt16) { sum += UInt64(word) }

  /// The checksum as a number; in a packet it is stored big-endian.
  var value: UInt16 {
    var folded = sum
    while folded > 0xffff { folded = (folded & 0xffff) + (folded >> 16) }
    return ~UInt16(folded)
  }
}

extension MbufNode {
  /// IP versions by what their headers look like.
  enum InternetProtocol {
    case v4, v6

    /// Bytes of the fixed header, and where the addresses are in it.
    var headerBytes: Int { self == .v4 ? 20 : 40 }
    var addresses: Range<Int> { self == .v4 ? 12..<20 : 8..<40 }
  }

  /// Checksum requests by protocol (`MBUF_CSUM_REQ_*`).
  enum ChecksumRequest {
    static let header: UInt32 = 0x0001
    static let transport: UInt32 = 0x0002 | 0x0004 | 0x0020 | 0x0040
    static let udp: UInt32 = 0x0004 | 0x0040
  }

  /// `mbuf_inet_cksum` and `mbuf_inet6_cksum`: the sum as a number.
  ///
  /// - Parameter transport: protocol number for the pseudo header, whose addresses come from the IP header
  ///   that the chain begins with; 0 for none.
  func checksum(
    _ ip: InternetProtocol, transport: UInt8, from offset: Int, count: Int
  ) throws(Errno) -> UInt16 {
    guard hasHeader, offset >= 0, count > 0, packetLength >= offset + count else {
      throw .invalidArgument
    }
    var sum = InternetChecksum()
    if transport != 0 {
      let header = try copyOut(from: 0, count: ip.headerBytes)
      unsafe header[ip.addresses].withUnsafeBytes { bytes in unsafe sum.add(bytes) }
      sum.add(UInt16(truncatingIfNeeded: count >> 16))
      sum.add(UInt16(truncatingIfNeeded: count))
      sum.add(UInt16(transport))
    }
    guard addRange(from: offset, count: count, to: &sum) else { throw .invalidArgument }
    return sum.value
  }

  /// Adds bytes of the chain to a sum; false when it ends early.
  private func addRange(from offset: Int, count: Int, to sum: inout InternetChecksum) -> Bool {
    guard var (node, skip) = locate(offset) else { return false }
    var left = count
    while true {
      let here = min(left, node.length - skip)
      unsafe sum.add(UnsafeRawBufferPointer(start: node.data + skip, count: here))
      left -= here
      guard left > 0 else { return true }
      guard let next = node.next else { return false }
      (node, skip) = (next, 0)
    }
  }

  /// Bytes of the chain, copied.
  func copyOut(from offset: Int, count: Int) throws(Errno) -> [UInt8] {
    var isComplete = false
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      unsafe buffer.initialize(repeating: 0)
      isComplete = unsafe copyBytes(from: offset, to: UnsafeMutableRawBufferPointer(buffer))
      filled = count
    }
    guard isComplete else { throw .invalidArgument }
    return bytes
  }

  /// `mbuf_outbound_finalize`: what was requested is computed, stored and no longer requested.
  ///
  /// The field of a transport checksum already holds the sum of the pseudo header, as senders leave it;
  /// its place in the transport header is the value of the request.
  func finalizeChecksums(_ ip: InternetProtocol, at offset: Int) {
    let requested = unsafe raw.pointee.header.csum_flags
    guard let header = try? copyOut(from: offset, count: ip.headerBytes) else { return }
    let headerBytes = ip == .v4 ? Int(header[0] & 0x0f) * 4 : ip.headerBytes
    if requested & ChecksumRequest.transport != 0 {
      let start = offset + headerBytes
      let payload =
        ip == .v4 ? Int(header[2]) << 8 | Int(header[3]) : Int(header[4]) << 8 | Int(header[5])
      let count = ip == .v4 ? payload - headerBytes : payload
      let field = unsafe Int(raw.pointee.header.csum_value & 0xffff)
      var sum = InternetChecksum()
      if count > 0, field + 2 <= count, addRange(from: start, count: count, to: &sum) {
        let isUDP = requested & ChecksumRequest.udp != 0
        store(isUDP && sum.value == 0 ? 0xffff : sum.value, at: start + field)
      }
    }
    if ip == .v4, requested & ChecksumRequest.header != 0 {
      store(0, at: offset + 10)
      var sum = InternetChecksum()
      if addRange(from: offset, count: headerBytes, to: &sum) { store(sum.value, at: offset + 10) }
    }
    let done = ChecksumRequest.transport | (ip == .v4 ? ChecksumRequest.header : 0)
    unsafe raw.pointee.header.csum_flags &= ~done
  }

  private func store(_ number: UInt16, at offset: Int) {
    let bytes: [UInt8] = [UInt8(number >> 8), UInt8(truncatingIfNeeded: number)]
    unsafe bytes.withUnsafeBytes { bytes in try? unsafe overwrite(at: offset, with: bytes) }
  }
}
