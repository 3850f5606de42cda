// SPDX-License-Identifier: Apache-2.0
// XDR decoding: what is accepted, what is refused, and where.

import Testing
import Wire

@Suite("XDR reader")
struct XDRReaderTests {
  @Test("integers are big-endian and advance by their size")
  func integers() throws {
    let bytes: [UInt8] = [
      0x00, 0x00, 0x01, 0x02,  // 258
      0xff, 0xff, 0xff, 0xfe,  // -2
      0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00,  // 2^32
      0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,  // -1
      0x00, 0x00, 0x00, 0x01,  // true
    ]
    var reader = XDRReader(bytes.rawSpan)
    let first = try reader.uint32()
    let second = try reader.int32()
    let third = try reader.uint64()
    let fourth = try reader.int64()
    let fifth = try reader.bool()
    #expect(first == 258 && second == -2 && third == 1 << 32 && fourth == -1 && fifth)
    let atEnd = reader.isAtEnd
    #expect(atEnd)
    try reader.finish()
  }

  @Test("a truncated integer reports where, and how much was needed")
  func truncatedInteger() {
    #expect(throws: XDRError.truncated(at: 0, need: 4)) {
      let bytes: [UInt8] = [0x00, 0x00, 0x01]  // three of four bytes
      var reader = XDRReader(bytes.rawSpan)
      _ = try reader.uint32()
    }
    #expect(throws: XDRError.truncated(at: 4, need: 8)) {
      let bytes: [UInt8] = [0, 0, 0, 1, 0, 0, 0, 0]
      var reader = XDRReader(bytes.rawSpan)
      _ = try reader.uint32()
      _ = try reader.uint64()
    }
  }

  @Test("a boolean of two is refused")
  func badBoolean() {
    #expect(throws: XDRError.invalidValue(at: 0, value: 2)) {
      let bytes: [UInt8] = [0, 0, 0, 2]
      var reader = XDRReader(bytes.rawSpan)
      _ = try reader.bool()
    }
  }

  @Test("an opaque value is refused by its maximum before its bytes are looked for")
  func opaqueTooLong() {
    let bytes: [UInt8] = [0xff, 0xff, 0xff, 0xff]
    #expect(throws: XDRError.tooLong(at: 0, length: 0xffff_ffff, maximum: 64)) {
      var reader = XDRReader(bytes.rawSpan)
      _ = try reader.opaque(maximum: 64)
    }
    #expect(throws: XDRError.truncated(at: 4, need: 0xffff_ffff)) {
      var reader = XDRReader(bytes.rawSpan)
      _ = try reader.opaque(maximum: .max)
    }
  }

  @Test("missing padding is a truncation, non-zero padding is not")
  func padding() throws {
    #expect(throws: XDRError.truncated(at: 4, need: 4)) {
      let bytes: [UInt8] = [0, 0, 0, 1, 0xaa, 0, 0]
      var reader = XDRReader(bytes.rawSpan)
      _ = try reader.opaque(maximum: 8)
    }
    let bytes: [UInt8] = [0, 0, 0, 1, 0xaa, 0xff, 0xff, 0xff, 0, 0, 0, 9]
    var reader = XDRReader(bytes.rawSpan)
    let value = try reader.opaque(maximum: 8)
    let next = try reader.uint32()
    #expect(value == [0xaa])
    #expect(next == 9)
  }

  @Test("a range points at the payload and a view of it copies nothing")
  func ranges() throws {
    let bytes: [UInt8] = [0, 0, 0, 5, 1, 2, 3, 4, 5, 0, 0, 0]
    var reader = XDRReader(bytes.rawSpan)
    let range = try reader.opaqueRange(maximum: 5)
    #expect(range == 4..<9)
    let offset = reader.offset
    #expect(offset == 12)
    let view = reader.bytes(range)
    #expect(view.byteCount == 5)
  }

  @Test("text that is not UTF-8 is refused with its place")
  func badText() {
    #expect(throws: XDRError.invalidText(at: 0)) {
      let bytes: [UInt8] = [0, 0, 0, 1, 0xff, 0, 0, 0]
      var reader = XDRReader(bytes.rawSpan)
      _ = try reader.string(maximum: 8)
    }
  }

  @Test("bytes behind the last value are found by finish")
  func trailing() {
    #expect(throws: XDRError.trailingBytes(at: 4, count: 2)) {
      let bytes: [UInt8] = [0, 0, 0, 1, 7, 7]
      var reader = XDRReader(bytes.rawSpan)
      _ = try reader.uint32()
      try reader.finish()
    }
  }
}
