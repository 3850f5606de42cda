// SPDX-License-Identifier: Apache-2.0
// What to leave out of a backup.

/// Shell patterns that leave objects out, with everything in them.
///
/// A pattern with a slash is compared with the path from the root of the source, one without with
/// each name. `*` and `?` do not match a slash, `**` does.
struct PathFilter: Sendable {
  private let patterns: [[UInt8]]

  init(_ patterns: [String]) {
    self.patterns = patterns.map { pattern in
      var bytes = Array(pattern.utf8)
      while bytes.last == TreePath.slash { bytes.removeLast() }
      return bytes
    }
  }

  func excludes(_ path: TreePath) -> Bool {
    patterns.contains { pattern in
      if pattern.contains(TreePath.slash) {
        let anchored = pattern.first == TreePath.slash ? pattern.dropFirst() : pattern[...]
        return Self.matches(anchored, path.bytes[...])
      }
      return Self.matches(pattern[...], path.name)
    }
  }

  /// Compares without recursion: on a mismatch goes back to the last star only.
  static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
    let star = UInt8(ascii: "*")
    var at = pattern.startIndex
    var position = text.startIndex
    var retry: (pattern: Int, text: Int, crossesSlash: Bool)?
    while position < text.endIndex {
      if at < pattern.endIndex, pattern[at] == star {
        var next = at + 1
        let isDouble = next < pattern.endIndex && pattern[next] == star
        if isDouble { next += 1 }
        retry = (next, position, isDouble)
        at = next
      } else if at < pattern.endIndex,
        pattern[at] == text[position]
          || pattern[at] == UInt8(ascii: "?") && text[position] != TreePath.slash
      {
        at += 1
        position += 1
      } else if let last = retry, last.crossesSlash || text[last.text] != TreePath.slash {
        at = last.pattern
        position = last.text + 1
        retry = (last.pattern, position, last.crossesSlash)
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == star }
  }
}
