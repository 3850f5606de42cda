// SPDX-License-Identifier: Apache-2.0
// Every request and reply decodes to the value it was encoded from, and bears truncation.

import Testing
import Wire

@Suite("AFP round trips")
struct AFPRoundTripTests {
  static let volume = AFPVolumeID(rawValue: 0xabcd)
  static let node = AFPNodeID(rawValue: 0x0102_0304)
  static let fork = AFPForkID(rawValue: 0x1234)
  static let path = AFPPath(bytes: Array("odd".utf8))
  static let even = AFPPath(bytes: Array("even".utf8))

  static let requests: [any AFPRequest] = [
    AFPLoginRequest(version: "AFP3.4", method: "DHX2", data: [1, 2, 3]),
    AFPLoginExtendedRequest(version: "AFP3.4", method: "DHX2", user: "ann", data: [9]),
    AFPLoginExtendedRequest(version: "AFP3.4", method: "DHX2", user: "anna", data: []),
    AFPLoginContinueRequest(id: 0xffff, data: [1, 2]),
    AFPLogoutRequest(), AFPServerParametersRequest(), AFPUserInfoRequest(),
    AFPOpenVolumeRequest(bitmap: .useful, name: "vol"),
    AFPOpenVolumeRequest(bitmap: .volumeID, name: "volu", password: [1, 2, 3]),
    AFPVolumeParametersRequest(volume: volume, bitmap: .useful),
    AFPCloseVolumeRequest(volume: volume), AFPFlushRequest(volume: volume),
    AFPSyncDirectoryRequest(volume: volume, directory: node),
    AFPItemRequest(volume: volume, directory: node, path: path),
    AFPEnumerateRequest(
      volume: volume, directory: node, count: 7, start: 1 << 20, maximumReplyBytes: 512),
    AFPSetItemRequest(
      volume: volume, directory: node, path: even,
      settings: AFPItemSettings(
        attributes: [.invisible, .setOrClear], creationDate: AFPDate(rawValue: -1),
        modificationDate: AFPDate(rawValue: 2), backupDate: .never,
        finderInfo: [UInt8](repeating: 7, count: 32),
        unixPrivileges: AFPUnixPrivileges(userID: 1, groupID: 2, mode: 0o100600))),
    AFPCreateDirectoryRequest(volume: volume, parent: node, path: path),
    AFPCreateFileRequest(volume: volume, parent: node, path: path, replaces: true),
    AFPDeleteRequest(volume: volume, directory: node, path: path),
    AFPRenameRequest(volume: volume, directory: node, path: path, newName: even),
    AFPMoveRequest(
      volume: volume, sourceDirectory: node, targetDirectory: .root, sourcePath: path,
      newName: even),
    AFPCopyFileRequest(
      sourceVolume: volume, sourceDirectory: node, targetVolume: AFPVolumeID(rawValue: 1),
      targetDirectory: .root, sourcePath: path, newName: even),
    AFPOpenForkRequest(
      isResourceFork: true, volume: volume, directory: node, bitmap: .resourceLength,
      mode: [.read, .denyWrite], path: path),
    AFPForkParametersRequest(fork: fork, bitmap: .dataLength),
    AFPSetForkLengthRequest(fork: fork, isResourceFork: true, length: 1 << 40),
    AFPReadRequest(fork: fork, offset: 1 << 33, count: 1 << 20),
    AFPWriteRequest(fork: fork, offset: UInt64(Int64.max), count: 1),
    AFPFlushForkRequest(fork: fork), AFPSyncForkRequest(fork: fork),
    AFPCloseForkRequest(fork: fork),
    AFPByteRangeLockRequest(fork: fork, unlocks: true, offset: 9, length: nil),
    AFPGetExtendedAttributeRequest(
      volume: volume, directory: node, flags: .noFollow, maximumReplyBytes: 4096, path: path,
      name: [97, 98]),
    AFPSetExtendedAttributeRequest(
      volume: volume, directory: node, flags: .replace, path: even, name: [97], value: [0, 1, 2]),
    AFPRemoveExtendedAttributeRequest(volume: volume, directory: node, path: even, name: [97]),
    AFPListExtendedAttributesRequest(
      volume: volume, directory: node, maximumReplyBytes: 1, path: path),
    AFPSessionTokenRequest(.anonymous),
    AFPSessionTokenRequest(.client(id: [1, 2, 3], timestamp: 77)),
    AFPDisconnectOldSessionRequest(token: [1, 2, 3, 4, 5, 6, 7, 8]),
    AFPServerMessageRequest(.login), AFPSleepRequest(.extendedSleep),
  ]

