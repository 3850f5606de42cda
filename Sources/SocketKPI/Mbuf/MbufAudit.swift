// SPDX-License-Identifier: Apache-2.0
// What checked mode knows about mbufs: who made and who freed each, and whether a free one is left alone.

import CLinux
import CSocketKPI
import Glibc

/// The book-keeping of checked mode for nodes and clusters. Nothing here runs when it is off, except to
/// turn down a bad handle.
enum MbufAudit {
  /// Fills memory that nobody owns. As a pointer it faults, as a length it is absurd.
  static let poison: UInt8 = 0xdb

  /// The history of one node. Zero bytes mean: nothing recorded.
  private struct Record {
    var allocatedAt: UInt32
    var freedAt: UInt32
    var isPoisoned: Bool
  }

  @safe
  private struct Records: @unchecked Sendable {
    let base: UnsafeMutablePointer<Record>?
    let nodes: UnsafeMutableRawPointer

    /// Reserves a record for each node there can be; pages are touched as they are needed.
    init() {
      let region = unsafe MbufPool.depot(.node).state.withLock {
        unsafe ($0.objects.base, $0.objects.capacity)
      }
      let bytes = unsafe region.1 * MemoryLayout<Record>.stride
      let address = unsafe mmap(
        nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
      unsafe nodes = region.0
      unsafe base =
        address == MAP_FAILED
        ? nil : address?.bindMemory(to: Record.self, capacity: region.1)
      CheckedMode.register(.init(name: "mbufs") { MbufAudit.alive() })
      CheckedMode.register(.init(name: "bare clusters") { MbufAudit.aliveClusters() })
    }

    func record(_ node: MbufNode) -> UnsafeMutablePointer<Record>? {
      let index = unsafe (UnsafeMutableRawPointer(node.raw) - nodes) / KPI_MBUF_BYTES
      return unsafe base.map { unsafe $0 + index }
    }
  }

  private static let records = Records()

  // MARK: Nodes

  /// A node leaves its pool. Its content is still what it was there.
  @inline(never)
  static func allocated(_ node: MbufNode) {
    guard let record = unsafe records.record(node) else { return }
    if unsafe record.pointee.isPoisoned, unsafe !isPoisoned(room(of: node)) {
      CheckedMode.report(
        .writeAfterFree, of: name(node), in: "allocation",
        earlier: [
          ("freed", CallSite(number: unsafe record.pointee.freedAt)),
          ("allocated", CallSite(number: unsafe record.pointee.allocatedAt)),
        ])
    }
    unsafe record.pointee = Record(
      allocatedAt: CallSite.current().number, freedAt: 0, isPoisoned: false)
  }

  /// A node is about to return to its pool.
  @inline(never)
  static func freed(_ node: MbufNode) {
    guard let record = unsafe records.record(node) else { return }
    unsafe room(of: node).update(repeating: poison)
    unsafe record.pointee.freedAt = CallSite.current().number
    unsafe record.pointee.isPoisoned = true
  }

  /// An operation met a node that nobody owns.
  @inline(never)
  static func foundFree(_ node: MbufNode, in operation: StaticString) {
    guard CheckedMode.isOn, let record = unsafe records.record(node) else { return }
    let name = String(describing: operation)
    let isFree = name == "mbuf_free" || name == "mbuf_freem" || name == "mbuf_freem_list"
    CheckedMode.report(
      isFree ? .doubleFree : .useAfterFree, of: Self.name(node), in: operation,
      earlier: [
        ("freed", CallSite(number: unsafe record.pointee.freedAt)),
        ("allocated", CallSite(number: unsafe record.pointee.allocatedAt)),
      ])
  }

  /// An operation was given something that never was an mbuf.
  @inline(never)
  static func foundForeign(_ handle: mbuf_t, in operation: StaticString) {
    guard CheckedMode.isOn else { return }
    CheckedMode.report(
      .foreignHandle, of: unsafe "mbuf \(unsafe UnsafeRawPointer(handle))", in: operation,
      earlier: [])
  }

  /// A caller set a length, which is not checked.
  @inline(never)
  static func lengthSet(_ node: MbufNode, in operation: StaticString) {
    let used = unsafe node.data - node.bufferStart + node.length
    guard used > node.bufferBytes, let record = unsafe records.record(node) else { return }
    CheckedMode.report(
      .lengthBeyondBuffer, of: name(node), in: operation,
      earlier: [("allocated", CallSite(number: unsafe record.pointee.allocatedAt))])
  }

  /// A caller overwrites bytes of a chain.
  @inline(never)
  static func overwriting(_ node: MbufNode, in operation: StaticString) {
    guard node.isShared, let record = unsafe records.record(node) else { return }
    CheckedMode.report(
      .writeToShared, of: name(node), in: operation,
      earlier: [("allocated", CallSite(number: unsafe record.pointee.allocatedAt))])
  }

