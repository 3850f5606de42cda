// SPDX-License-Identifier: Apache-2.0
// Birth and end of mbufs. A free node keeps its place and type 0, so that a stale handle is found.

import CLinux
import CSocketKPI

extension MbufNode {
  /// A plain mbuf: length 0, 224 bytes of room.
  ///
  /// - Returns: nil when there is no memory.
  @inline(__always)
  static func plain(type: UInt16 = MbufType.data) -> MbufNode? {
    guard let object = unsafe MbufPool.take(.node) else { return nil }
    let node = unsafe MbufNode(object.assumingMemoryBound(to: kpi_mbuf.self))
    node.begin(type: type, flags: [], roomAt: KPI_MBUF_FIELDS)
    return node
  }

  /// A header mbuf: length 0, packet length 0, 112 bytes of room.
  ///
  /// - Returns: nil when there is no memory.
  @inline(__always)
  static func packet(type: UInt16 = MbufType.data) -> MbufNode? {
    guard let object = unsafe MbufPool.take(.node) else { return nil }
    let node = unsafe MbufNode(object.assumingMemoryBound(to: kpi_mbuf.self))
    node.begin(type: type, flags: .packetHeader, roomAt: KPI_MBUF_FIELDS + KPI_PKTHDR_BYTES)
    unsafe node.raw.pointee.header = kpi_pkthdr()
    return node
  }

  @inline(__always)
  private func begin(type: UInt16, flags: MbufFlags, roomAt offset: Int) {
    if CheckedMode.isOn { MbufAudit.allocated(self) }
    unsafe raw.pointee.next = nil
    unsafe raw.pointee.nextpkt = nil
    unsafe raw.pointee.length = 0
    unsafe raw.pointee.type = type
    unsafe raw.pointee.flags = flags.rawValue
    unsafe raw.pointee.data =
      UnsafeMutableRawPointer(raw).advanced(by: offset).assumingMemoryBound(to: UInt8.self)
    kpi_type_count(type, 1)
  }

  /// Frees this mbuf: tags, its reference to external storage, the node.
  ///
  /// - Returns: the mbuf that followed.
  @inline(__always)
  @discardableResult
  func free() -> MbufNode? {
    let following = next
    let oldType = type
    if hasHeader, unsafe raw.pointee.header.tags != nil { MbufTags.removeAll(from: self) }
    if isExternal { unsafe MbufStorage.release(storage) }
    type = MbufType.free
    if CheckedMode.isOn { MbufAudit.freed(self) }
    unsafe MbufPool.give(raw, .node)
    kpi_type_count(oldType, -1)
    return following
  }

  /// Frees this mbuf and all that follow in the packet.
  ///
  /// A chain that runs into a node that is already free ends there; checked mode reports it.
  func freeChain() {
    var node = Optional(self)
    while let current = node {
      guard current.type != MbufType.free else {
        return MbufAudit.foundFree(current, in: "mbuf_freem")
      }
      node = current.free()
    }
  }

  /// Bytes in this mbuf and all that follow in the packet.
  var chainLength: Int {
    var sum = 0
    var node = Optional(self)
    while let current = node {
      sum += current.length
      node = current.next
    }
    return sum
  }

  /// The last mbuf of the packet.
  var last: MbufNode {
    var node = self
    while let next = node.next { node = next }
    return node
  }
}
