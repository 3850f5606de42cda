// SPDX-License-Identifier: Apache-2.0
// The contract of a target over NFS and AFP.

import AFPClient
import Glibc
import NFSClient
import NFSServer
import SystemPackage
import Testing
import Wire

@testable import BackupStream

/// The AFP server that the environment names.
enum LiveAFP {
  static func variable(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// `AFP_TEST_URL` (afp://user@host:port/Volume) and `AFP_TEST_PASSWORD`.
  static let url: AFPURL? = {
    guard let text = variable("AFP_TEST_URL"), let url = try? AFPURL(text) else {
      print("skipped: AFP_TEST_URL is not set, so there is no AFP server to test with")
      return nil
    }
    return url
  }()
}

@Suite("Target contract over a network")
struct NetworkTargetTests {
  /// Runs `body` with an NFS server of our own that gives out an empty directory.
  private func withServer(_ body: (NFSURL) async throws -> Void) async throws {
    let place = try TemporaryTree()
    let server = try NFSServer(export: .directory(place.path, as: "/backup"))
    try server.start()
    defer { server.stop() }
    try await body(NFSURL("nfs://127.0.0.1:\(server.port)/backup"))
  }

  @Test("NFS, the embedded server", .timeLimit(.minutes(3)))
  func nfs() async throws {
    try await withServer { url in
      let target = try await NFSTarget(url)
      try await TargetContract.check(target)
      await target.close()
    }
    try await withServer { url in
      let target = try await NFSTarget(url)
      try await TargetContract.checkBackup(target)
      await target.close()
    }
  }

  @Test("NFS: the class changes while a backup runs")
  func classChange() async throws {
    try await withServer { url in
      let source = try TemporaryTree()
      try source.write("f", noise(2_000_000, seed: 1))
      let target = try await NFSTarget(url, trafficClass: .background)
      var options = PushOptions()
      options.bandBytes = 64 << 10
      let push = Push(source: source.path, target: target, options: options)
      async let summary = push.run()
      while push.progress.snapshot.bands < 3 { await Task.yield() }
      try await target.setTrafficClass(.bestEffort)
      #expect(try await summary.problems == [])
      #expect(await target.transport()?.trafficClass == .bestEffort)
      let repository = try await BackupRepository.open(target)
      #expect(try await Verify(repository).run(point: nil).isSound)
      await target.close()
    }
  }

  @Test("NFS: others read who holds the lock, and see every beat", .timeLimit(.minutes(1)))
  func heartbeat() async throws {
    try await withServer { url in
      let (mine, other) = (try await NFSTarget(url), try await NFSTarget(url))
      let lock = try await BackupLock.acquire(on: mine, for: "push", clock: VirtualClock())
      func seen() async throws -> LockHolder {
        try LockHolder(bytes: try await other.readAll(BackupLayout.lock, limit: 4096).array)
      }
      let first = try await seen()
      #expect(first.operation == "push")
      while try await seen().beat == first.beat { await Task.yield() }
      await lock.release()
      #expect(try await mine.entry(BackupLayout.lock) == nil)
      for target in [mine, other] { await target.close() }
    }
  }

  @Test("an NFS server that is not there is unreachable")
  func noServer() async throws {
    var configuration = NFSConfiguration()
    configuration.connectTimeout = .milliseconds(500)
    let error = await #expect(throws: TargetError.self) {
      _ = try await NFSTarget(NFSURL("nfs://127.0.0.1:1/x"), configuration: configuration)
    }
    #expect([.unreachable, .timedOut].contains(error?.reason))
  }

  @Test(
    "AFP, the server of AFP_TEST_URL", .enabled(if: LiveAFP.url?.volume != nil),
    .timeLimit(.minutes(5)))
  func afp() async throws {
    var url = try #require(LiveAFP.url)
    let credentials: AFPCredentials =
      if let user = url.user, let password = LiveAFP.variable("AFP_TEST_PASSWORD") {
        .user(user, password: AFPPassword(password), allowsClearText: true)
      } else {
        .guest
      }
    let session = try await AFPSession.open(
      host: url.host, port: url.port, credentials: credentials)
    let volume = try await session.openVolume(try #require(url.volume))
    for check in [TargetContract.check, TargetContract.checkBackup] {
      let directory = "backup-\(UInt32.random(in: .min ... .max))"
      try await volume.makeDirectory(directory)
      url.path = directory
      let target = try await AFPTarget(url, credentials: credentials)
      do {
        try await check(target)
      } catch {
        Issue.record(error)
      }
      await target.close()
      try await volume.deleteTree(directory)
    }
    await session.close()
  }

  @Test("every foreign error becomes a reason that says what to do")
  func crossings() {
    func nfs(_ reason: NFSError.Reason) -> TargetError.Reason {
      NFSTarget.error(NFSError(reason, operation: "X"), "x", .root).reason
    }
    #expect(nfs(.status(.noSpace)) == .noSpace)
    #expect(nfs(.status(.quotaExceeded)) == .noSpace)
    #expect(nfs(.status(.readOnlyFileSystem)) == .readOnly)
    #expect(nfs(.status(.accessDenied)) == .accessDenied)
    #expect(nfs(.status(.exists)) == .exists)
    #expect(nfs(.unknownHost("h")) == .unreachable)
    func afp(_ reason: AFPError.Reason) -> TargetError.Reason {
      AFPTarget.error(AFPError("X", reason), "x", .root).reason
    }
    #expect(afp(.result(.diskFull)) == .noSpace)
    #expect(afp(.result(.volumeLocked)) == .readOnly)
    #expect(afp(.result(.userNotAuthenticated)) == .authentication)
    #expect(afp(.result(.objectExists)) == .exists)
    #expect(afp(.connectionLost(nil)) == .connectionLost)
    #expect(afp(.cannotConnect(.connectionRefused)) == .unreachable)
  }
}
