// SPDX-License-Identifier: Apache-2.0
// Names for files that were removed while open.

import Wire

/// `.nfs` and digits: the convention that servers and backup programs know.
enum SillyName {
  static let prefix = ".nfs"
  /// Names tried before the removal of an open file is given up.
  static let maximumTries = 8

  static func make(fileID: UInt64, number: UInt64) -> NFS3Name {
    NFS3Name(prefix + hexadecimal(fileID) + hexadecimal(number & 0xFFFF_FFFF, digits: 8))
  }

  private static func hexadecimal(_ value: UInt64, digits: Int = 16) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
