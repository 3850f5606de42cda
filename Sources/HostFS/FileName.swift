// SPDX-License-Identifier: Apache-2.0
// One component of a path: bytes that the kernel takes as a name.

/// The name of a directory entry: 1 to 255 bytes without a slash and without a zero, and neither "."
/// nor "..".
///
/// Linux gives names no encoding, so neither does this type; `description` repairs for the eye.
public struct FileName: Hashable, Sendable {
  /// Longest name that any of Linux' file systems takes, in bytes (NAME_MAX).
  public static let maximumBytes = 255

  /// The bytes and a terminating zero.
  let terminated: [UInt8]

  /// Nil for what cannot be the name of a directory entry.
  public init?(bytes: some Collection<UInt8>) {
    guard (1...Self.maximumBytes).contains(bytes.count), !bytes.contains(0),
      !bytes.contains(UInt8(ascii: "/"))
    else { return nil }
    let dot = UInt8(ascii: ".")
    if bytes.count <= 2, bytes.allSatisfy({ $0 == dot }) { return nil }
    var terminated = [UInt8]()
    terminated.reserveCapacity(bytes.count + 1)
    terminated.append(contentsOf: bytes)
    terminated.append(0)
    self.terminated = terminated
  }

  /// Nil for what cannot be the name of a directory entry.
  public init?(_ text: String) {
    self.init(bytes: Array(text.utf8))
  }

  /// Checked by the caller: a name that the kernel itself gave.
  init(terminated: [UInt8]) {
    self.terminated = terminated
  }

  public var bytes: ArraySlice<UInt8> { terminated.dropLast() }
  public var count: Int { terminated.count - 1 }

  /// Whether the name starts with a dot.
  public var isHidden: Bool { terminated[0] == UInt8(ascii: ".") }
}

extension FileName: Comparable {
  /// Order of bytes, as `LC_ALL=C ls` has it.
  public static func < (left: FileName, right: FileName) -> Bool {
    left.terminated.lexicographicallyPrecedes(right.terminated)
  }
}

extension FileName: CustomStringConvertible {
  /// The bytes as UTF-8; what is not UTF-8 shows as U+FFFD.
  public var description: String { String(decoding: bytes, as: UTF8.self) }
}
