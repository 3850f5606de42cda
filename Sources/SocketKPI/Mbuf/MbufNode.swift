// SPDX-License-Identifier: Apache-2.0
// One mbuf: a typed view of the C node. It owns nothing; whoever holds a chain owns its nodes.

import CLinux
import CSocketKPI

/// A node of a chain.
@safe
struct MbufNode: Equatable, @unchecked Sendable {
  /// The node behind this view.
  let raw: UnsafeMutablePointer<kpi_mbuf>

  init(_ raw: UnsafeMutablePointer<kpi_mbuf>) { unsafe self.raw = raw }

  /// The node of a C handle, without looking whether it is one.
  init?(unchecked handle: mbuf_t?) {
    guard let handle = unsafe handle else { return nil }
    unsafe raw = UnsafeMutablePointer(handle)
  }

  static func == (left: MbufNode, right: MbufNode) -> Bool { unsafe left.raw == right.raw }

  /// The C handle.
  var handle: mbuf_t { unsafe OpaquePointer(raw) }

  /// The next mbuf of the packet.
  var next: MbufNode? {
    get { if let node = unsafe raw.pointee.next { unsafe MbufNode(node) } else { nil } }
    nonmutating set { unsafe raw.pointee.next = newValue?.raw }
  }

  /// The next packet of a list.
  var nextPacket: MbufNode? {
    get { if let node = unsafe raw.pointee.nextpkt { unsafe MbufNode(node) } else { nil } }
    nonmutating set { unsafe raw.pointee.nextpkt = newValue?.raw }
  }

  /// Bytes of data in this mbuf.
  var length: Int {
    get { unsafe Int(raw.pointee.length) }
    nonmutating set { unsafe raw.pointee.length = UInt32(truncatingIfNeeded: newValue) }
  }

  /// Where the data starts.
  var data: UnsafeMutablePointer<UInt8> {
    get { unsafe raw.pointee.data }
    nonmutating set { unsafe raw.pointee.data = unsafe newValue }
  }

  /// What the mbuf is used for; `.free` marks a node that nobody owns.
  var type: UInt16 {
    get { unsafe raw.pointee.type }
    nonmutating set { unsafe raw.pointee.type = newValue }
  }

  var flags: MbufFlags {
    get { unsafe MbufFlags(rawValue: raw.pointee.flags) }
    nonmutating set { unsafe raw.pointee.flags = newValue.rawValue }
  }

  var hasHeader: Bool { flags.contains(.packetHeader) }
  var isExternal: Bool { flags.contains(.external) }

  /// The packet length in the header. Meaningful only with `hasHeader`.
  var packetLength: Int {
    get { unsafe Int(raw.pointee.header.length) }
    nonmutating set { unsafe raw.pointee.header.length = Int64(newValue) }
  }

  /// The descriptor of external storage. Meaningful only with `isExternal`.
  var storage: UnsafeMutablePointer<kpi_storage> {
    get { unsafe raw.pointee.storage }
    nonmutating set { unsafe raw.pointee.storage = unsafe newValue }
  }
}

/// The flag word of an mbuf (kpi_mbuf.h `MBUF_*`).
struct MbufFlags: OptionSet, Sendable {
  let rawValue: UInt16

  static let external = MbufFlags(rawValue: 0x0001)
  static let packetHeader = MbufFlags(rawValue: 0x0002)
  static let endOfRecord = MbufFlags(rawValue: 0x0004)

  /// What callers may see and set.
  static let visible = MbufFlags(rawValue: 0x7f47)
  /// What follows a header to its new mbuf.
  static let withHeader = MbufFlags(rawValue: 0x7f46)
}

/// Mbuf types used inside the library (kpi_mbuf.h `MBUF_TYPE_*`).
enum MbufType {
  static let free: UInt16 = 0
  static let data: UInt16 = 1
  static let header: UInt16 = 2
}
