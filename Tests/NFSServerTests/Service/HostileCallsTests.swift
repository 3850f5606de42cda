// SPDX-License-Identifier: Apache-2.0
// Calls that no honest client makes: damaged arguments, absurd numbers, strangers' handles.

import HostFS
import ONCRPC
import Testing
import Wire

@testable import NFSServer

@Suite("Hostile calls")
struct HostileCallsTests {
  /// Calls made per kind of export.
  private static let count = 4000

  @Test(
    "damaged arguments give an answer or a refusal, and leave the service whole",
    arguments: StoreKind.allCases)
  func damaged(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    let file = try nfs.make("f", "content")
    let directory = try nfs.makeDirectory("d")
    var random = SeededRandom(7)
    for _ in 0..<Self.count {
      let procedure = NFS3Procedure.allCases.randomElement(using: &random) ?? .null
      var bytes = Self.arguments(procedure, file, directory, &random)
      for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        bytes[at] = UInt8.random(in: 0...255, using: &random)
      }
      if Bool.random(using: &random) {
        bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
      }
      var reader = XDRReader(bytes.rawSpan)
      var results = XDRWriter()
      var context = CallContext(credential: nfs.credential, isWaiting: true)
      do throws(XDRError) {
        _ = try nfs.service.perform(procedure, &reader, &results, &context)
        #expect(procedure == .null || results.count >= 4)
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
    #expect(try nfs.status(nfs.root) == .ok)
    try nfs.make("afterwards", "still here")
    #expect(try nfs.text(nfs.handle("afterwards")) == "still here")
  }

  /// Arguments that decode, more often than not.
  private static func arguments(
    _ procedure: NFS3Procedure, _ file: NFS3FileHandle, _ directory: NFS3FileHandle,
    _ random: inout SeededRandom
  ) -> [UInt8] {
    let numbers: [UInt64] = [0, 1, 4096, 1 << 31, 1 << 40, UInt64(Int64.max), .max]
    let names: [NFS3Name] = ["x", "y", ".", "..", "a/b", "", "f"]
    let number = numbers.randomElement(using: &random) ?? 0
    let name = names.randomElement(using: &random) ?? "x"
    let handle = Bool.random(using: &random) ? file : directory
    let place = NFS3DirectoryArguments(directory: directory, name: name)
    let count = UInt32(truncatingIfNeeded: number)
    var writer = XDRWriter()
    switch procedure {
    case .setAttributes:
      let wish = NFS3SetAttributes(mode: count, size: number, accessTime: .serverTime)
      NFS3SetAttributesArguments(file: handle, attributes: wish).encode(into: &writer)
    case .lookup, .remove, .removeDirectory: place.encode(into: &writer)
    case .access: NFS3AccessArguments(file: handle, rights: .all).encode(into: &writer)
    case .read:
      NFS3ReadArguments(file: handle, offset: number, count: count).encode(into: &writer)
    case .write:
      NFS3WriteArguments(file: handle, offset: number, count: 8, stability: .unstable)
        .encode(into: &writer)
      writer.append(number)
    case .create:
      let mode: NFS3CreateMode = .exclusive(NFS3Verifier(rawValue: number))
      NFS3CreateArguments(location: place, mode: mode).encode(into: &writer)
    case .makeDirectory:
      NFS3MakeDirectoryArguments(location: place, attributes: .init()).encode(into: &writer)
    case .symbolicLink:
      NFS3SymbolicLinkArguments(
        location: place, attributes: .init(), path: NFS3Path(bytes: name.bytes)
      ).encode(into: &writer)
    case .makeNode:
      NFS3MakeNodeArguments(location: place, kind: .fifo(.init())).encode(into: &writer)
    case .rename: NFS3RenameArguments(from: place, to: place).encode(into: &writer)
    case .link: NFS3LinkArguments(file: handle, link: place).encode(into: &writer)
    case .readDirectory:
      NFS3ReadDirectoryArguments(
        directory: handle, cookie: number, verifier: .zero, count: count
      ).encode(into: &writer)
    case .readDirectoryPlus:
      NFS3ReadDirectoryPlusArguments(
        directory: handle, cookie: number, verifier: .zero, directoryCount: count,
        maximumCount: count
      ).encode(into: &writer)
    case .commit:
      NFS3CommitArguments(file: handle, offset: number, count: count).encode(into: &writer)
    default: NFS3HandleArguments(file: handle).encode(into: &writer)
    }
    return writer.bytes
  }

  @Test(
    "offsets beyond what a file can have are refused and harm nothing",
    arguments: StoreKind.allCases)
  func offsets(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    let file = try nfs.make("f", "content")
    for offset in [UInt64.max, UInt64.max - 3, UInt64(Int64.max), UInt64(Int64.max) - 1] {
      #expect(try nfs.write(file, [1, 2, 3, 4], at: offset).status == .fileTooLarge)
      #expect(try nfs.read(file, at: offset) == ([], true))
      let size = NFS3SetAttributes(size: offset)
      #expect(try nfs.set(file, size).status != .ok)
    }
    #expect(try nfs.text(file) == "content")
  }

  @Test(
    "a directory moved out of the export by hand leads nowhere",
    arguments: [StoreKind.kernelHandles, .inodeNumbers])
  func movedOut(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    let inner = try nfs.makeDirectory("d")
    let outside = try Scratch()
    let name = try #require(FileName("d"))
    try nfs.scratch.directory.rename(name, to: outside.directory, as: name)
    #expect(try nfs.lookup("..", in: inner).status == .stale)
  }

  @Test(
    "what is mounted inside an export is listed and not entered",
    .enabled(if: (try? HostDirectory(path: "/proc/sys/fs/binfmt_misc")) != nil, "needs /proc"))
  func mountPoint() throws {
    let service = NFS3Service(
      exports: try ExportTable([.directory("/", as: "/root")], key: try .random()),
      verifier: .zero, undo: nil)
    let export = service.exports.exports[0]
    let root = service.exports.handle(export.store.root, in: export)
    var context = CallContext(credential: RPCAuthSys(uid: 0, gid: 0), isWaiting: true)
    let found = service.lookup(.init(directory: root, name: "proc"), &context)
    #expect(found.status == .accessDenied)
  }
}
