// SPDX-License-Identifier: Apache-2.0
// The packet header: it belongs to the first mbuf of a packet, and moves with that place.

import CLinux

extension MbufNode {
  /// Moves the packet header to `target`, which becomes a header mbuf; this mbuf becomes a plain one.
  ///
  /// Inline data of this mbuf stays where it is. `target` must be empty or a header mbuf.
  func moveHeader(to target: MbufNode) {
    if target.hasHeader { MbufTags.removeAll(from: target) }
    let wasInline = !target.isExternal
    unsafe target.raw.pointee.header = raw.pointee.header
    target.flags = flags.intersection(.withHeader)
      .union(target.flags.intersection(.external)).union(.packetHeader)
    if wasInline, target.length == 0 { unsafe target.data = target.bufferStart }
    unsafe raw.pointee.header.tags = nil
    flags.remove(.packetHeader)
  }

  /// Copies the packet header without its tags to `target`, an empty mbuf or a header mbuf.
  func copyHeader(to target: MbufNode) {
    if target.hasHeader { MbufTags.removeAll(from: target) }
    let wasInline = !target.isExternal
    unsafe target.raw.pointee.header = raw.pointee.header
    unsafe target.raw.pointee.header.tags = nil
    target.flags = flags.intersection(.withHeader)
      .union(target.flags.intersection(.external)).union(.packetHeader)
    if wasInline, target.length == 0 { unsafe target.data = target.bufferStart }
  }

  /// Makes this mbuf a plain one; tags are freed. Data stays where it is; without any, all room is
  /// available.
  func dropHeader() {
    guard hasHeader else { return }
    MbufTags.removeAll(from: self)
    flags.remove(.packetHeader)
    if length == 0, !isExternal { unsafe data = bufferStart }
  }
}
