// SPDX-License-Identifier: Apache-2.0
// Sessions with the scripted server, with waits that suit a test.

import Testing
import Wire

@testable import AFPClient

extension ScriptedServer {
  /// Waits of a client that has no time to lose.
  static var quick: AFPConfiguration {
    var configuration = AFPConfiguration()
    configuration.connectTimeout = .seconds(5)
    configuration.loginTimeout = .seconds(5)
    configuration.recoveryTimeout = .seconds(10)
    configuration.recoveryPause = .milliseconds(5)
    configuration.closeTimeout = .seconds(2)
    return configuration
  }

  func session(
    _ configuration: AFPConfiguration = ScriptedServer.quick,
    as credentials: AFPCredentials = .guest
  ) async throws(AFPError) -> AFPSession {
    try await AFPSession.open(
      host: "127.0.0.1", port: port, credentials: credentials, configuration: configuration)
  }

  /// Runs a body with a volume of a new server, and closes the session.
  static func run(
    _ settings: Settings = Settings(), _ configuration: AFPConfiguration = ScriptedServer.quick,
    _ body: (ScriptedServer, AFPVolume) async throws -> Void
  ) async throws {
    let server = try ScriptedServer(settings)
    let session = try await server.session(configuration)
    let volume = try await session.openVolume("volume")
    do {
      try await body(server, volume)
    } catch {
      await session.close()
      server.stop()
      throw error
    }
    await session.close()
    server.stop()
  }

  /// Waits for something to become true on the server, at most ten seconds.
  func wait(_ what: String, until condition: (State) -> Bool) async throws {
    let deadline = ContinuousClock.now.advanced(by: .seconds(10))
    while !read(condition) {
      guard ContinuousClock.now < deadline else {
        Issue.record("never happened: \(what)")
        return
      }
      try await Task.sleep(for: .milliseconds(2))
    }
  }

  /// The content of a file in the root, as the server has it.
  func content(of name: String) -> [UInt8]? {
    read { $0.volume.child(of: .root, named: name)?.data }
  }
}

extension AFPError {
  /// For `#expect(throws:)`-like checks.
  static func isLoss(_ error: any Error) -> Bool {
    guard let error = error as? AFPError else { return false }
    if case .forkLost = error.reason { return true }
    return false
  }
}
