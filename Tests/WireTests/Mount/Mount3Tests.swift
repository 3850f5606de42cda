// SPDX-License-Identifier: Apache-2.0
// MOUNT version 3: results and lists.

import Testing
import Wire

@Suite("MOUNT version 3 codecs")
struct Mount3Tests {
  static let cases: [CodecCase] = [
    CodecCase("path", Mount3Path("/export/home")),
    CodecCase("MNT", Mount3Result.success(root: Sample.handle, flavors: [1, 0, 390_003])),
    CodecCase("MNT without flavours", Mount3Result.success(root: Sample.handle, flavors: [])),
    CodecCase("MNT failed", Mount3Result.failure(.accessDenied)),
    CodecCase(
      "EXPORT",
      Mount3ExportList([
        Mount3Export(path: "/a", groups: ["*.example.org", "host"]), Mount3Export(path: "/b"),
      ])),
    CodecCase("DUMP", Mount3ClientList([Mount3Client(host: "host", path: "/a")])),
  ]

  @Test("decoding reverses encoding", arguments: cases)
  func roundTrip(_ sample: CodecCase) throws {
    #expect(try sample.roundTrip(sample.bytes))
  }

  @Test("a value cut short at any word is refused", arguments: cases)
  func everyPrefix(_ sample: CodecCase) {
    for count in stride(from: 0, to: sample.bytes.count, by: 4) {
      #expect(throws: XDRError.self) { try sample.roundTrip(Array(sample.bytes[..<count])) }
    }
  }

  @Test("a name is kept byte by byte, as servers need not write UTF-8")
  func anyBytes() throws {
    let name = [UInt8](repeating: 0xFF, count: Mount3.maximumNameBytes)
    let bytes: [UInt8] = [0, 0, 0, 1] + [0, 0, 0, 1, 0x2F, 0, 0, 0] + [0, 0, 0, 1, 0, 0, 0, 255]
    let list = try decoded(Mount3ExportList.self, bytes + name + [0] + [0, 0, 0, 0, 0, 0, 0, 0])
    #expect(list.items.first?.groups.first?.bytes == name)
    #expect(try CodecCase("EXPORT", list).roundTrip(CodecCase("EXPORT", list).bytes))
  }

  @Test("an empty root handle is malformed")
  func emptyHandle() {
    #expect(throws: XDRError.invalidValue(at: 4, value: 0)) {
      try decoded(Mount3Result.self, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    }
  }

  @Test("a flavour list of four milliards is refused before it is read")
  func manyFlavours() {
    let bytes: [UInt8] = [0, 0, 0, 0] + [0, 0, 0, 4, 1, 2, 3, 4] + [0xFF, 0xFF, 0xFF, 0xFF]
    #expect(throws: XDRError.tooLong(at: 12, length: 0xFFFF_FFFF, maximum: 256)) {
      try decoded(Mount3Result.self, bytes)
    }
  }
}