  private static func name(_ node: MbufNode) -> String {
    unsafe "mbuf \(unsafe UnsafeRawPointer(node.raw))"
  }

  private static func room(of node: MbufNode) -> UnsafeMutableBufferPointer<UInt8> {
    let start = unsafe UnsafeMutableRawPointer(node.raw) + KPI_MBUF_FIELDS
    return unsafe UnsafeMutableBufferPointer(
      start: start.assumingMemoryBound(to: UInt8.self), count: KPI_MLEN)
  }

  private static func isPoisoned(_ bytes: UnsafeMutableBufferPointer<UInt8>) -> Bool {
    unsafe bytes.allSatisfy { $0 == poison }
  }

  // MARK: Clusters

  /// A cluster leaves its pool.
  @inline(never)
  static func allocated(_ storage: UnsafeMutablePointer<kpi_storage>, _ kind: MbufPoolKind) {
    if unsafe storage.pointee.freed_at != 0, unsafe !isPoisoned(bytes(of: storage)) {
      CheckedMode.report(
        .writeAfterFree, of: unsafe name(storage), in: "allocation",
        earlier: [
          ("freed", CallSite(number: unsafe storage.pointee.freed_at)),
          ("allocated", CallSite(number: unsafe storage.pointee.allocated_at)),
        ])
    }
    unsafe storage.pointee.allocated_at = CallSite.current().number
    unsafe storage.pointee.freed_at = 0
  }

  /// A cluster is about to return to its pool.
  @inline(never)
  static func freed(_ storage: UnsafeMutablePointer<kpi_storage>, _ kind: MbufPoolKind) {
    unsafe bytes(of: storage).update(repeating: poison)
    unsafe storage.pointee.freed_at = CallSite.current().number
  }

  /// A caller freed something as a cluster that is none, or is in use by an mbuf.
  @inline(never)
  static func wrongCluster(_ address: UnsafeMutablePointer<CChar>, in operation: StaticString) {
    guard CheckedMode.isOn else { return }
    CheckedMode.report(
      .wrongCluster, of: unsafe "memory \(UnsafeRawPointer(address))", in: operation, earlier: [])
  }

  private static func bytes(
    of storage: UnsafeMutablePointer<kpi_storage>
  ) -> UnsafeMutableBufferPointer<UInt8> {
    unsafe UnsafeMutableBufferPointer(
      start: UnsafeMutableRawPointer(storage.pointee.buffer).assumingMemoryBound(to: UInt8.self),
      count: storage.pointee.size)
  }

  private static func name(_ storage: UnsafeMutablePointer<kpi_storage>) -> String {
    unsafe "cluster \(unsafe UnsafeRawPointer(bytes(of: storage).baseAddress.unsafelyUnwrapped))"
  }

  // MARK: Account

  /// Mbufs in use, by the place that made them.
  static func alive() -> [CallSite: Int] {
    var counts: [CallSite: Int] = [:]
    let region = MbufPool.depot(.node).state.withLock { $0.objects }
    for index in 0..<region.carved {
      let node = unsafe MbufNode(region.object(index).assumingMemoryBound(to: kpi_mbuf.self))
      guard node.type != MbufType.free, let record = unsafe records.record(node),
        unsafe record.pointee.allocatedAt != 0
      else { continue }
      counts[CallSite(number: unsafe record.pointee.allocatedAt), default: 0] += 1
    }
    return counts
  }

  /// Clusters in use that were made without an mbuf, by place.
  static func aliveClusters() -> [CallSite: Int] {
    var counts: [CallSite: Int] = [:]
    for kind in MbufPoolKind.allCases where kind != .node {
      let region = MbufPool.depot(kind).state.withLock { $0.objects }
      for index in 0..<region.carved {
        let storage = unsafe region.object(index).assumingMemoryBound(to: kpi_storage.self)
        guard unsafe kpi_storage_refs(storage) > 0, unsafe storage.pointee.is_bare,
          unsafe storage.pointee.allocated_at != 0
        else { continue }
        counts[CallSite(number: unsafe storage.pointee.allocated_at), default: 0] += 1
      }
    }
    return counts
  }
}

extension MbufNode {
  /// The live mbuf behind a C handle. Anything else gives nil, and a report in checked mode.
  @inline(__always)
  init?(_ handle: mbuf_t?, in operation: StaticString) {
    guard let handle = unsafe handle else { return nil }
    guard unsafe kpi_is_node(UnsafeRawPointer(handle)) else {
      unsafe MbufAudit.foundForeign(handle, in: operation)
      return nil
    }
    unsafe self.init(UnsafeMutablePointer<kpi_mbuf>(handle))
    guard type != MbufType.free else {
      MbufAudit.foundFree(self, in: operation)
      return nil
    }
  }
}
