// SPDX-License-Identifier: Apache-2.0
// C entry points of kpi_mbuf.h: data of one mbuf, allocation, release. Rules are in Mbuf/.

import CLinux
import CSocketKPI
import SystemPackage

/// Runs `body` on a live mbuf and answers its error as a number; EINVAL for any other handle.
@inline(__always)
func withMbuf(
  _ handle: mbuf_t?, _ operation: StaticString, _ body: (MbufNode) throws(Errno) -> Void
) -> errno_t {
  guard let node = unsafe MbufNode(handle, in: operation) else {
    return Errno.invalidArgument.rawValue
  }
  do {
    try body(node)
    return 0
  } catch {
    return error.rawValue
  }
}

@c @implementation
public func mbuf_data(_ mbuf: mbuf_t?) -> UnsafeMutableRawPointer? {
  unsafe MbufNode(mbuf, in: "mbuf_data").map { unsafe UnsafeMutableRawPointer($0.data) }
}

@c @implementation
public func mbuf_datastart(_ mbuf: mbuf_t?) -> UnsafeMutableRawPointer? {
  unsafe MbufNode(mbuf, in: "mbuf_datastart").map { unsafe UnsafeMutableRawPointer($0.bufferStart) }
}

@c @implementation
public func mbuf_setdata(
  _ mbuf: mbuf_t?, _ data: UnsafeMutableRawPointer?, _ len: Int
) -> errno_t {
  unsafe withMbuf(mbuf, "mbuf_setdata") { node throws(Errno) in
    try unsafe node.setWindow(data, len)
  }
}

@c @implementation
public func mbuf_align_32(_ mbuf: mbuf_t?, _ len: Int) -> errno_t {
  unsafe withMbuf(mbuf, "mbuf_align_32") { node throws(Errno) in try node.alignWindow(for: len) }
}

@c @implementation
public func mbuf_data_to_physical(_ ptr: UnsafeMutableRawPointer?) -> addr64_t { 0 }

@c @implementation
public func mbuf_len(_ mbuf: mbuf_t?) -> Int {
  unsafe MbufNode(mbuf, in: "mbuf_len")?.length ?? 0
}

@c @implementation
public func mbuf_setlen(_ mbuf: mbuf_t?, _ len: Int) {
  guard let node = unsafe MbufNode(mbuf, in: "mbuf_setlen") else { return }
  node.length = len
  if CheckedMode.isOn { MbufAudit.lengthSet(node, in: "mbuf_setlen") }
}

@c @implementation
public func mbuf_adjustlen(_ mbuf: mbuf_t?, _ amount: CInt) -> errno_t {
  unsafe withMbuf(mbuf, "mbuf_adjustlen") { node throws(Errno) in
    try node.adjustLength(Int(amount))
  }
}

@c @implementation
public func mbuf_maxlen(_ mbuf: mbuf_t?) -> Int {
  unsafe MbufNode(mbuf, in: "mbuf_maxlen")?.bufferBytes ?? 0
}

@c @implementation
public func mbuf_leadingspace(_ mbuf: mbuf_t?) -> Int {
  unsafe MbufNode(mbuf, in: "mbuf_leadingspace")?.leadingSpace ?? 0
}

@c @implementation
public func mbuf_trailingspace(_ mbuf: mbuf_t?) -> Int {
  unsafe MbufNode(mbuf, in: "mbuf_trailingspace")?.trailingSpace ?? 0
}

@c @implementation
public func mbuf_get(
  _ how: mbuf_how_t, _ type: mbuf_type_t, _ mbuf: UnsafeMutablePointer<mbuf_t?>?
) -> errno_t {
  unsafe MbufCalls.make(mbuf) { () throws(Errno) in try MbufCalls.plain(type) }
}

@c @implementation
public func mbuf_gethdr(
  _ how: mbuf_how_t, _ type: mbuf_type_t, _ mbuf: UnsafeMutablePointer<mbuf_t?>?
) -> errno_t {
  unsafe MbufCalls.make(mbuf) { () throws(Errno) in try MbufCalls.packet(type) }
}

