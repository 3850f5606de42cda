// SPDX-License-Identifier: Apache-2.0
// C entry points of kpi_mbuf.h: packet headers, checksums, sizes, statistics. Rules are in Mbuf/.

import CLinux
import CSocketKPI
import SystemPackage

/// Runs `body` on a live header mbuf; EINVAL for any other handle.
@inline(__always)
func withHeaderMbuf(
  _ handle: mbuf_t?, _ operation: StaticString, _ body: (MbufNode) throws(Errno) -> Void
) -> errno_t {
  unsafe withMbuf(handle, operation) { node throws(Errno) in
    guard node.hasHeader else { throw .invalidArgument }
    try body(node)
  }
}

/// The mbuf, if it is alive and has a packet header.
@inline(__always)
func headerMbuf(_ handle: mbuf_t?, _ operation: StaticString) -> MbufNode? {
  guard let node = unsafe MbufNode(handle, in: operation), node.hasHeader else { return nil }
  return node
}

@c @implementation
public func mbuf_copy_pkthdr(_ dest: mbuf_t?, _ src: mbuf_t?) -> errno_t {
  unsafe withMbuf(dest, "mbuf_copy_pkthdr") { node throws(Errno) in
    guard let source = unsafe MbufNode(src, in: "mbuf_copy_pkthdr") else { throw .invalidArgument }
    try node.takeHeaderCopy(of: source)
  }
}

@c @implementation
public func mbuf_pkthdr_len(_ mbuf: mbuf_t?) -> Int {
  unsafe headerMbuf(mbuf, "mbuf_pkthdr_len")?.packetLength ?? 0
}

@c @implementation
public func mbuf_pkthdr_setlen(_ mbuf: mbuf_t?, _ len: Int) {
  unsafe headerMbuf(mbuf, "mbuf_pkthdr_setlen")?.packetLength = len
}

@c @implementation
public func mbuf_pkthdr_adjustlen(_ mbuf: mbuf_t?, _ amount: CInt) {
  unsafe headerMbuf(mbuf, "mbuf_pkthdr_adjustlen")?.packetLength += Int(amount)
}

@c @implementation
public func mbuf_pkthdr_rcvif(_ mbuf: mbuf_t?) -> ifnet_t? {
  guard let node = unsafe headerMbuf(mbuf, "mbuf_pkthdr_rcvif") else { return nil }
  return unsafe node.raw.pointee.header.interface.map { ifnet_t($0) }
}

@c @implementation
public func mbuf_pkthdr_setrcvif(_ mbuf: mbuf_t?, _ ifp: ifnet_t?) -> errno_t {
  unsafe withHeaderMbuf(mbuf, "mbuf_pkthdr_setrcvif") { node throws(Errno) in
    unsafe node.raw.pointee.header.interface = ifp.map { unsafe UnsafeMutableRawPointer($0) }
  }
}

@c @implementation
public func mbuf_pkthdr_header(_ mbuf: mbuf_t?) -> UnsafeMutableRawPointer? {
  guard let node = unsafe headerMbuf(mbuf, "mbuf_pkthdr_header") else { return nil }
  return unsafe node.raw.pointee.header.link_header
}

@c @implementation
public func mbuf_pkthdr_setheader(_ mbuf: mbuf_t?, _ header: UnsafeMutableRawPointer?) {
  guard let node = unsafe headerMbuf(mbuf, "mbuf_pkthdr_setheader") else { return }
  unsafe node.raw.pointee.header.link_header = unsafe header
}

@c @implementation
public func mbuf_inbound_modified(_ mbuf: mbuf_t?) {
  guard let node = unsafe headerMbuf(mbuf, "mbuf_inbound_modified") else { return }
  unsafe node.raw.pointee.header.csum_flags = 0
}

@c @implementation
public func mbuf_outbound_finalize(
  _ mbuf: mbuf_t?, _ protocol_family: UInt32, _ protocol_offset: Int
) {
  guard let node = unsafe headerMbuf(mbuf, "mbuf_outbound_finalize") else { return }
  switch CInt(truncatingIfNeeded: protocol_family) {
  case AF_INET: node.finalizeChecksums(.v4, at: protocol_offset)
  case AF_INET6: node.finalizeChecksums(.v6, at: protocol_offset)
  default: break
  }
}

@c @implementation
public func mbuf_set_vlan_tag(_ mbuf: mbuf_t?, _ vlan: UInt16) -> errno_t {
  unsafe withHeaderMbuf(mbuf, "mbuf_set_vlan_tag") { node throws(Errno) in
    unsafe node.raw.pointee.header.vlan = vlan
    unsafe node.raw.pointee.header.packet_flags |= UInt32(KPI_PKT_VLAN)
  }
}

@c @implementation
public func mbuf_get_vlan_tag(_ mbuf: mbuf_t?, _ vlan: UnsafeMutablePointer<UInt16>?) -> errno_t {
  unsafe withHeaderMbuf(mbuf, "mbuf_get_vlan_tag") { node throws(Errno) in
    guard let vlan = unsafe vlan else { throw .invalidArgument }
    guard unsafe node.raw.pointee.header.packet_flags & UInt32(KPI_PKT_VLAN) != 0 else {
      throw .noSuchAddressOrDevice
    }
    unsafe vlan.pointee = unsafe node.raw.pointee.header.vlan
  }
}

