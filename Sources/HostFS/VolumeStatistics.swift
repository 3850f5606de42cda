// SPDX-License-Identifier: Apache-2.0
// How full a file system is.

/// The state of a mounted file system (statfs(2)). Sizes in bytes.
public struct VolumeStatistics: Equatable, Sendable {
  /// The magic number of the file system's kind, 0xEF53 for ext4.
  public var type: UInt64
  /// Tells mounted file systems apart; stable over mounts for most kinds.
  public var identifier: UInt64
  public var blockBytes: Int
  public var totalBytes: UInt64
  public var freeBytes: UInt64
  /// Free to users without privilege.
  public var availableBytes: UInt64
  public var totalFiles: UInt64
  public var freeFiles: UInt64
  public var maximumNameBytes: Int
  public var isReadOnly: Bool

  public init(
    type: UInt64, identifier: UInt64, blockBytes: Int, totalBytes: UInt64, freeBytes: UInt64,
    availableBytes: UInt64, totalFiles: UInt64, freeFiles: UInt64, maximumNameBytes: Int,
    isReadOnly: Bool
  ) {
    self.type = type
    self.identifier = identifier
    self.blockBytes = blockBytes
    self.totalBytes = totalBytes
    self.freeBytes = freeBytes
    self.availableBytes = availableBytes
    self.totalFiles = totalFiles
    self.freeFiles = freeFiles
    self.maximumNameBytes = maximumNameBytes
    self.isReadOnly = isReadOnly
  }
}
