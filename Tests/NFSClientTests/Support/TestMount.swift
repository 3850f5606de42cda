// SPDX-License-Identifier: Apache-2.0
// Mounts of embedded servers, and of another one when the environment names it.

import HostFS
import NFSServer
import ONCRPC
import Testing
import Wire

@testable import NFSClient

/// Longest that any test waits for one thing.
let patience = Duration.seconds(30)

/// Where a test's files are.
enum TestPlace: String, Sendable, CaseIterable, CustomTestStringConvertible {
  case memory
  case directory
  /// The server of NFS_TEST_URL, for instance Ganesha.
  case external

  static let externalURL: String? = {
    let value = environmentValue("NFS_TEST_URL")
    if value == nil { print("skipped: no tests against another server, NFS_TEST_URL is not set") }
    return value
  }()

  /// Where that server's files are, for a test that runs beside it.
  static let externalDirectory = environmentValue("NFS_TEST_DIRECTORY")

  static var available: [TestPlace] {
    externalURL == nil ? [.memory, .directory] : [.memory, .directory, .external]
  }

  var testDescription: String { rawValue }
}

extension NFSConfiguration {
  /// Short waits, small blocks: what takes minutes in the field takes milliseconds in a test.
  static var test: NFSConfiguration {
    var configuration = NFSConfiguration()
    configuration.callTimeout = patience
    configuration.connectTimeout = patience
    configuration.connectSlice = .milliseconds(100)
    configuration.reconnectDelay = .milliseconds(5)...(.milliseconds(50))
    configuration.jukeboxDelay = .milliseconds(5)
    configuration.jukeboxMaximumDelay = .milliseconds(20)
    configuration.readBytes = 4096
    configuration.writeBytes = 4096
    return configuration
  }
}

/// A mount for a test, in a directory of its own.
struct TestMount {
  let mount: NFSMount
  /// Nil for another server.
  let server: NFSServer?
  /// The served directory, for `.directory`, and for another server beside the test.
  let local: ScratchDirectory?
  /// Begins every path of the test; "" or a directory that only this test uses.
  let base: String

  /// A file as the server's own file system has it.
  func served(_ name: String) throws -> [UInt8] { try #require(local).bytes(name) }

  func path(_ name: String) -> NFS3Path { NFS3Path(base.isEmpty ? name : base + "/" + name) }

  static func with(
    _ place: TestPlace = .memory, faults: [FaultRule] = [], keepsReplies: Bool = true,
    _ adjust: (inout NFSConfiguration) -> Void = { _ in },
    _ body: (TestMount) async throws -> Void
  ) async throws {
    var configuration = NFSConfiguration.test
    adjust(&configuration)
    if place == .external, let text = TestPlace.externalURL {
      let url = try NFSURL(text)
      let mount = try await NFSMount(url, configuration: configuration.applying(url.options))
      let base = "test-\(UInt64.random(in: .min ... .max))"
      try await mount.createDirectory(NFS3Path(base))
      let local = TestPlace.externalDirectory.map { ScratchDirectory(at: $0 + "/" + base) }
      try await body(TestMount(mount: mount, server: nil, local: local, base: base))
      try await mount.removeTree(NFS3Path(base))
      return try await mount.close()
    }
    let local = place == .directory ? try ScratchDirectory() : nil
    let server = try startServer(local, faults: faults, keepsReplies: keepsReplies)
    defer { server.stop() }
    let mount = try await NFSMount(NFSURL(server.url()), configuration: configuration)
    try await body(TestMount(mount: mount, server: server, local: local, base: ""))
    try await mount.close()
  }

  /// - Parameter keepsReplies: false takes the duplicate-request cache away, so that a call that is sent
  ///   twice runs twice.
  static func startServer(
    _ local: ScratchDirectory?, faults: [FaultRule] = [], keepsReplies: Bool = true
  ) throws -> NFSServer {
    var options = NFSServerOptions()
    options.faults = faults
    if !keepsReplies { options.engine.duplicateEntries = 0 }
    let export: NFSExport = local.map { .directory($0.path, as: "/export") } ?? .memory()
    let server = try NFSServer(export: export, options: options)
    try server.start()
    return server
  }
}

/// Waits for a condition, with a deadline.
func eventually(_ condition: () async throws -> Bool) async throws {
  let deadline = ContinuousClock.now + patience
  while try await !condition() {
    try #require(ContinuousClock.now < deadline, "waited too long")
    try await Task.sleep(for: .milliseconds(2))
  }
}

/// The status that an operation is refused with; nil when it is not refused.
func refusal(_ body: () async throws -> Void) async -> NFS3Status? {
  await failure(body)?.status
}

/// The error that an operation ends with; nil when it succeeds.
func failure(_ body: () async throws -> Void) async -> NFSError? {
  do {
    try await body()
    return nil
  } catch {
    if !(error is NFSError) { Issue.record("unexpected: \(error)") }
    return error as? NFSError
  }
}

/// Bytes that tell where they are.
func pattern(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
  var random = SplitMix(seed: seed)
  return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
}
