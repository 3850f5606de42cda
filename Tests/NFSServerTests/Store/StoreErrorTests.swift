// SPDX-License-Identifier: Apache-2.0
// The crossing from errno to NFS status; undo log.

import HostFS
import SocketKPI
import SystemPackage
import Testing
import Wire

@testable import NFSServer

@Suite("Store errors")
struct StoreErrorTests {
  @Test(
    "each errno a file system gives has its status",
    arguments: [
      (.notPermitted, .notOwner), (.noSuchFileOrDirectory, .noEntry), (.ioError, .io),
      (.noSuchAddressOrDevice, .noDevice), (.permissionDenied, .accessDenied),
      (.textFileBusy, .accessDenied),
      (.fileExists, .exists), (.improperLink, .crossDevice),
      (.operationNotSupportedByDevice, .noSuchDevice), (.notDirectory, .notDirectory),
      (.isDirectory, .isDirectory), (.invalidArgument, .invalidArgument),
      (.tooManySymbolicLinkLevels, .invalidArgument), (.fileTooLarge, .fileTooLarge),
      (.noSpace, .noSpace), (.readOnlyFileSystem, .readOnlyFileSystem),
      (.tooManyLinks, .tooManyLinks), (.fileNameTooLong, .nameTooLong),
      (.directoryNotEmpty, .notEmpty), (.diskQuotaExceeded, .quotaExceeded),
      (.staleNFSFileHandle, .stale), (.notSupported, .notSupported),
      (.tooManyOpenFiles, .jukebox), (.noMemory, .jukebox), (.badAddress, .io),
    ] as [(Errno, NFS3Status)])
  func table(_ code: Errno, _ status: NFS3Status) {
    #expect(NFS3Status(code) == status)
  }

  @Test(
    "a scripted crash takes back unstable writes that no COMMIT has covered",
    arguments: StoreKind.allCases)
  func undo(_ kind: StoreKind) throws {
    let nfs = try ServiceHarness(kind)
    let undo = UndoLog()
    nfs.service = NFS3Service(
      exports: nfs.service.exports, verifier: NFS3Verifier(rawValue: 1), undo: undo)
    let file = try nfs.make("f")
    _ = try nfs.write(file, Array("stable".utf8), .fileSync)
    _ = try nfs.write(file, Array("AB".utf8), at: 0)
    _ = try nfs.write(file, Array("CD".utf8), at: 1)
    _ = try nfs.write(file, Array("longer".utf8), at: 10)
    let committed = try nfs.make("g")
    _ = try nfs.write(committed, Array("kept".utf8))
    let commit: NFS3CommitResult = try nfs.call(
      .commit, NFS3CommitArguments(file: committed, offset: 0, count: 0))
    #expect(commit.status == .ok)
    #expect(undo.loseAll() == 1)
    #expect(try nfs.text(file) == "stable")
    #expect(try nfs.text(committed) == "kept")
  }
}
