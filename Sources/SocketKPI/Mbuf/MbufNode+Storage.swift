// SPDX-License-Identifier: Apache-2.0
// Where an mbuf keeps its bytes: inline, in a cluster, or in memory of a caller.

import CLinux

extension MbufNode {
  /// Start of the inline room.
  private var inlineStart: UnsafeMutablePointer<UInt8> {
    let offset = hasHeader ? KPI_MBUF_FIELDS + KPI_PKTHDR_BYTES : KPI_MBUF_FIELDS
    return unsafe UnsafeMutableRawPointer(raw).advanced(by: offset)
      .assumingMemoryBound(to: UInt8.self)
  }

  /// Start of the buffer, whichever it is.
  var bufferStart: UnsafeMutablePointer<UInt8> {
    guard isExternal else { return unsafe inlineStart }
    return unsafe UnsafeMutableRawPointer(storage.pointee.buffer)
      .assumingMemoryBound(to: UInt8.self)
  }

  /// Bytes from the start of the buffer to its end.
  var bufferBytes: Int {
    guard isExternal else { return hasHeader ? KPI_MHLEN : KPI_MLEN }
    return unsafe storage.pointee.size
  }

  /// Whether other mbufs refer to the same external storage. Such storage is read-only by convention.
  var isShared: Bool {
    guard isExternal else { return false }
    return unsafe kpi_storage_refs(storage) > 1
  }

  /// Free bytes before the data; 0 when the storage is shared.
  var leadingSpace: Int {
    isShared ? 0 : unsafe max(0, data - bufferStart)
  }

  /// Free bytes behind the data; 0 when the storage is shared.
  var trailingSpace: Int {
    isShared ? 0 : unsafe max(0, bufferBytes - (data - bufferStart) - length)
  }

  /// Where free bytes behind the data start.
  var dataEnd: UnsafeMutablePointer<UInt8> { unsafe data + length }

  /// Lets go of external storage; the mbuf is inline and empty afterwards.
  func dropStorage() {
    guard isExternal else { return }
    unsafe MbufStorage.release(storage)
    flags.remove(.external)
    unsafe data = bufferStart
    length = 0
  }

  /// Adopts one reference to storage, with the data at its start and the length as it was.
  func setStorage(_ storage: UnsafeMutablePointer<kpi_storage>) {
    unsafe self.storage = storage
    flags.insert(.external)
    unsafe data = bufferStart
  }

  /// Gives an mbuf without external storage a cluster of its own.
  ///
  /// - Returns: false when there is no memory; the mbuf is unchanged then.
  func attachCluster(_ kind: MbufPoolKind) -> Bool {
    guard let storage = unsafe MbufStorage.cluster(kind) else { return false }
    unsafe setStorage(storage)
    return true
  }

  /// Refers to the same external storage as `other`: same data, same length.
  func shareStorage(of other: MbufNode) {
    unsafe kpi_storage_retain(other.storage)
    unsafe setStorage(other.storage)
    unsafe data = other.data
    length = other.length
  }
}

/// Storage outside of nodes.
enum MbufStorage {
  /// A cluster with one reference.
  @inline(__always)
  static func cluster(_ kind: MbufPoolKind) -> UnsafeMutablePointer<kpi_storage>? {
    guard let object = unsafe MbufPool.take(kind) else { return nil }
    let storage = unsafe object.assumingMemoryBound(to: kpi_storage.self)
    unsafe kpi_storage_start(storage)
    unsafe storage.pointee.is_bare = false
    if CheckedMode.isOn { unsafe MbufAudit.allocated(storage, kind) }
    return unsafe storage
  }

  /// A descriptor for memory of a caller, with one reference.
  static func foreign(
    _ buffer: UnsafeMutablePointer<CChar>, size: Int,
    argument: UnsafeMutablePointer<CChar>?,
    release:
      @escaping @convention(c) (
        UnsafeMutablePointer<CChar>?, CUnsignedInt, UnsafeMutablePointer<CChar>?
      ) -> Void
  ) -> UnsafeMutablePointer<kpi_storage>? {
    if MbufFaults.consumeFailure() { return nil }
    guard let object = unsafe kpi_storage_new() else { return nil }
    unsafe object.pointee.kind = UInt32(KPI_STORAGE_FOREIGN)
    unsafe object.pointee.buffer = buffer
    unsafe object.pointee.size = size
    unsafe object.pointee.argument = argument
    unsafe object.pointee.release = release
    unsafe kpi_storage_start(object)
    return unsafe object
  }

  /// Drops one reference; the last one returns a cluster to its pool or calls the owner back.
  @inline(__always)
  static func release(_ storage: UnsafeMutablePointer<kpi_storage>) {
    guard unsafe kpi_storage_drop(storage) else { return }
    unsafe end(storage)
  }

  /// Returns storage without references to where it came from.
  @inline(__always)
  static func end(_ storage: UnsafeMutablePointer<kpi_storage>) {
    guard let kind = unsafe MbufPoolKind(rawValue: storage.pointee.kind) else {
      let gone = unsafe storage.pointee
      unsafe kpi_storage_delete(storage)
      return unsafe gone.release(
        gone.buffer, CUnsignedInt(truncatingIfNeeded: gone.size), gone.argument)
    }
    if CheckedMode.isOn { unsafe MbufAudit.freed(storage, kind) }
    unsafe MbufPool.give(storage, kind)
  }
}