@c @implementation
public func mbuf_clear_vlan_tag(_ mbuf: mbuf_t?) -> errno_t {
  unsafe withHeaderMbuf(mbuf, "mbuf_clear_vlan_tag") { node throws(Errno) in
    unsafe node.raw.pointee.header.vlan = 0
    unsafe node.raw.pointee.header.packet_flags &= ~UInt32(KPI_PKT_VLAN)
  }
}

/// Bits of the checksum word that callers see as requests, and as results.
private let checksumRequests: UInt32 = 0x1067
private let checksumResults: UInt32 = 0x1f00

@c @implementation
public func mbuf_set_csum_requested(
  _ mbuf: mbuf_t?, _ request: mbuf_csum_request_flags_t, _ value: UInt32
) -> errno_t {
  unsafe withHeaderMbuf(mbuf, "mbuf_set_csum_requested") { node throws(Errno) in
    node.setChecksumWord(request & checksumRequests, value)
  }
}

@c @implementation
public func mbuf_get_csum_requested(
  _ mbuf: mbuf_t?, _ request: UnsafeMutablePointer<mbuf_csum_request_flags_t>?,
  _ value: UnsafeMutablePointer<UInt32>?
) -> errno_t {
  unsafe withHeaderMbuf(mbuf, "mbuf_get_csum_requested") { node throws(Errno) in
    unsafe request?.pointee = node.raw.pointee.header.csum_flags & checksumRequests
    unsafe value?.pointee = unsafe node.raw.pointee.header.csum_value
  }
}

@c @implementation
public func mbuf_clear_csum_requested(_ mbuf: mbuf_t?) -> errno_t {
  unsafe withHeaderMbuf(mbuf, "mbuf_clear_csum_requested") { node throws(Errno) in
    node.setChecksumWord(0, 0)
  }
}

@c @implementation
public func mbuf_set_csum_performed(
  _ mbuf: mbuf_t?, _ flags: mbuf_csum_performed_flags_t, _ value: UInt32
) -> errno_t {
  unsafe withHeaderMbuf(mbuf, "mbuf_set_csum_performed") { node throws(Errno) in
    node.setChecksumWord(flags & checksumResults, value)
  }
}

@c @implementation
public func mbuf_get_csum_performed(
  _ mbuf: mbuf_t?, _ flags: UnsafeMutablePointer<mbuf_csum_performed_flags_t>?,
  _ value: UnsafeMutablePointer<UInt32>?
) -> errno_t {
  unsafe withHeaderMbuf(mbuf, "mbuf_get_csum_performed") { node throws(Errno) in
    unsafe flags?.pointee = node.raw.pointee.header.csum_flags & checksumResults
    unsafe value?.pointee = unsafe node.raw.pointee.header.csum_value
  }
}

@c @implementation
public func mbuf_clear_csum_performed(_ mbuf: mbuf_t?) -> errno_t {
  unsafe withHeaderMbuf(mbuf, "mbuf_clear_csum_performed") { node throws(Errno) in
    node.setChecksumWord(0, 0)
  }
}

@c @implementation
public func mbuf_get_tso_requested(
  _ mbuf: mbuf_t?, _ request: UnsafeMutablePointer<mbuf_tso_request_flags_t>?,
  _ value: UnsafeMutablePointer<UInt32>?
) -> errno_t {
  unsafe withHeaderMbuf(mbuf, "mbuf_get_tso_requested") { node throws(Errno) in
    guard let request = unsafe request, let value = unsafe value else { throw .invalidArgument }
    let asked = unsafe node.raw.pointee.header.csum_flags & 0x30_0000
    unsafe request.pointee = asked
    if asked != 0 { unsafe value.pointee = unsafe node.raw.pointee.header.tso_segment }
  }
}

@c @implementation
public func mbuf_inet_cksum(
  _ mbuf: mbuf_t?, _ protocol: CInt, _ offset: UInt32, _ length: UInt32,
  _ csum: UnsafeMutablePointer<UInt16>?
) -> errno_t {
  unsafe withMbuf(mbuf, "mbuf_inet_cksum") { node throws(Errno) in
    guard let csum = unsafe csum else { throw .invalidArgument }
    unsafe csum.pointee = try node.checksum(
      .v4, transport: UInt8(truncatingIfNeeded: `protocol`), from: Int(offset), count: Int(length)
    ).bigEndian
  }
}

@c @implementation
public func mbuf_inet6_cksum(
  _ mbuf: mbuf_t?, _ protocol: CInt, _ offset: UInt32, _ length: UInt32,
  _ csum: UnsafeMutablePointer<UInt16>?
) -> errno_t {
  unsafe withMbuf(mbuf, "mbuf_inet6_cksum") { node throws(Errno) in
    guard let csum = unsafe csum else { throw .invalidArgument }
    unsafe csum.pointee = try node.checksum(
      .v6, transport: UInt8(truncatingIfNeeded: `protocol`), from: Int(offset), count: Int(length)
    ).bigEndian
  }
}

@c @implementation
public func mbuf_get_mlen() -> UInt32 { UInt32(KPI_MLEN) }

@c @implementation
public func mbuf_get_mhlen() -> UInt32 { UInt32(KPI_MHLEN) }

@c @implementation
public func mbuf_get_minclsize() -> UInt32 { UInt32(KPI_MINCLSIZE) }

@c @implementation
public func mbuf_stats(_ stats: UnsafeMutablePointer<mbuf_stat>?) {
  unsafe stats?.pointee = mbuf_stat(MbufStatistics.current())
}
