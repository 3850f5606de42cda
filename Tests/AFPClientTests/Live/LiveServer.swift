// SPDX-License-Identifier: Apache-2.0
// The server that the live tests use, from the environment.

import AFPClient
import Glibc
import Testing

/// `AFP_TEST_URL` (afp://user@host:port/Volume) and `AFP_TEST_PASSWORD`.
enum LiveServer {
  static let url: AFPURL? = {
    guard let text = variable("AFP_TEST_URL") else {
      print("skipped: AFP_TEST_URL is not set, so there is no AFP server to test with")
      return nil
    }
    return try? AFPURL(text)
  }()

  static var isPresent: Bool { url?.volume != nil }

  static let isUser: Bool = {
    guard isPresent else { return false }
    guard url?.user != nil, variable("AFP_TEST_PASSWORD") != nil else {
      print("skipped: AFP_TEST_URL names no user, or AFP_TEST_PASSWORD is not set")
      return false
    }
    return true
  }()

  static let hasGuest = needs("AFP_TEST_GUEST_VOLUME")
  static let hasSmall = needs("AFP_TEST_FULL_VOLUME")
  static let hasReadOnly = needs("AFP_TEST_READONLY_VOLUME")

  private static func needs(_ name: String) -> Bool {
    guard isPresent else { return false }
    if variable(name) == nil { print("skipped: \(name) is not set") }
    return variable(name) != nil
  }

  static func variable(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  static func credentials(allowsClearText: Bool = true) -> AFPCredentials {
    guard let user = url?.user, let password = variable("AFP_TEST_PASSWORD") else { return .guest }
    return .user(user, password: AFPPassword(password), allowsClearText: allowsClearText)
  }

  static func session(
    _ configuration: AFPConfiguration = AFPConfiguration(), credentials: AFPCredentials? = nil
  ) async throws -> AFPSession {
    let url = try #require(url)
    return try await AFPSession.open(
      host: url.host, port: url.port, credentials: credentials ?? self.credentials(),
      configuration: configuration)
  }

  /// Runs `body` in an empty directory of the volume, and removes it afterwards.
  static func inDirectory(
    _ configuration: AFPConfiguration = AFPConfiguration(),
    _ body: (AFPVolume, String) async throws -> Void
  ) async throws {
    let session = try await session(configuration)
    let volume = try await session.openVolume(try #require(url?.volume))
    let directory = "test-\(UInt32.random(in: .min ... .max))"
    try await volume.makeDirectory(directory)
    do {
      try await body(volume, directory)
    } catch {
      try? await volume.deleteTree(directory)
      await session.close()
      throw error
    }
    do {
      try await volume.deleteTree(directory)
      await session.close()
    } catch {
      await session.close()
      throw error
    }
  }
}
