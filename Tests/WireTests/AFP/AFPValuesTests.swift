// SPDX-License-Identifier: Apache-2.0
// Names, dates, ids, versions and login data.

import Testing
import Wire

@Suite("AFP values")
struct AFPValuesTests {
  @Test("a name travels decomposed, with a slash for a local colon")
  func wireName() throws {
    #expect(try AFPName("é:x").wireBytes == [0x65, 0xcc, 0x81, 0x2f, 0x78])
    #expect(AFPName.localSpelling(ofWire: "a/b") == "a:b")
    #expect(try AFPName("e\u{301}") == AFPName("é"))
    // HFS+ leaves compatibility ideographs and symbols as they are (U+2126 is one).
    #expect(try AFPName("\u{2126}").wireBytes == [0xe2, 0x84, 0xa6])
    #expect(try AFPName("😀.txt").wireBytes == Array("😀.txt".utf8))
  }

  @Test("names that would harm a session are refused here")
  func refusedNames() {
    #expect(throws: AFPNameError.empty) { try AFPName("") }
    #expect(throws: AFPNameError.dotEntry) { try AFPName(".") }
    #expect(throws: AFPNameError.dotEntry) { try AFPName("..") }
    #expect(throws: AFPNameError.containsSlash) { try AFPName("a/b") }
    #expect(throws: AFPNameError.containsNUL) { try AFPName("a\0b") }
    #expect(throws: AFPNameError.tooLong(bytes: 256)) {
      try AFPName(String(repeating: "x", count: 256))
    }
    // 128 composed letters of 2 bytes are 384 bytes when decomposed.
    #expect(throws: AFPNameError.tooLong(bytes: 384)) {
      try AFPName(String(repeating: "é", count: 128))
    }
    #expect(throws: Never.self) { try AFPName(String(repeating: "x", count: 255)) }
    #expect(throws: Never.self) { try AFPName("...") }
  }

  @Test("dates count from 2000, and what cannot be written is clamped")
  func dates() {
    #expect(AFPDate(clampingUnixSeconds: 946_684_800).rawValue == 0)
    #expect(AFPDate(clampingUnixSeconds: 0).unixSeconds == 0)
    #expect(AFPDate(clampingUnixSeconds: .max).rawValue == .max)
    #expect(AFPDate(clampingUnixSeconds: .min).rawValue == Int32.min + 1)
    #expect(AFPDate.never.unixSeconds == nil)
  }

  @Test("directory ids that abort a netatalk session are not addressable")
  func nodeIDs() {
    for id in [0] + Array(UInt32(3)...16) { #expect(!AFPNodeID(rawValue: id).isAddressable) }
    for id: UInt32 in [1, 2, 17, .max] { #expect(AFPNodeID(rawValue: id).isAddressable) }
  }

  @Test("the highest common version is taken, prefixes and old ones are not")
  func versions() {
    let offered = ["AFP2.2", "AFPX03", "AFP3.1", "AFP3.2", "AFP3.3", "AFP3.4"]
    #expect(AFPVersion.highest(offered: offered) == .afp34)
    #expect(AFPVersion.highest(offered: offered, notAbove: .afp32) == .afp32)
    #expect(AFPVersion.highest(offered: ["AFP3.3", "AFP3.1"]) == .afp33)
    #expect(AFPVersion.highest(offered: ["AFP2.2", "AFPX03", "AFP3", "AFP3.0"]) == nil)
    #expect(AFPVersion.afp31 < .afp34)
  }

  @Test("a clear-text password has eight bytes and a ninth, or is not sent")
  func clearText() {
    #expect(
      AFPClearTextData.extendedLogin(password: Array("pw".utf8))
        == [0x70, 0x77, 0, 0, 0, 0, 0, 0, 0])
    #expect(AFPClearTextData.extendedLogin(password: [UInt8](repeating: 1, count: 9)) == nil)
  }

  @Test("DHX2 parameters with a prime of the wrong size are refused before they are read")
  func dhx2Sizes() throws {
    var writer = AFPWriter()
    AFPDHX2Parameters(
      id: 1, generator: 5, prime: [UInt8](repeating: 3, count: 128),
      publicValue: [UInt8](repeating: 2, count: 128)
    ).encode(into: &writer)
    #expect(writer.bytes.count == 264)
    var reader = AFPReader(writer.bytes)
    #expect(try AFPDHX2Parameters(from: &reader).generator == 5)
    #expect(throws: AFPWireError.badLength(63, at: 6)) {
      var reader = AFPReader(hex("0001 00000005 003f"))
      _ = try AFPDHX2Parameters(from: &reader)
    }
  }

  @Test("codes have their published names, and unknown ones show their number")
  func codeNames() {
    #expect(AFPResultCode.diskFull.description == "DiskFull (-5008)")
    #expect(AFPResultCode(rawValue: -1).description == "result -1")
    #expect(Set(AFPCommand.allCases.map(\.name)).count == AFPCommand.allCases.count)
  }
}
