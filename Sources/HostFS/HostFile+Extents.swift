// SPDX-License-Identifier: Apache-2.0
// Where a sparse file has data, and making holes.

internal import SystemPackage

extension HostFile {
  /// Most ranges `dataRanges` returns; a file with more is reported with its last ones joined.
  public static let maximumDataRanges = 65_536

  /// The next stretch of data at or after an offset; nil if only holes follow.
  ///
  /// A file system that keeps no holes reports the whole file.
  public func nextData(from offset: UInt64) throws(HostError) -> Range<UInt64>? {
    do throws(Errno) {
      let start = try FileCalls.seek(descriptor, from: offset, toData: true)
      let end = try FileCalls.seek(descriptor, from: start, toData: false)
      return start..<max(start, end)
    } catch {
      if error == .noSuchAddressOrDevice { return nil }
      throw HostError(.seek, "", error)
    }
  }

  /// All stretches of data, in order. What lies between them, and after the last, reads as zeros.
  public func dataRanges() throws(HostError) -> [Range<UInt64>] {
    var ranges: [Range<UInt64>] = []
    var offset: UInt64 = 0
    while let range = try nextData(from: offset), !range.isEmpty {
      if ranges.count < Self.maximumDataRanges {
        ranges.append(range)
      } else {
        let last = ranges.removeLast()
        ranges.append(last.lowerBound..<range.upperBound)
      }
      offset = range.upperBound
    }
    return ranges
  }

  /// Gives the storage of a range back; it reads as zeros afterwards.
  public func punchHole(_ range: Range<UInt64>) throws(HostError) {
    guard !range.isEmpty else { return }
    try attempt(.allocate) { () throws(Errno) in try FileCalls.punchHole(descriptor, range) }
  }

  /// Reserves storage, so that writes into the range cannot find the disk full.
  public func allocate(_ range: Range<UInt64>) throws(HostError) {
    guard !range.isEmpty else { return }
    try attempt(.allocate) { () throws(Errno) in try FileCalls.allocate(descriptor, range) }
  }

  /// Copies inside the kernel, sharing storage where the file system can.
  ///
  /// - Returns: bytes copied; 0 at the end of the source.
  public func copy(
    from source: HostFile, at offset: UInt64, count: Int, to place: UInt64
  ) throws(HostError) -> Int {
    try attempt(.copy) { () throws(Errno) in
      try FileCalls.copy(
        source.descriptor, at: offset, to: descriptor, at: place, count: count)
    }
  }
}
