// SPDX-License-Identifier: Apache-2.0
// Sizes of READ, WRITE and READDIR from what FSINFO says, made sane.

import Wire

/// Bytes per call, agreed between the server's wishes and ours.
struct TransferSizes: Equatable, Sendable {
  static let defaultBytes = 32 << 10
  static let minimumBytes = 512
  static let maximumBytes = 1 << 20
  static let directoryBytes = (8 << 10)...(1 << 20)

  var read: Int
  var write: Int
  var directory: Int
  var maximumFileBytes: UInt64

  /// - Parameters:
  ///   - info: as the server sent it; zeros and absurd values are replaced.
  ///   - wantedRead: from the configuration, bounded by the server's maximum; nil takes its preference.
  init(_ info: NFS3FileSystemInfo, wantedRead: Int?, wantedWrite: Int?, wantedDirectory: Int) {
    read = TransferSizes.choose(
      preferred: info.readPreferred, maximum: info.readMaximum, wanted: wantedRead)
    write = TransferSizes.choose(
      preferred: info.writePreferred, maximum: info.writeMaximum, wanted: wantedWrite)
    directory = min(
      max(wantedDirectory, TransferSizes.directoryBytes.lowerBound),
      TransferSizes.directoryBytes.upperBound)
    maximumFileBytes =
      info.maximumFileBytes == 0
      ? NFS3.maximumOffset : min(info.maximumFileBytes, NFS3.maximumOffset)
  }

  private static func choose(preferred: UInt32, maximum: UInt32, wanted: Int?) -> Int {
    let isSane = maximum >= UInt32(minimumBytes)
    let limit = isSane ? min(Int(maximum), maximumBytes) : defaultBytes
    if let wanted { return min(max(wanted, minimumBytes), limit) }
    let choice = preferred >= UInt32(minimumBytes) ? min(Int(preferred), limit) : limit
    return choice >= 4096 ? choice & ~4095 : choice
  }
}
