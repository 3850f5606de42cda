// SPDX-License-Identifier: Apache-2.0
// Chains with room for a given number of bytes (mbuf_allocpacket).

import CLinux
import SystemPackage

extension MbufNode {
  /// The pieces of a packet with room for `bytes`.
  ///
  /// Up to 112 bytes one mbuf, up to 336 two, then clusters; the last piece is the smallest cluster
  /// that fits.
  static func pieces(for bytes: Int, limit: Int) -> [MbufPoolKind?] {
    if bytes <= KPI_MHLEN { return [nil] }
    if bytes <= KPI_MINCLSIZE { return limit == 1 ? [.cluster] : [nil, nil] }
    if bytes <= KPI_BIG_CLUSTER_BYTES { return [.cluster(fitting: bytes)] }
    let (full, rest) = bytes.quotientAndRemainder(dividingBy: KPI_JUMBO_CLUSTER_BYTES)
    var pieces = [MbufPoolKind?](repeating: .jumbo, count: full)
    if rest > 0 { pieces.append(.cluster(fitting: rest)) }
    return pieces
  }

  /// A packet with room for `bytes`; all lengths are 0.
  ///
  /// - Parameter limit: most pieces, or 0.
  /// - Throws: `.noBufferSpace` when it needs more pieces than `limit`; `.noMemory`.
  static func packet(
    room bytes: Int, limit: Int = 0
  ) throws(Errno) -> (head: MbufNode, pieces: Int) {
    let full = bytes / KPI_JUMBO_CLUSTER_BYTES
    guard limit == 0 || full <= limit else { throw .noBufferSpace }
    let kinds = pieces(for: bytes, limit: limit)
    guard limit == 0 || kinds.count <= limit else { throw .noBufferSpace }
    var chain = NodeList()
    for kind in kinds {
      guard let node = chain.head == nil ? packet() : plain() else {
        chain.free()
        throw .noMemory
      }
      chain.append(node)
      if let kind, !node.attachCluster(kind) {
        chain.free()
        throw .noMemory
      }
    }
    guard let head = chain.head else { throw .noMemory }
    return (head, kinds.count)
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