@c @implementation
public func mbuf_attachcluster(
  _ how: mbuf_how_t, _ type: mbuf_type_t, _ mbuf: UnsafeMutablePointer<mbuf_t?>?,
  _ extbuf: UnsafeMutablePointer<CChar>?,
  _ extfree: (
    @convention(c) (UnsafeMutablePointer<CChar>?, CUnsignedInt, UnsafeMutablePointer<CChar>?) ->
      Void
  )?,
  _ extsize: Int, _ extarg: UnsafeMutablePointer<CChar>?
) -> errno_t {
  guard let extbuf = unsafe extbuf, let extfree = unsafe extfree, extsize > 0 else {
    return Errno.invalidArgument.rawValue
  }
  return unsafe MbufCalls.attach(
    mbuf, type: type, buffer: extbuf, size: extsize, argument: extarg, release: extfree)
}

@c @implementation
public func mbuf_alloccluster(
  _ how: mbuf_how_t, _ size: UnsafeMutablePointer<Int>?,
  _ addr: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> errno_t {
  guard let size = unsafe size, let addr = unsafe addr else {
    return Errno.invalidArgument.rawValue
  }
  return unsafe MbufCalls.allocateCluster(&size.pointee, &addr.pointee)
}

@c @implementation
public func mbuf_freecluster(_ addr: UnsafeMutablePointer<CChar>?, _ size: Int) {
  guard let addr = unsafe addr else { return }
  unsafe MbufCalls.freeCluster(addr, size)
}

@c @implementation
public func mbuf_getcluster(
  _ how: mbuf_how_t, _ type: mbuf_type_t, _ size: Int, _ mbuf: UnsafeMutablePointer<mbuf_t?>?
) -> errno_t {
  unsafe MbufCalls.giveCluster(mbuf, type: type, size: size)
}

@c @implementation
public func mbuf_mclget(
  _ how: mbuf_how_t, _ type: mbuf_type_t, _ mbuf: UnsafeMutablePointer<mbuf_t?>?
) -> errno_t {
  unsafe MbufCalls.giveCluster(mbuf, type: type, size: KPI_CLUSTER_BYTES)
}

@c @implementation
public func mbuf_getpacket(_ how: mbuf_how_t, _ mbuf: UnsafeMutablePointer<mbuf_t?>?) -> errno_t {
  unsafe MbufCalls.make(mbuf) { () throws(Errno) in
    do {
      let node = try MbufCalls.packet(UInt32(MbufType.data))
      if node.attachCluster(.cluster) { return node }
      node.free()
      throw Errno.noMemory
    } catch {
      throw how == mbuf_how_t(MBUF_DONTWAIT) ? .wouldBlock : .noMemory
    }
  }
}

@c @implementation
public func mbuf_allocpacket(
  _ how: mbuf_how_t, _ packetlen: Int, _ maxchunks: UnsafeMutablePointer<CUnsignedInt>?,
  _ mbuf: UnsafeMutablePointer<mbuf_t?>?
) -> errno_t {
  unsafe MbufCalls.allocatePackets(1, room: packetlen, maxchunks, mbuf)
}

@c @implementation
public func mbuf_allocpacket_list(
  _ numpkts: CUnsignedInt, _ how: mbuf_how_t, _ packetlen: Int,
  _ maxchunks: UnsafeMutablePointer<CUnsignedInt>?, _ mbuf: UnsafeMutablePointer<mbuf_t?>?
) -> errno_t {
  unsafe MbufCalls.allocatePackets(Int(numpkts), room: packetlen, maxchunks, mbuf)
}

@c @implementation
public func mbuf_free(_ mbuf: mbuf_t?) -> mbuf_t? {
  unsafe MbufNode(mbuf, in: "mbuf_free")?.free()?.handle
}

@c @implementation
public func mbuf_freem(_ mbuf: mbuf_t?) {
  guard unsafe mbuf != nil else { return }
  unsafe MbufNode(mbuf, in: "mbuf_freem")?.freeChain()
}

@c @implementation
public func mbuf_freem_list(_ mbuf: mbuf_t?) -> CInt {
  guard unsafe mbuf != nil else { return 0 }
  var packets: CInt = 0
  var packet = unsafe MbufNode(mbuf, in: "mbuf_freem_list")
  while let current = packet {
    let following = current.nextPacket
    current.freeChain()
    packets += 1
    packet = following.flatMap { unsafe MbufNode($0.handle, in: "mbuf_freem_list") }
  }
  return packets
}
