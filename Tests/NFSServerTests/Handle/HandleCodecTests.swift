// SPDX-License-Identifier: Apache-2.0
// SipHash, HandleKey, HandleCodec.

import HostFS
import SystemPackage
import Testing
import Wire

@testable import NFSServer

@Suite("File handles")
struct HandleCodecTests {
  /// The key 00 01 … 0f and messages 00 01 …, from the paper's reference tables.
  @Test(
    "SipHash-2-4 gives the published values",
    arguments: [
      (0, 0x726f_db47_dd0e_0e31), (1, 0x74f8_39c5_93dc_67fd), (8, 0x93f5_f579_9a93_2462),
      (15, 0xa129_ca61_49be_45e5),
    ] as [(Int, UInt64)])
  func sipHash(_ count: Int, _ expected: UInt64) {
    let key: (UInt64, UInt64) = (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908)
    #expect(SipHash.hash((0..<count).map { UInt8($0) }, key: key) == expected)
  }

  @Test("a handle opens under its key only")
  func keys() throws {
    let node = NodeKey(form: .kernel, bytes: Array(1...12))
    let codec = HandleCodec(key: try .random())
    let handle = codec.handle(export: 77, node: node)
    let opened = try codec.open(handle)
    #expect(opened.export == 77 && opened.node == node)
    let other = HandleCodec(key: try .random())
    #expect(throws: StoreError(.badHandle)) { try other.open(handle) }
  }

  @Test("every bit of a handle is sealed")
  func bits() throws {
    let codec = HandleCodec(key: try .random())
    let bytes = codec.handle(export: 1, node: NodeKey(form: .inode, bytes: Array(1...20))).bytes
    for bit in 0..<(bytes.count * 8) {
      var changed = bytes
      changed[bit / 8] ^= 1 << (bit % 8)
      let handle = try #require(NFS3FileHandle(changed))
      #expect(throws: StoreError(.badHandle)) { try codec.open(handle) }
    }
  }

  @Test("a stored key is made once, for its owner's eyes, and found again")
  func stored() throws {
    let scratch = try Scratch()
    let name = try #require(FileName("key"))
    let first = try HandleKey.stored(in: scratch.directory, named: name)
    #expect(try HandleKey.stored(in: scratch.directory, named: name) == first)
    #expect(try scratch.directory.attributes(of: name).permissions == 0o600)
    try scratch.directory.open(name, .write).setSize(3)
    #expect(throws: HostError(.read, "key", .invalidArgument)) {
      try HandleKey.stored(in: scratch.directory, named: name)
    }
  }
}
