// SPDX-License-Identifier: Apache-2.0
// FileName, RelativePath.

import HostFS
import Testing

@Suite("File name")
struct FileNameTests {
  @Test(
    "what no directory entry can be called is refused",
    arguments: ["", ".", "..", "a/b", "/", "a\0b", String(repeating: "x", count: 256)])
  func refused(_ text: String) {
    #expect(FileName(text) == nil)
  }

  @Test(
    "any other bytes are kept as they are",
    arguments: [[UInt8]("...".utf8), [0xFF, 0xFE], [0x0A], Array(repeating: 0x78, count: 255)])
  func kept(_ bytes: [UInt8]) throws {
    let name = try #require(FileName(bytes: bytes))
    #expect(Array(name.bytes) == bytes)
    #expect(name.count == bytes.count)
  }

  @Test("names are ordered by bytes, a prefix first")
  func order() {
    let names: [FileName] = ["b", "a", "ab", "B"]
    #expect(names.sorted() == ["B", "a", "ab", "b"])
  }

  @Test("a relative path drops empty parts and dots, and refuses to climb")
  func relativePath() throws {
    let path = try #require(RelativePath("/a//./b/"))
    #expect(path.components == ["a", "b"])
    #expect(path.description == "a/b")
    #expect(RelativePath("a/../b") == nil)
    #expect(try #require(RelativePath("")).description == ".")
  }
}
