// SPDX-License-Identifier: Apache-2.0
// Refuses directory listings that make no progress.

import Wire

/// Watches the pages of one listing (RFC 1813 §3.3.16, §3.3.17).
///
/// Cookies are opaque and need not rise, so a loop shows only by a cookie that comes back as the end
/// of a page. Constant memory: the page ends are compared with one remembered cookie that moves ahead at
/// doubling distances, which finds every cycle.
struct CookieGuard: Sendable {
  enum Problem: Error, Equatable {
    /// A page without entries that is not the last.
    case emptyPage
    /// The page ended with a cookie that an earlier page ended with.
    case loop(cookie: UInt64)
  }

  private var remembered: UInt64?
  private var pages = 0
  private var nextMark = 1

  /// A page was decoded.
  ///
  /// - Parameter lastCookie: of its last entry, or nil when it has none.
  mutating func notePage(lastCookie: UInt64?, isLast: Bool) throws(Problem) {
    if isLast { return }
    guard let lastCookie else { throw .emptyPage }
    if lastCookie == remembered { throw .loop(cookie: lastCookie) }
    pages += 1
    if pages == nextMark {
      remembered = lastCookie
      nextMark *= 2
    }
  }

  /// The listing begins again.
  mutating func restart() { self = CookieGuard() }
}
