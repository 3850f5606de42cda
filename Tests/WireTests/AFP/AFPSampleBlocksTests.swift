// SPDX-License-Identifier: Apache-2.0
// Request blocks and replies of a live session, byte for byte.

import Testing
import Wire

/// Bytes from hexadecimal digits; blanks are ignored.
func hex(_ text: String) -> [UInt8] {
  let digits = text.filter { !$0.isWhitespace }
  return stride(from: 0, to: digits.count, by: 2).compactMap { start in
    let from = digits.index(digits.startIndex, offsetBy: start)
    return UInt8(digits[from..<digits.index(from, offsetBy: 2)], radix: 16)
  }
}

@Suite("AFP sample blocks")
struct AFPSampleBlocksTests {
  let volume = AFPVolumeID(rawValue: 1)
  let fork = AFPForkID(rawValue: 0x0100)
  let directory = AFPNodeID(rawValue: 0x1e)

  func path(_ name: String) throws -> AFPPath { AFPPath(try AFPName(name)) }

  @Test("session requests")
  func session() {
    #expect(
      AFPLoginRequest(version: "AFP3.4", method: "No User Authent").block
        == hex("12 06 414650332e34 0f 4e6f20557365722041757468656e74"))
    #expect(AFPServerParametersRequest().block == hex("10 00"))
    #expect(
      AFPSessionTokenRequest(.client(id: Array("host-1234".utf8), timestamp: 0x6500_0000)).block
        == hex("40 00 0003 00000009 65000000 686f73742d31323334"))
    #expect(AFPSessionTokenRequest(.anonymous).block == hex("40 00 0000"))
    #expect(
      AFPDisconnectOldSessionRequest(token: hex("f9d8a9918e1a8775")).block
        == hex("41 00 0000 00000008 f9d8a9918e1a8775"))
    #expect(AFPLogoutRequest().block == hex("14 00"))
    #expect(AFPServerMessageRequest(.server).block == hex("26 00 0001 0003"))
    #expect(AFPSleepRequest(.awake).block == hex("7a 00 00000002"))
    #expect(AFPUserInfoRequest().block == hex("25 01 00000000 0003"))
  }

  @Test("volume requests")
  func volumes() {
    #expect(
      AFPOpenVolumeRequest(bitmap: AFPVolumeBitmap(rawValue: 0x0f61), name: "guest").block
        == hex("18 00 0f61 05 6775657374"))
    #expect(
      AFPOpenVolumeRequest(bitmap: .volumeID, name: "ab", password: Array("abc".utf8)).block
        == hex("18 00 0020 02 6162 00 6162630000000000"))
    #expect(
      AFPVolumeParametersRequest(volume: volume, bitmap: .useful).block == hex("11 00 0001 0f21"))
    #expect(AFPCloseVolumeRequest(volume: volume).block == hex("02 00 0001"))
    #expect(AFPFlushRequest(volume: volume).block == hex("0a 00 0001"))
    #expect(
      AFPSyncDirectoryRequest(volume: volume, directory: .root).block
        == hex("4e 00 0001 00000002"))
  }

  @Test("catalogue requests")
  func catalogue() throws {
    #expect(
      AFPCreateDirectoryRequest(volume: volume, parent: .root, path: try path("t")).block
        == hex("06 00 0001 00000002 03 08000103 0001 74"))
    #expect(
      AFPCreateFileRequest(volume: volume, parent: directory, path: try path("f")).block
        == hex("07 00 0001 0000001e 03 08000103 0001 66"))
    #expect(
      AFPCreateFileRequest(
        volume: volume, parent: directory, path: try path("f"), replaces: true
      ).block
        == hex("07 80 0001 0000001e 03 08000103 0001 66"))
    #expect(
      AFPItemRequest(volume: volume, directory: directory, path: try path("f")).block
        == hex("22 00 0001 0000001e e90f a30f 03 08000103 0001 66"))
    #expect(
      AFPSetItemRequest(
        volume: volume, directory: directory, path: try path("f"),
        settings: AFPItemSettings(modificationDate: AFPDate(rawValue: 1_000_000))
      ).block
        == hex("23 00 0001 0000001e 0008 03 08000103 0001 66 000f4240"))
    #expect(
      AFPRenameRequest(
        volume: volume, directory: directory, path: try path("f"), newName: try path("g")
      ).block
        == hex("1c 00 0001 0000001e 03 08000103 0001 66 03 08000103 0001 67"))
    #expect(
      AFPMoveRequest(
        volume: volume, sourceDirectory: directory, targetDirectory: .root,
        sourcePath: try path("g"), newName: try path("h")
      ).block
        == hex(
          "17 00 0001 0000001e 00000002 03 08000103 0001 67 03 08000103 0000 03 08000103 0001 68"))
    #expect(
      AFPDeleteRequest(volume: volume, directory: directory, path: .directoryItself).block
        == hex("08 00 0001 0000001e 03 08000103 0000"))
    #expect(
      AFPEnumerateRequest(
        volume: volume, directory: directory, count: 16, start: 1, maximumReplyBytes: 60_000
      ).block
        == hex("44 00 0001 0000001e e90f a30f 0010 00000001 0000ea60 03 08000103 0000"))
  }

  @Test("fork requests")
  func forks() throws {
    #expect(
      AFPOpenForkRequest(
        volume: volume, directory: directory, mode: [.read, .write], path: try path("f")
      ).block
        == hex("1a 00 0001 0000001e 0800 0003 03 08000103 0001 66"))
    let write = AFPWriteRequest(fork: fork, offset: 0, count: 4).block
    #expect(write == hex("3d 00 0100 0000000000000000 0000000000000004"))
    #expect(write.count == AFPWriteRequest.blockBytes)
    #expect(
      AFPReadRequest(fork: fork, offset: 0, count: 10).block
        == hex("3c 00 0100 0000000000000000 000000000000000a"))
    #expect(
      AFPForkParametersRequest(fork: fork, bitmap: .dataLength).block == hex("0e 00 0100 0800"))
    #expect(
      AFPSetForkLengthRequest(fork: fork, length: 2).block
        == hex("1f 00 0100 0800 0000000000000002"))
    #expect(AFPSyncForkRequest(fork: fork).block == hex("4f 00 0100"))
    #expect(AFPFlushForkRequest(fork: fork).block == hex("0b 00 0100"))
    #expect(AFPCloseForkRequest(fork: fork).block == hex("04 00 0100"))
    #expect(
      AFPByteRangeLockRequest(fork: fork, offset: 5, length: nil).block
        == hex("3b 00 0100 0000000000000005 ffffffffffffffff"))
    #expect(
      AFPByteRangeLockRequest(fork: fork, unlocks: true, offset: 5, length: 1).block
        == hex("3b 01 0100 0000000000000005 0000000000000001"))
  }

  @Test("extended attribute requests start their name on an even offset")
  func attributes() throws {
    #expect(
      AFPGetExtendedAttributeRequest(
        volume: volume, directory: directory, maximumReplyBytes: 0, path: try path("f"),
        name: Array("ab".utf8)
      ).block
        == hex(
          "45 00 0001 0000001e 0000 0000000000000000 ffffffffffffffff 00000000"
            + "03 08000103 0001 66 0002 6162"))
    #expect(
      AFPSetExtendedAttributeRequest(
        volume: volume, directory: directory, flags: .create, path: try path("ff"),
        name: Array("a".utf8), value: [1, 2]
      ).block
        == hex(
          "46 00 0001 0000001e 0002 0000000000000000 03 08000103 0002 6666 00 0001 61"
            + "00000002 0102"))
    #expect(
      AFPRemoveExtendedAttributeRequest(
        volume: volume, directory: directory, path: try path("f"), name: Array("a".utf8)
      ).block
        == hex("47 00 0001 0000001e 0000 03 08000103 0001 66 0001 61"))
    #expect(
      AFPListExtendedAttributesRequest(
        volume: volume, directory: directory, maximumReplyBytes: 512, path: try path("f")
      ).block
        == hex("48 00 0001 0000001e 0000 0000 00000000 00000200 03 08000103 0001 66"))
  }

  @Test("replies of a live session decode to what they say")
  func replies() throws {
    var volumeList = AFPReader(hex("32966faf 01 00 05 6775657374"))
    let list = try AFPServerParametersReply(from: &volumeList)
    #expect(list.volumes == [.init(name: "guest")])
    #expect(list.serverTime.rawValue == 0x3296_6faf)

    var opened = AFPReader(
      hex("0f61 1cec 0001 ffffffff 001e 00000012df7d6000 0000003efe39d000 00001000 05 6775657374"))
    let parameters = try AFPVolumeParameters(from: &opened)
    #expect(parameters.volumeID == AFPVolumeID(rawValue: 1))
    #expect(parameters.attributes?.rawValue == 0x1cec)
    #expect(parameters.bytesFree == 0x12_df7d_6000 && parameters.bytesTotal == 0x3e_fe39_d000)
    #expect(parameters.blockSize == 4096 && parameters.name == Array("guest".utf8))

    var fork = AFPReader(hex("0800 0100 0000000000000000"))
    let open = try AFPOpenForkReply(from: &fork)
    #expect(open.fork.rawValue == 0x0100 && open.item.dataLength == 0)

    var token = AFPReader(hex("00000008 f9d8a9918e1a8775"))
    #expect(try AFPSessionTokenRequest.reply(from: &token) == hex("f9d8a9918e1a8775"))
  }

  @Test("the parameters of a live file: the name lies behind the fixed part")
  func fileParameters() throws {
    var reader = AFPReader(
      hex(
        """
        e90f a30f 00 00
        0000 0000001e 32966faf 32966faf 0000001f 0000000000000002
        0038 00000000 0000000000000000 0000fffe 0000fffe 000081b6 86060606
        00000000 0001 66
        """))
    let reply = try AFPItemReply(from: &reader)
    #expect(reply.item.isDirectory == false)
    #expect(reply.item.parent == directory && reply.item.nodeID?.rawValue == 0x1f)
    #expect(reply.item.dataLength == 2 && reply.item.resourceLength == 0)
    #expect(reply.item.name == "f")
    #expect(
      reply.item.unixPrivileges
        == AFPUnixPrivileges(
          userID: 65534, groupID: 65534, mode: 0o100666, accessRights: 0x8606_0606))
  }
}
