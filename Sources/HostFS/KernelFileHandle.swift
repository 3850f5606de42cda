// SPDX-License-Identifier: Apache-2.0
// The kernel's own name for a file: survives renames and reboots.

/// What name_to_handle_at(2) gives: on most file systems an inode number and its generation.
///
/// Opening one needs CAP_DAC_READ_SEARCH; making one needs nothing.
public struct KernelFileHandle: Hashable, Sendable {
  /// The file system's own number for the form of the bytes.
  public var type: Int32
  /// At most 128 bytes.
  public var bytes: [UInt8]

  public init(type: Int32, bytes: [UInt8]) {
    self.type = type
    self.bytes = bytes
  }
}
