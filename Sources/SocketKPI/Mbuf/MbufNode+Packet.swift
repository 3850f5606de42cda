// SPDX-License-Identifier: Apache-2.0
// Chains with room for a given number of bytes (mbuf_allocpacket).

import CLinux
import SystemPackage

/// How a packet with room for a number of bytes is made up.
///
/// Up to 112 bytes one mbuf, up to 336 two, then clusters; the last piece is the smallest cluster that
/// fits.
struct PacketPlan: Equatable {
  /// Mbufs without a cluster, or jumbo clusters in front of the last piece.
  private let leading: Int
  private let hasClusters: Bool
  private let last: MbufPoolKind?

  init(room bytes: Int, limit: Int) {
    guard bytes > KPI_MINCLSIZE || (limit == 1 && bytes > KPI_MHLEN) else {
      (leading, hasClusters, last) = (bytes <= KPI_MHLEN ? 1 : 2, false, nil)
      return
    }
    let (full, rest) = bytes.quotientAndRemainder(dividingBy: KPI_JUMBO_CLUSTER_BYTES)
    (leading, hasClusters) = (full, true)
    last = rest > 0 ? .cluster(fitting: rest) : nil
  }

  /// Mbufs in the packet.
  var count: Int { leading + (last == nil ? 0 : 1) }

  /// The cluster of one of them; nil for none.
  func cluster(at index: Int) -> MbufPoolKind? {
    index < leading ? (hasClusters ? .jumbo : nil) : last
  }
}

extension MbufNode {
  /// A packet with room for `bytes`; all lengths are 0.
  ///
  /// - Parameter limit: most pieces, or 0.
  /// - Throws: `.noBufferSpace` when it needs more pieces than `limit`; `.noMemory`.
  static func packet(
    room bytes: Int, limit: Int = 0
  ) throws(Errno) -> (head: MbufNode, pieces: Int) {
    let plan = PacketPlan(room: bytes, limit: limit)
    guard limit == 0 || plan.count <= limit else { throw .noBufferSpace }
    var chain = NodeList()
    for index in 0..<plan.count {
      guard let node = index == 0 ? packet() : plain() else {
        chain.free()
        throw .noMemory
      }
      chain.append(node)
      if let kind = plan.cluster(at: index), !node.attachCluster(kind) {
        chain.free()
        throw .noMemory
      }
    }
    guard let head = chain.head else { throw .noMemory }
    return (head, plan.count)
  }
}

/// Nodes being strung together. Plain value: whoever builds also frees.
struct NodeList {
  private(set) var head: MbufNode?
  private(set) var tail: MbufNode?

  mutating func append(_ node: MbufNode) {
    if let tail { tail.next = node } else { head = node }
    tail = node
  }

  mutating func free() {
    head?.freeChain()
    head = nil
    tail = nil
  }
}
