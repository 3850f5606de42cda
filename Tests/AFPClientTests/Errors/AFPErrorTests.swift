// SPDX-License-Identifier: Apache-2.0
// The crossing to host errors, and what people read.

import SystemPackage
import Testing
import Wire

@testable import AFPClient

@Suite("errors")
struct AFPErrorTests {
  @Test(
    "codes cross to the host errors of the table",
    arguments: [
      (.accessDenied, .permissionDenied), (.denyConflict, .resourceBusy),
      (.directoryNotEmpty, .directoryNotEmpty), (.diskFull, .noSpace), (.fileBusy, .resourceBusy),
      (.objectExists, .fileExists), (.objectNotFound, .noSuchFileOrDirectory),
      (.parameterError, .invalidArgument), (.userNotAuthenticated, .permissionDenied),
      (.volumeLocked, .readOnlyFileSystem), (.objectLocked, .notPermitted),
      (.tooManyFilesOpen, .tooManyOpenFiles), (.differentVolumes, .improperLink),
      (.quotaExceeded, .diskQuotaExceeded), (.noMoreLocks, .noLocks), (.miscellaneous, .ioError),
      (AFPResultCode(rawValue: -9999), .ioError), (.noError, Errno(rawValue: 0)),
      (.endOfFile, Errno(rawValue: 0)),
    ] as [(AFPResultCode, Errno)])
  func crossing(code: AFPResultCode, errno: Errno) { #expect(code.errno == errno) }

  @Test("an error names its operation, says what to do, and shows the server's code")
  func text() {
    let error = AFPError("FPOpenFork of lock", .result(.denyConflict))
    #expect(
      error.description
        == "FPOpenFork of lock: somebody has it open and denies access; it may be an old session of "
        + "this client [DenyConflict (-5006)]")
    #expect(
      AFPError("x", .result(AFPResultCode(rawValue: -9999))).description
        == "x: the server answered result -9999")
    #expect(error.resultCode == .denyConflict && error.errno == .resourceBusy)
  }

  @Test("what passes by itself is transient, a refusal is not")
  func transient() {
    #expect(AFPError("x", .timedOut(.seconds(1))).isTransient)
    #expect(AFPError("x", .result(.noMoreSessions)).isTransient)
    #expect(!AFPError("x", .result(.diskFull)).isTransient)
    #expect(!AFPError("x", .serverShutDown(mayReturn: false)).isTransient)
  }
}

@Suite("AFP addresses")
struct AFPURLTests {
  @Test("an address has host, port, user, volume and path")
  func parts() throws {
    let url = try AFPURL("afp://ann%40home@server.example:5548/Time%20Machine/a/b%2Fc/")
    #expect(url.host == "server.example" && url.port == 5548 && url.user == "ann@home")
    #expect(url.volume == "Time Machine" && url.path == "a/b/c")
    let short = try AFPURL("AFP://[fe80::1%25eth0]")
    #expect(short == AFPURL(host: "fe80::1%eth0"))
    #expect(try AFPURL("afp://host/vol").description == "afp://host/vol")
    #expect(try AFPURL("afp://u@[::1]:99/v o l").description == "afp://u@[::1]:99/v%20o%20l")
  }

  @Test(
    "addresses that cannot be are refused",
    arguments: [
      "http://host/v", "afp:///v", "afp://host:0/v", "afp://host:65536/v", "afp://host:x/v",
      "afp://user:password@host/v", "afp://[::1/v", "afp://host/%zz", "afp://host/%00",
      "afp://[::1]x/v", "afp://host/%ff",
    ])
  func refused(text: String) {
    #expect(throws: AFPError.self) { try AFPURL(text) }
  }

  @Test("a refused password is not repeated in the error")
  func noPassword() {
    #expect { try AFPURL("afp://user:geheim@host/v") } throws: { !"\($0)".contains("geheim") }
  }
}
