// SPDX-License-Identifier: Apache-2.0
// Names and link texts are bytes.

import Testing
import Wire

@Suite("NFS version 3 names")
struct NFS3NameTests {
  @Test("bytes that are not UTF-8 survive, but have no text")
  func notText() throws {
    let name = NFS3Name(bytes: [0x61, 0xFF])
    #expect(name.text == nil)
    #expect(try decoded(NFS3Name.self, encoded(name)) == name)
    #expect(NFS3Name("é").text == "é")
  }

  @Test("empty names, slashes and NUL are not well formed")
  func wellFormed() {
    #expect(!NFS3Name("").isWellFormed)
    #expect(!NFS3Name("a/b").isWellFormed)
    #expect(!NFS3Name(bytes: [0x61, 0]).isWellFormed)
    #expect(NFS3Name("..a").isWellFormed)
  }

  @Test("only . and .. are dots")
  func dots() {
    #expect(NFS3Name.current.isDotOrDotDot && NFS3Name.parent.isDotOrDotDot)
    #expect(!NFS3Name("...").isDotOrDotDot && !NFS3Name(".a").isDotOrDotDot)
  }

  @Test("a path gives its names without empty ones and single dots")
  func components() {
    #expect(NFS3Path("//a/./b/../c/").components == ["a", "b", "..", "c"])
    #expect(NFS3Path("/a").isAbsolute && !NFS3Path("a").isAbsolute)
  }
}