  private func checkRoundTrip<Request: AFPRequest>(_ request: Request) throws {
    let block = request.block
    #expect(try Request(block: block) == request)
    // No prefix traps; most are refused, some are shorter requests in their own right.
    for length in 0..<block.count { _ = try? Request(block: Array(block[..<length])) }
    var other = block
    other[0] ^= 0x80
    #expect(throws: AFPWireError.self) { try Request(block: other) }
  }

  @Test("a request decodes to itself, and no prefix of it traps", arguments: requests.indices)
  func request(index: Int) throws { try checkRoundTrip(Self.requests[index]) }

  @Test("the server information block decodes to itself, and every prefix is borne")
  func serverInformation() throws {
    let information = AFPServerInformation(
      machineType: "Netatalk4.2.3", versions: ["AFP2.2", "AFP3.4"],
      authenticationMethods: ["DHX2", "No User Authent"],
      flags: [.utf8ServerName, .signature, .tcp],
      serverName: Array("testafp".utf8), utf8ServerName: "tést",
      signature: [UInt8](0..<16), addresses: [.init(type: 2, data: [127, 0, 0, 1, 2, 36])],
      directoryNames: ["dir"])
    var writer = AFPWriter()
    information.encode(into: &writer)
    var reader = AFPReader(writer.bytes)
    #expect(try AFPServerInformation(from: &reader) == information)
    for length in 0..<writer.bytes.count {
      var reader = AFPReader(Array(writer.bytes[..<length]))
      _ = try? AFPServerInformation(from: &reader)
    }
  }

  @Test("a directory page decodes to itself")
  func enumeratePage() throws {
    var file = AFPItemParameters(isDirectory: false)
    file.attributes = []
    file.parent = .root
    file.creationDate = AFPDate(rawValue: 1)
    file.modificationDate = AFPDate(rawValue: 2)
    file.nodeID = AFPNodeID(rawValue: 40)
    file.dataLength = 5 << 30
    file.name = "file"
    file.resourceLength = 0
    file.unixPrivileges = AFPUnixPrivileges(userID: 1, groupID: 2, mode: 0o100644)
    var directory = AFPItemParameters(isDirectory: true)
    directory.attributes = []
    directory.parent = .root
    directory.creationDate = AFPDate(rawValue: 1)
    directory.modificationDate = AFPDate(rawValue: 2)
    directory.nodeID = AFPNodeID(rawValue: 41)
    directory.offspringCount = 3
    directory.name = "a directory"
    directory.unixPrivileges = AFPUnixPrivileges(userID: 1, groupID: 2, mode: 0o040755)
    let page = AFPEnumerateReply(
      fileBitmap: .useful, directoryBitmap: .useful, items: [file, directory])
    var writer = AFPWriter()
    page.encode(into: &writer)
    var reader = AFPReader(writer.bytes)
    #expect(try AFPEnumerateReply(from: &reader) == page)
    for length in 0..<writer.bytes.count {
      #expect(throws: AFPWireError.self) {
        var reader = AFPReader(Array(writer.bytes[..<length]))
        _ = try AFPEnumerateReply(from: &reader)
      }
    }
  }

  @Test("an entry that makes no progress, and a page without entries, are refused")
  func noProgress() {
    #expect(throws: AFPWireError.badLength(0, at: 6)) {
      var reader = AFPReader(hex("e90f a30f 0002 0000 0000 0000"))
      _ = try AFPEnumerateReply(from: &reader)
    }
    #expect(throws: AFPWireError.badLength(0, at: 4)) {
      var reader = AFPReader(hex("e90f a30f 0000"))
      _ = try AFPEnumerateReply(from: &reader)
    }
  }
}
