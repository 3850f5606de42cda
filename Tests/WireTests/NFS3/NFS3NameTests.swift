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
    #expect(NFS3Path("a").components == ["a"] && NFS3Path(".").components == [])
    #expect(NFS3Path("").components == [] && NFS3Path("..").components == [".."])
    #expect(NFS3Path("/a").isAbsolute && !NFS3Path("a").isAbsolute)
  }

  // MARK: Lengths around the one that is stored inline

  private static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(97 + $0 % 26) } }

  @Test("a name keeps its bytes, in memory and on the wire", arguments: 0...40)
  func roundTrip(_ count: Int) throws {
    let name = NFS3Name(bytes: Self.bytes(count))
    #expect(name.bytes == Self.bytes(count) && name.count == count)
    #expect(name.text == String(decoding: Self.bytes(count), as: UTF8.self))
    var opaque = XDRWriter()
    opaque.append(opaque: Self.bytes(count))
    #expect(encoded(name) == opaque.bytes)
    let again = try decoded(NFS3Name.self, opaque.bytes)
    #expect(again == name && again.hashValue == name.hashValue)
  }

  @Test("names are equal only when every byte is, a zero at the end included")
  func different() {
    for count in 0...40 {
      let name = NFS3Name(bytes: Self.bytes(count))
      #expect(name != NFS3Name(bytes: Self.bytes(count) + [0]))
      #expect(name < NFS3Name(bytes: Self.bytes(count) + [0]))
      guard count > 0 else { continue }
      var other = Self.bytes(count)
      other[count - 1] += 1
      #expect(name != NFS3Name(bytes: other) && name < NFS3Name(bytes: other))
    }
  }

  @Test("what pads a name does not belong to it")
  func padding() throws {
    #expect(try decoded(NFS3Name.self, [0, 0, 0, 2, 0x61, 0x62, 0xFF, 0xFF]) == "ab")
  }

  @Test("dots, slashes and zeros are seen in short names and long ones")
  func forms() {
    #expect(NFS3Name(".").isDotOrDotDot && NFS3Name("..").isDotOrDotDot)
    #expect(!NFS3Name("...").isDotOrDotDot && !NFS3Name("").isDotOrDotDot)
    #expect(!NFS3Name(".a").isDotOrDotDot)
    for count in [1, 24, 25, 40] {
      #expect(NFS3Name(bytes: Self.bytes(count)).isWellFormed)
      #expect(!NFS3Name(bytes: Self.bytes(count - 1) + [0x2F]).isWellFormed)
      #expect(!NFS3Name(bytes: [0] + Self.bytes(count - 1)).isWellFormed)
    }
    #expect(!NFS3Name("").isWellFormed)
  }
}
