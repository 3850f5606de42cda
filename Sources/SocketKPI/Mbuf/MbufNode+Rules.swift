// SPDX-License-Identifier: Apache-2.0
// What kpi_mbuf.h says about one mbuf: its data window, its storage, its type and flags.

import CLinux
import SystemPackage

extension MbufNode {
  /// Types that can be given to an mbuf.
  static func checkType(_ type: UInt32) throws(Errno) -> UInt16 {
    guard type != 0, type < UInt32(KPI_MBUF_TYPES) else { throw .invalidArgument }
    return UInt16(type)
  }

  /// `mbuf_setdata`.
  func setWindow(_ start: UnsafeMutableRawPointer?, _ count: Int) throws(Errno) {
    guard let start = unsafe start, count >= 0 else { throw .invalidArgument }
    let base = unsafe UInt(bitPattern: bufferStart)
    let address = UInt(bitPattern: start)
    guard address >= base, address - base <= UInt(bufferBytes),
      UInt(count) <= UInt(bufferBytes) - (address - base)
    else { throw .invalidArgument }
    unsafe data = start.assumingMemoryBound(to: UInt8.self)
    length = count
  }

  /// `mbuf_align_32`. A length that does not fit leaves the data at the start of the buffer.
  func alignWindow(for count: Int) throws(Errno) {
    guard !isShared else { throw .notSupported }
    unsafe data = bufferStart
    unsafe data += max(0, trailingSpace - max(0, count)) & ~3
  }

  /// `mbuf_adjustlen`.
  func adjustLength(_ amount: Int) throws(Errno) {
    let used = unsafe data - bufferStart + length
    guard length + amount >= 0, amount <= bufferBytes - used else { throw .invalidArgument }
    length += amount
  }

  /// `mbuf_settype`.
  func setType(_ new: UInt32) throws(Errno) {
    let new = try Self.checkType(new)
    guard MbufPool.joinThread() else { throw .noMemory }
    kpi_type_count(type, -1)
    type = new
    kpi_type_count(type, 1)
  }

  /// Replaces the flags in `mask`.
  ///
  /// - Throws: `.invalidArgument` for hidden bits and a change of external storage; `.resourceBusy`
  ///   when the mbuf cannot become a header mbuf, with the other bits changed.
  func setFlags(_ new: MbufFlags, mask: MbufFlags) throws(Errno) {
    guard MbufFlags.visible.isSuperset(of: new), MbufFlags.visible.isSuperset(of: mask),
      !mask.contains(.external) || new.contains(.external) == isExternal
    else { throw .invalidArgument }
    let header = MbufFlags.packetHeader
    let changed = mask.subtracting([header, .external])
    flags = flags.subtracting(changed).union(new.intersection(changed))
    guard mask.contains(header), new.contains(header) != hasHeader else { return }
    if hasHeader { return dropHeader() }
    guard isExternal || (unsafe data == bufferStart && length == 0) else { throw .resourceBusy }
    beginHeader()
  }

  /// Becomes a header mbuf; inline data must be empty.
  func beginHeader() {
    unsafe raw.pointee.header = kpi_pkthdr()
    flags.insert(.packetHeader)
    if !isExternal { unsafe data = bufferStart }
  }

  /// `mbuf_copy_pkthdr`: copies the header of `source`, tags move.
  func takeHeaderCopy(of source: MbufNode) throws(Errno) {
    guard source.hasHeader else { throw .invalidArgument }
    guard source != self else { return }
    guard isExternal || hasHeader || length == 0 else { throw .resourceBusy }
    source.copyHeader(to: self)
    unsafe raw.pointee.header.tags = source.raw.pointee.header.tags
    unsafe source.raw.pointee.header.tags = nil
  }

  /// Replaces the lower half of the checksum word, which requests and results share, and the value.
  func setChecksumWord(_ bits: UInt32, _ value: UInt32) {
    let kept = unsafe raw.pointee.header.csum_flags & 0xffff_0000
    unsafe raw.pointee.header.csum_flags = kept | bits
    unsafe raw.pointee.header.csum_value = value
  }

  /// Gives the mbuf a cluster in place of the external storage it has.
  func replaceStorage(_ kind: MbufPoolKind) throws(Errno) {
    guard let storage = unsafe MbufStorage.cluster(kind) else { throw .noMemory }
    unsafe adopt(storage)
  }

  /// Puts new storage in place of what the mbuf has; the length is kept.
  func adopt(_ storage: UnsafeMutablePointer<kpi_storage>) {
    let kept = length
    dropStorage()
    unsafe setStorage(storage)
    length = kept
  }
}

extension MbufFlags {
  /// Flags from C.
  ///
  /// - Throws: `.invalidArgument` for bits that callers may not set.
  init(fromCaller word: UInt32) throws(Errno) {
    guard let bits = UInt16(exactly: word),
      MbufFlags.visible.isSuperset(of: MbufFlags(rawValue: bits))
    else { throw .invalidArgument }
    self.init(rawValue: bits)
  }
}
