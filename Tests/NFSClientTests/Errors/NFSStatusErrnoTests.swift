// SPDX-License-Identifier: Apache-2.0
// The crossing from NFS statuses to host errors, row by row.

import SystemPackage
import Testing
import Wire

@testable import NFSClient

@Suite("NFS status to host error")
struct NFSStatusErrnoTests {
  @Test("every status of the RFC but success has a row, and only one")
  func complete() {
    let rows = NFS3Status.table.map(\.status)
    #expect(Set(rows).count == rows.count)
    #expect(Set(rows) == Set(NFS3Status.names.map(\.status)).subtracting([.ok]))
  }

  @Test(
    "statuses that share a number with Unix keep their meaning",
    arguments: [
      (NFS3Status.notOwner, Errno.notPermitted), (.noEntry, .noSuchFileOrDirectory),
      (.io, .ioError), (.accessDenied, .permissionDenied), (.exists, .fileExists),
      (.crossDevice, .improperLink), (.notDirectory, .notDirectory), (.isDirectory, .isDirectory),
      (.invalidArgument, .invalidArgument), (.fileTooLarge, .fileTooLarge),
      (.noSpace, .noSpace), (.readOnlyFileSystem, .readOnlyFileSystem),
      (.nameTooLong, .fileNameTooLong), (.notEmpty, .directoryNotEmpty),
      (.quotaExceeded, .diskQuotaExceeded), (.stale, .staleNFSFileHandle),
    ])
  func rows(_ status: NFS3Status, _ errno: Errno) {
    #expect(status.errno == errno)
  }

  @Test("an unknown status is an input/output error that keeps its number")
  func unknown() {
    let status = NFS3Status(rawValue: 4711)
    #expect(status.errno == .ioError)
    #expect(status.message.contains("4711"))
  }

  @Test("mount statuses cross too")
  func mount() {
    #expect(Mount3Status.accessDenied.errno == .permissionDenied)
    #expect(Mount3Status(rawValue: 9).errno == .ioError)
  }
}
