// SPDX-License-Identifier: Apache-2.0
// XDR encoding: the exact bytes, and that the reader gets the values back.

import Testing
import Wire

@Suite("XDR writer")
struct XDRWriterTests {
  @Test("values have the bytes of RFC 4506")
  func literalBytes() {
    var writer = XDRWriter()
    writer.append(UInt32(1))
    writer.append(Int32(-1))
    writer.append(UInt64(0x0102_0304_0506_0708))
    writer.append(true)
    writer.append(opaque: [0xaa, 0xbb, 0xcc, 0xdd, 0xee])
    writer.append(fixedOpaque: [0x11])
    writer.append(string: "tcp")
    #expect(
      writer.bytes == [
        0, 0, 0, 1,
        0xff, 0xff, 0xff, 0xff,
        1, 2, 3, 4, 5, 6, 7, 8,
        0, 0, 0, 1,
        0, 0, 0, 5, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0, 0, 0,
        0x11, 0, 0, 0,
        0, 0, 0, 3, 0x74, 0x63, 0x70, 0,
      ])
    #expect(writer.count == 44)
  }

  @Test("padding is zero even where the buffer was used before")
  func paddingAfterReuse() {
    var writer = XDRWriter()
    writer.append(opaque: [UInt8](repeating: 0xff, count: 64))
    writer.removeAll()
    writer.append(opaque: [1])
    #expect(writer.bytes == [0, 0, 0, 1, 1, 0, 0, 0])
  }

  @Test("a patch changes four bytes and nothing else")
  func patch() {
    var writer = XDRWriter()
    writer.append(UInt32(0))
    writer.append(UInt32(7))
    writer.patch(9, at: 0)
    #expect(writer.bytes == [0, 0, 0, 9, 0, 0, 0, 7])
  }

  @Test(
    "what is written is read back, across growth", arguments: [0, 1, 3, 4, 5, 255, 256, 70_000])
  func roundTrip(count: Int) throws {
    let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var writer = XDRWriter()
    writer.append(UInt64.max)
    writer.append(opaque: payload)
    writer.append(Int64.min)
    var reader = XDRReader(writer.span)
    let first = try reader.uint64()
    let back = try reader.opaque(maximum: count)
    let last = try reader.int64()
    try reader.finish()
    #expect(first == .max && back == payload && last == .min)
  }

  @Test("an opaque whose bytes travel elsewhere announces length and padding")
  func lengthOnly() {
    var writer = XDRWriter()
    #expect(writer.append(opaqueLength: 5) == 3)
    #expect(writer.append(opaqueLength: 8) == 0)
    #expect(writer.bytes == [0, 0, 0, 5, 0, 0, 0, 8])
  }
}
