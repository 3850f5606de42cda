// SPDX-License-Identifier: Apache-2.0
// A path in a backed-up tree, and the order in which trees are walked.

internal import HostFS

/// A path from the root of a backed-up tree: bytes, names joined by slashes; empty is the root.
public struct TreePath: Hashable, Sendable {
  public var bytes: [UInt8]

  public init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  public init(_ text: String) {
    bytes = Array(text.utf8)
  }

  /// From what a person writes: slashes at the ends and "./" in front do not count.
  public init(relative text: String) {
    self.init(archivePath: Array(text.drop { $0 == "/" }.utf8))
  }

  public static let root = TreePath(bytes: [])
  static let slash = UInt8(ascii: "/")

  public var isRoot: Bool { bytes.isEmpty }

  /// Whether this is `directory` or lies somewhere in it.
  public func isWithin(_ directory: TreePath) -> Bool {
    if directory.isRoot { return true }
    guard bytes.starts(with: directory.bytes) else { return false }
    return bytes.count == directory.bytes.count || bytes[directory.bytes.count] == Self.slash
  }

  /// The path of the directory it lies in; the root's is the root.
  public var parent: TreePath {
    guard let cut = bytes.lastIndex(of: Self.slash) else { return .root }
    return TreePath(bytes: Array(bytes[..<cut]))
  }

  /// The last name; empty for the root.
  public var name: ArraySlice<UInt8> {
    guard let cut = bytes.lastIndex(of: Self.slash) else { return bytes[...] }
    return bytes[(cut + 1)...]
  }

  /// Its path in the archive: "." is the root, others have no prefix.
  var archivePath: [UInt8] { isRoot ? [UInt8(ascii: ".")] : bytes }

  /// From a path in an archive: a leading "./" and slashes at the end are dropped.
  init(archivePath: [UInt8]) {
    var rest = archivePath[...]
    while rest.last == Self.slash { rest.removeLast() }
    while rest.starts(with: [UInt8(ascii: "."), Self.slash]) { rest.removeFirst(2) }
    bytes = rest == [UInt8(ascii: ".")] ? [] : Array(rest)
  }
}

extension TreePath: Comparable {
  /// The order of a walk: a directory comes before what lies in it, and that before its next
  /// sibling. Bytes are compared, a slash as the least of them.
  public static func < (left: TreePath, right: TreePath) -> Bool {
    let shared = min(left.bytes.count, right.bytes.count)
    var at = 0
    while at < shared {
      let (a, b) = (left.bytes[at], right.bytes[at])
      if a != b { return a == slash || (b != slash && a < b) }
      at += 1
    }
    return left.bytes.count < right.bytes.count
  }
}

extension TreePath: CustomStringConvertible {
  /// For the eye: what is not UTF-8 shows as U+FFFD.
  public var description: String { isRoot ? "." : String(decoding: bytes, as: UTF8.self) }
}
