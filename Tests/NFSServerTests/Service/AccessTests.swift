// SPDX-License-Identifier: Apache-2.0
// Who may do what.

import HostFS
import SocketKPI
import Testing
import Wire

@testable import NFSServer

/// Only root can act for several users.
private let actsForOthers: Bool = {
  if !ProcessIdentity.isPrivileged { print("skipped: acting for several users needs root") }
  return ProcessIdentity.isPrivileged
}()

@Suite("Access by credential", .enabled(if: actsForOthers))
struct AccessTests {
  private func rights(_ nfs: ServiceHarness, _ file: NFS3FileHandle) throws -> NFS3AccessRights {
    let result: NFS3AccessResult = try nfs.call(
      .access, NFS3AccessArguments(file: file, rights: .all))
    guard case .success(let success) = result else { throw StoreError(result.status) }
    return success.rights
  }

  @Test("mode bits decide by owner, group and others", arguments: StoreKind.allCases)
  func modes(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    let file = try nfs.make("f", "secret")
    let wish = NFS3SetAttributes(mode: 0o640, userID: 1000, groupID: 2000)
    #expect(try nfs.set(file, wish).status == .ok)
    nfs.credential = RPCAuthSys(uid: 1000, gid: 1)
    #expect(try rights(nfs, file) == [.read, .modify, .extend])
    nfs.credential = RPCAuthSys(uid: 1001, gid: 1, groups: [7, 2000])
    #expect(try rights(nfs, file) == [.read])
    #expect(try nfs.write(file, [1]).status == .accessDenied)
    nfs.credential = RPCAuthSys(uid: 1001, gid: 1)
    #expect(try rights(nfs, file) == [])
    #expect(throws: StoreError(.io)) { try nfs.read(file) }
    #expect(try nfs.set(file, NFS3SetAttributes(mode: 0o777)).status == .notOwner)
    #expect(try nfs.create("g").status == .accessDenied)
  }

  @Test(
    "new objects are the caller's; groups and set-group directories are respected",
    arguments: StoreKind.allCases)
  func ownership(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    let shared = try nfs.makeDirectory("shared")
    let wish = NFS3SetAttributes(mode: 0o2777, groupID: 55)
    #expect(try nfs.set(shared, wish).status == .ok)
    #expect(try nfs.set(nfs.root, NFS3SetAttributes(mode: 0o777)).status == .ok)
    nfs.credential = RPCAuthSys(uid: 1000, gid: 1001)
    guard case .success(let plain) = try nfs.attributes(nfs.make("f")),
      case .success(let inherited) = try nfs.attributes(nfs.makeDirectory("d", in: shared))
    else {
      Issue.record("GETATTR failed")
      return
    }
    #expect((plain.userID, plain.groupID, plain.mode) == (1000, 1001, 0o644))
    #expect((inherited.userID, inherited.groupID) == (1000, 55))
    #expect(inherited.mode & 0o2000 != 0)
  }

  @Test("in a sticky directory only the owner removes", arguments: StoreKind.allCases)
  func sticky(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    #expect(try nfs.set(nfs.root, NFS3SetAttributes(mode: 0o1777)).status == .ok)
    nfs.credential = RPCAuthSys(uid: 1000, gid: 1000)
    try nfs.make("f")
    nfs.credential = RPCAuthSys(uid: 1001, gid: 1000)
    #expect(try nfs.remove("f") == .notOwner)
    #expect(try nfs.rename("f", to: "g").status == .notOwner)
    nfs.credential = RPCAuthSys(uid: 1000, gid: 1000)
    #expect(try nfs.remove("f") == .ok)
  }

  @Test("squashing makes root, or everybody, anonymous", arguments: StoreKind.allCases)
  func squash(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind) { export in
      export.squash = .root
      export.anonymousUser = 4242
    }
    #expect(try nfs.create("f").status == .accessDenied)
    let export = nfs.service.exports.exports[0]
    #expect(Caller(nfs.credential, in: export).user == 4242)
    #expect(Caller(RPCAuthSys(uid: 5, gid: 0, groups: [0, 9]), in: export).groups == [9])
    #expect(Caller(nil, in: export).user == 4242)
  }

  @Test(
    "an access list counts where the kernel keeps one",
    arguments: [StoreKind.kernelHandles, .inodeNumbers])
  func accessList(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    let file = try nfs.make("f", "x")
    let list = AccessControlList(entries: [
      .init(.owner, 6), .init(.user(1234), 4), .init(.owningGroup, 0), .init(.mask, 4),
      .init(.others, 0),
    ])
    try nfs.scratch.directory.open(#require(FileName("f"))).setAccessControlList(list)
    nfs.credential = RPCAuthSys(uid: 1234, gid: 1)
    #expect(try rights(nfs, file) == [.read])
    nfs.credential = RPCAuthSys(uid: 1235, gid: 1)
    #expect(try rights(nfs, file) == [])
  }
}
