// SPDX-License-Identifier: Apache-2.0
// Listings that make no progress end.

import Testing

@testable import NFSClient

@Suite("Cookie guard")
struct CookieGuardTests {
  @Test("a page without entries that is not the last is refused")
  func emptyPage() {
    var pages = CookieGuard()
    #expect(throws: CookieGuard.Problem.emptyPage) {
      try pages.notePage(lastCookie: nil, isLast: false)
    }
  }

  @Test("an empty directory is fine")
  func emptyDirectory() throws {
    var pages = CookieGuard()
    try pages.notePage(lastCookie: nil, isLast: true)
  }

  @Test("a cycle of any length is found", arguments: [1, 2, 3, 7, 100])
  func cycle(_ length: Int) {
    var pages = CookieGuard()
    var count = 0
    #expect(throws: CookieGuard.Problem.self) {
      while count < 10 * length + 10 {
        try pages.notePage(lastCookie: UInt64(count % length), isLast: false)
        count += 1
      }
    }
    #expect(count < 4 * length + 4)
  }

  @Test("cookies may fall as long as they do not come back")
  func falling() throws {
    var pages = CookieGuard()
    for cookie in stride(from: UInt64(1000), to: 1, by: -1) {
      try pages.notePage(lastCookie: cookie, isLast: false)
    }
  }
}
