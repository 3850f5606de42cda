// SPDX-License-Identifier: Apache-2.0
// RPC headers against literal bytes.

import Testing
import Wire

/// Encodes a value and reads it back.
func roundTrip<Value: XDRCodable>(_ value: Value) throws -> Value {
  var writer = XDRWriter()
  value.encode(into: &writer)
  var reader = XDRReader(writer.span)
  let back = try Value(from: &reader)
  try reader.finish()
  return back
}

@Suite("RPC message headers")
struct RPCMessageTests {
  @Test("a call with AUTH_SYS has the bytes of RFC 5531")
  func callBytes() throws {
    let auth = RPCAuthSys(stamp: 7, machineName: "ab", uid: 1000, gid: 100, groups: [5])
    let header = RPCCallHeader(
      xid: 0x0102_0304, program: 100_003, version: 3, procedure: 1, credential: auth.opaqueAuth)
    #expect(
      encoded(header) == [
        1, 2, 3, 4,  // xid
        0, 0, 0, 0,  // call
        0, 0, 0, 2,  // RPC version
        0, 1, 0x86, 0xa3,  // program 100003
        0, 0, 0, 3,  // version
        0, 0, 0, 1,  // procedure
        0, 0, 0, 1, 0, 0, 0, 28,  // AUTH_SYS, 28 bytes
        0, 0, 0, 7,  // stamp
        0, 0, 0, 2, 0x61, 0x62, 0, 0,  // "ab"
        0, 0, 3, 0xe8, 0, 0, 0, 100,  // uid, gid
        0, 0, 0, 1, 0, 0, 0, 5,  // one group
        0, 0, 0, 0, 0, 0, 0, 0,  // verifier: AUTH_NONE
      ])
    #expect(try roundTrip(header) == header)
    #expect(try decoded(RPCAuthSys.self, header.credential.body) == auth)
  }

  @Test(
    "every reply status reads back",
    arguments: [
      RPCReplyStatus.success, .programUnavailable, .programMismatch(low: 2, high: 4),
      .procedureUnavailable, .garbageArguments, .systemError, .rpcMismatch(low: 2, high: 2),
      .denied(.tooWeak), .denied(RPCAuthStatus(rawValue: 99)),
    ])
  func replyRoundTrip(status: RPCReplyStatus) throws {
    let header = RPCReplyHeader(xid: 9, status: status)
    #expect(try roundTrip(header) == header)
  }

  @Test("a plain success is recognised at once, anything else is left to the full decoder")
  func plainSuccess() {
    var writer = XDRWriter()
    RPCReplyHeader(xid: 9, status: .success).encode(into: &writer)
    writer.append(UInt32(77))
    var reader = XDRReader(writer.span)
    let plain = RPCReplyHeader.skipPlainSuccess(&reader)
    let offset = reader.offset
    #expect(plain && offset == 24)

    let denied = encoded(RPCReplyHeader(xid: 9, status: .denied(.tooWeak)))
    var other = XDRReader(denied.rawSpan)
    let taken = RPCReplyHeader.skipPlainSuccess(&other)
    let place = other.offset
    #expect(!taken && place == 0)
  }

  @Test("a call is not a reply, and unknown statuses are refused")
  func refusals() {
    #expect(throws: XDRError.invalidValue(at: 4, value: 0)) {
      try decoded(RPCReplyHeader.self, [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])
    }
    #expect(throws: XDRError.invalidValue(at: 8, value: 2)) {
      try decoded(RPCReplyHeader.self, [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2])
    }
    #expect(throws: XDRError.invalidValue(at: 20, value: 6)) {
      try decoded(
        RPCReplyHeader.self,
        [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6])
    }
    #expect(throws: XDRError.invalidValue(at: 8, value: 3)) {
      try decoded(RPCCallHeader.self, [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 3])
    }
  }

  @Test("an authentication body of 401 bytes and a seventeenth group are refused")
  func limits() {
    #expect(throws: XDRError.tooLong(at: 4, length: 401, maximum: 400)) {
      try decoded(RPCOpaqueAuth.self, [0, 0, 0, 1, 0, 0, 1, 0x91])
    }
    var body = [UInt8](repeating: 0, count: 20)
    body[19] = 17
    #expect(throws: XDRError.tooLong(at: 16, length: 17, maximum: 16)) {
      try decoded(RPCAuthSys.self, body)
    }
  }

  @Test("a record mark keeps its top bit apart from the length")
  func recordMark() {
    #expect(RPCRecordMark(isLast: true, length: 40).word == 0x8000_0028)
    #expect(RPCRecordMark(isLast: false, length: 0).word == 0)
    #expect(RPCRecordMark(word: 0xffff_ffff) == RPCRecordMark(isLast: true, length: 0x7fff_ffff))
  }
}
