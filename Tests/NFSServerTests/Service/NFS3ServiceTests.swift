// SPDX-License-Identifier: Apache-2.0
// What every kind of export must do: objects, names, attributes, content.

import HostFS
import SocketKPI
import Testing
import Wire

@testable import NFSServer

@Suite("NFS version 3 service")
struct NFS3ServiceTests {
  @Test("what is written is read back, with the end of file told", arguments: StoreKind.allCases)
  func content(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    let file = try nfs.make("f", "hello")
    #expect(try nfs.read(file).bytes == Array("hello".utf8))
    #expect(try nfs.read(file).isEnd)
    #expect(try nfs.read(file, at: 1, 3) == (Array("ell".utf8), false))
    #expect(try nfs.read(file, at: 5) == ([], true))
    #expect(try nfs.read(file, at: 1 << 40) == ([], true))
  }

  @Test("a mebibyte at an odd offset leaves a hole before it", arguments: StoreKind.allCases)
  func large(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    let file = try nfs.make("f")
    let bytes = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    guard case .success(let written) = try nfs.write(file, bytes, at: 100_001, .fileSync) else {
      Issue.record("WRITE failed")
      return
    }
    #expect(Int(written.count) == bytes.count)
    #expect(written.stability == .fileSync)
    #expect(try nfs.read(file, at: 100_001).bytes == bytes)
    #expect(try nfs.read(file, at: 99_999, 4).bytes == [0, 0, bytes[0], bytes[1]])
  }

  @Test("WRITE tells size and times before and after", arguments: StoreKind.allCases)
  func weakCacheData(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    let file = try nfs.make("f", "12345")
    guard case .success(let before) = try nfs.attributes(file),
      case .success(let written) = try nfs.write(file, [1, 2], at: 5)
    else {
      Issue.record("WRITE failed")
      return
    }
    #expect(written.cacheData.before == NFS3WeakAttributes(before))
    #expect(written.cacheData.after?.size == 7)
  }

  @Test(
    "CREATE: guarded refuses a taken name, unchecked takes the file over and sets its size",
    arguments: StoreKind.allCases)
  func create(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    let file = try nfs.make("f", "12345")
    #expect(try nfs.create("f").status == .exists)
    guard
      case .success(let taken) = try nfs.create("f", .unchecked(NFS3SetAttributes(size: 2)))
    else {
      Issue.record("unchecked CREATE failed")
      return
    }
    #expect(taken.file == file)
    #expect(taken.attributes?.size == 2)
    try nfs.makeDirectory("d")
    #expect(try nfs.create("d", .unchecked(NFS3SetAttributes())).status == .exists)
  }

  @Test(
    "exclusive CREATE succeeds again with the same verifier only",
    arguments: StoreKind.allCases)
  func exclusive(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    let verifier = NFS3Verifier(rawValue: 0xFEDC_BA98_7654_3210)
    guard case .success(let first) = try nfs.create("f", .exclusive(verifier)),
      case .success(let second) = try nfs.create("f", .exclusive(verifier))
    else {
      Issue.record("exclusive CREATE failed")
      return
    }
    #expect(first.file == second.file)
    #expect(try nfs.create("f", .exclusive(NFS3Verifier(rawValue: 7))).status == .exists)
  }

  @Test(
    "a handle outlives renames and a restart, and is stale after removal",
    arguments: StoreKind.allCases)
  func handles(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    let from = try nfs.makeDirectory("a")
    let to = try nfs.makeDirectory("b")
    let file = try nfs.make("f", "content", in: from)
    #expect(try nfs.rename("f", in: from, to: "g", inTarget: to).status == .ok)
    #expect(try nfs.text(file) == "content")
    #expect(try nfs.handle("g", in: to) == file)
    if kind != .memory {
      try nfs.restart()
      #expect(try nfs.text(file) == "content")
      #expect(try nfs.handle("g", in: to) == file)
    }
    #expect(try nfs.remove("g", in: to) == .ok)
    #expect(try nfs.status(file) == .stale)
    #expect(try nfs.status(from) == .ok)
    #expect(try nfs.removeDirectory("a") == .ok)
    #expect(try nfs.status(from) == .stale)
  }

  @Test("a forged, cut or foreign handle is BADHANDLE", arguments: StoreKind.allCases)
  func forged(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    var bytes = try nfs.make("f").bytes
    bytes[bytes.count - 1] ^= 1
    #expect(try nfs.status(#require(NFS3FileHandle(bytes))) == .badHandle)
    #expect(try nfs.status(#require(NFS3FileHandle(bytes.dropLast()))) == .badHandle)
    #expect(try nfs.status(#require(NFS3FileHandle([]))) == .badHandle)
  }

  @Test(
    "nothing leads out of the export: dots, links, names with slashes",
    arguments: StoreKind.allCases)
  func escape(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    #expect(try nfs.handle("..") == nfs.root)
    let inner = try nfs.makeDirectory("d")
    #expect(try nfs.handle("..", in: inner) == nfs.root)
    #expect(try nfs.handle(".", in: inner) == inner)
    for name: NFS3Name in ["../etc", "/etc", "", "a\0b"] {
      #expect(try nfs.lookup(name).status == .invalidArgument)
    }
    let link: NFS3CreateResult = try nfs.call(
      .symbolicLink,
      NFS3SymbolicLinkArguments(
        location: .init(directory: nfs.root, name: "out"), attributes: NFS3SetAttributes(),
        path: "/etc"))
    #expect(link.status == .ok)
    let out = try nfs.handle("out")
    #expect(try nfs.lookup("passwd", in: out).status == .notDirectory)
    let text: NFS3ReadLinkResult = try nfs.call(.readLink, NFS3HandleArguments(file: out))
    guard case .success(let success) = text else {
      Issue.record("READLINK failed")
      return
    }
    #expect(success.path == "/etc")
  }

