// SPDX-License-Identifier: Apache-2.0
// The DSI header, session options and attention words, byte by byte.

import Testing
import Wire

@Suite("DSI header")
struct DSIHeaderTests {
  @Test("a write states the length of its AFP block, so that no data is taken for the block")
  func writeRequest() throws {
    let header = DSIHeader(request: .write, id: 10, dataOffset: 20, length: 24)
    var writer = AFPWriter()
    header.encode(into: &writer)
    #expect(
      writer.bytes == [
        0x00, 0x06, 0x00, 0x0a,  // request, DSIWrite, id
        0x00, 0x00, 0x00, 0x14,  // data offset
        0x00, 0x00, 0x00, 0x18,  // length
        0x00, 0x00, 0x00, 0x00,  // reserved
      ])
    var reader = AFPReader(writer.bytes)
    #expect(try DSIHeader(from: &reader) == header)
  }

  @Test("a reply's code is signed")
  func replyCode() throws {
    var reader = AFPReader([1, 2, 0, 7, 0xff, 0xff, 0xec, 0x6f, 0, 0, 0, 4, 0, 0, 0, 0])
    let header = try DSIHeader(from: &reader)
    #expect(header.kind == .reply && header.command == .command && header.requestID == 7)
    #expect(header.result == .endOfFile && header.length == 4)
    #expect(header == DSIHeader(reply: .command, id: 7, result: .endOfFile, length: 4))
  }

  @Test("command 7 and a kind above 1 do not exist")
  func unknownValues() {
    #expect(throws: AFPWireError.unknownValue(7, at: 1)) {
      var reader = AFPReader([0, 7] + [UInt8](repeating: 0, count: 14))
      _ = try DSIHeader(from: &reader)
    }
    #expect(throws: AFPWireError.unknownValue(2, at: 0)) {
      var reader = AFPReader([2, 2] + [UInt8](repeating: 0, count: 14))
      _ = try DSIHeader(from: &reader)
    }
  }

  @Test("fifteen bytes are not a header")
  func truncated() {
    #expect(throws: AFPWireError.truncated(at: 12, need: 4)) {
      var reader = AFPReader([0, 2] + [UInt8](repeating: 0, count: 13))
      _ = try DSIHeader(from: &reader)
    }
  }
}

@Suite("DSI session options")
struct DSISessionOptionsTests {
  @Test("the client's option has the bytes of a live session")
  func clientOptions() {
    var writer = AFPWriter()
    DSISessionOptions(attentionQuantum: 4).encode(into: &writer)
    #expect(writer.bytes == [0x01, 0x04, 0x00, 0x00, 0x00, 0x04])
  }

  @Test("a live server's answer: a quantum of 1 MiB and 128 replay slots")
  func serverOptions() throws {
    var reader = AFPReader([0x00, 0x04, 0x00, 0x10, 0x00, 0x00, 0x02, 0x04, 0x00, 0x00, 0x00, 0x80])
    let options = try DSISessionOptions(from: &reader)
    #expect(options == DSISessionOptions(requestQuantum: 1 << 20, replayCacheSize: 128))
  }

  @Test("unknown options are skipped, an empty list is fine, a wrong length is not")
  func oddOptions() throws {
    var unknown = AFPReader([0x7f, 0x02, 1, 2, 0x02, 0x04, 0, 0, 0, 32])
    #expect(try DSISessionOptions(from: &unknown) == DSISessionOptions(replayCacheSize: 32))
    var empty = AFPReader([])
    #expect(try DSISessionOptions(from: &empty) == DSISessionOptions())
    #expect(throws: AFPWireError.badLength(2, at: 1)) {
      var reader = AFPReader([0x00, 0x02, 0, 1])
      _ = try DSISessionOptions(from: &reader)
    }
  }
}

@Suite("DSI attention")
struct DSIAttentionTests {
  @Test(
    "words seen live mean what the server meant",
    arguments: [
      (0x2005, DSIAttention.Meaning.message, true, false),
      (0xB005, .shutdown(minutes: 5), true, true),
      (0x8000, .shutdown(minutes: 0), false, false),
      (0x3001, .volumeChanged, false, false),
      (0x3002, .other(0x3002), false, false),
      (0x4000, .crash, false, false),
      (0x0000, .other(0), false, false),
    ] as [(UInt16, DSIAttention.Meaning, Bool, Bool)])
  func meanings(word: UInt16, meaning: DSIAttention.Meaning, message: Bool, forbids: Bool) {
    let attention = DSIAttention(rawValue: word)
    #expect(attention.meaning == meaning)
    #expect(attention.hasMessage == message)
    #expect(attention.forbidsReconnect == forbids)
  }
}