  @Test("SETATTR sets what it may, and its guard holds", arguments: StoreKind.allCases)
  func setAttributes(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    let file = try nfs.make("f", "12345")
    let time = NFS3Time(seconds: 1_000_000, nanoseconds: 5)
    let wish = NFS3SetAttributes(mode: 0o600, size: 3, modificationTime: .time(time))
    #expect(try nfs.set(file, wish).status == .ok)
    guard case .success(let now) = try nfs.attributes(file) else { return }
    #expect((now.mode, now.size, now.modificationTime) == (0o600, 3, time))
    let other = NFS3Time(seconds: 1)
    #expect(try nfs.set(file, wish, guardTime: other).status == .notSynchronized)
    #expect(try nfs.set(file, wish, guardTime: now.changeTime).status == .ok)
    let bad = NFS3SetAttributes(accessTime: .time(.init(seconds: 0, nanoseconds: .max)))
    #expect(try nfs.set(file, bad).status == .invalidArgument)
    #expect(try nfs.text(file) == "123")
  }

  @Test(
    "links share the object; renaming replaces; wrong kinds are refused",
    arguments: StoreKind.allCases)
  func names(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    let file = try nfs.make("f", "one")
    let other = try nfs.make("g", "two")
    try nfs.makeDirectory("d")
    let linked: NFS3LinkResult = try nfs.call(
      .link, NFS3LinkArguments(file: file, link: .init(directory: nfs.root, name: "h")))
    guard case .success(let data) = linked else {
      Issue.record("LINK failed")
      return
    }
    #expect(data.attributes?.linkCount == 2)
    #expect(try nfs.handle("h") == file)
    #expect(try nfs.rename("f", to: "g").status == .ok)
    #expect(try nfs.status(other) == .stale)
    #expect(try nfs.text(nfs.handle("g")) == "one")
    #expect(try nfs.rename("g", to: "d").status == .isDirectory)
    #expect(try nfs.rename("d", to: "g").status == .notDirectory)
    #expect(try nfs.rename("none", to: "x").status == .noEntry)
    #expect(try nfs.remove("d") == .isDirectory)
    #expect(try nfs.removeDirectory("g") == .notDirectory)
    #expect(try nfs.removeDirectory(".") == .invalidArgument)
    try nfs.make("inside", in: nfs.handle("d"))
    #expect(try nfs.removeDirectory("d") == .notEmpty)
    #expect(try nfs.rename("d", to: "x", inTarget: nfs.handle("d")).status == .invalidArgument)
  }

  @Test("a fifo can be made, a regular file not by MKNOD", arguments: StoreKind.allCases)
  func makeNode(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    let fifo: NFS3CreateResult = try nfs.call(
      .makeNode,
      NFS3MakeNodeArguments(
        location: .init(directory: nfs.root, name: "p"), kind: .fifo(NFS3SetAttributes())))
    guard case .success(let made) = fifo else {
      Issue.record("MKNOD failed")
      return
    }
    #expect(made.attributes?.type == .fifo)
    #expect(
      try nfs.raw(.read, NFS3ReadArguments(file: #require(made.file), offset: 0, count: 1))[3] == 22
    )
    let file: NFS3CreateResult = try nfs.call(
      .makeNode,
      NFS3MakeNodeArguments(
        location: .init(directory: nfs.root, name: "r"), kind: .unsupported(.regular)))
    #expect(file.status == .badType)
  }

  @Test("a read-only export refuses every change", arguments: StoreKind.allCases)
  func readOnly(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind) { $0.isReadOnly = true }
    #expect(try nfs.create("f").status == .readOnlyFileSystem)
    #expect(try nfs.remove("f") == .readOnlyFileSystem)
    #expect(try nfs.rename("f", to: "g").status == .readOnlyFileSystem)
    #expect(try nfs.set(nfs.root, NFS3SetAttributes(mode: 0)).status == .readOnlyFileSystem)
    let access: NFS3AccessResult = try nfs.call(
      .access, NFS3AccessArguments(file: nfs.root, rights: .all))
    guard case .success(let success) = access else {
      Issue.record("ACCESS failed")
      return
    }
    #expect(success.rights == [.read, .lookup])
  }

  @Test("FSSTAT, FSINFO and PATHCONF answer for the root", arguments: StoreKind.allCases)
  func fileSystem(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    let root = NFS3HandleArguments(file: nfs.root)
    guard
      case .success(let status) = try nfs.call(.fileSystemStatus, root)
        as NFS3FileSystemStatusResult,
      case .success(let info) = try nfs.call(.fileSystemInfo, root) as NFS3FileSystemInfoResult,
      case .success(let limits) = try nfs.call(.pathConfiguration, root)
        as NFS3PathConfigurationResult
    else {
      Issue.record("a call failed")
      return
    }
    #expect(status.totalBytes >= status.freeBytes && status.freeBytes > 0)
    #expect(info.readMaximum == 1 << 20)
    #expect(info.properties.contains([.hardLinks, .symbolicLinks, .canSetTime]))
    #expect(limits.maximumNameBytes == 255)
    let long = NFS3Name(String(repeating: "n", count: 256))
    #expect(try nfs.create(long).status == .nameTooLong)
  }
}
