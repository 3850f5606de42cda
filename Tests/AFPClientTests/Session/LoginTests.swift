// SPDX-License-Identifier: Apache-2.0
// Negotiation and the three login methods.

import SystemPackage
import Testing
import Wire

@testable import AFPClient

@Suite("login")
struct LoginTests {
  private func server(_ change: (inout ScriptedServer.Settings) -> Void) throws -> ScriptedServer {
    var settings = ScriptedServer.Settings()
    change(&settings)
    return try ScriptedServer(settings)
  }

  private let ann = AFPCredentials.user("ann", password: AFPPassword("secret"))

  @Test("DHX2 is taken when clear text is offered too, and the password is right")
  func strongest() async throws {
    let server = try ScriptedServer()
    let session = try await server.session(
      as: .user("ann", password: AFPPassword("secret"), allowsClearText: true))
    #expect(session.authenticationMethod == .dhx2 && session.version == .afp34)
    await session.close()
    #expect(server.read { $0.logouts } == 1)
  }

  @Test("clear text is used only where it is allowed")
  func clearText() async throws {
    let server = try server { $0.methods = ["Cleartxt Passwrd", "No User Authent"] }
    let session = try await server.session(
      as: .user("ann", password: AFPPassword("secret"), allowsClearText: true))
    #expect(session.authenticationMethod == .clearText)
    await session.close()
    await #expect(
      throws: AFPError(
        "login",
        .noCommonMethod(offered: ["Cleartxt Passwrd", "No User Authent"], allowed: ["DHX2"]))
    ) { try await server.session(as: ann) }
  }

  @Test(
    "a wrong password is the server's refusal, by either method",
    arguments: AFPAuthenticationMethod.allCases.filter { $0 != .guest })
  func wrongPassword(method: AFPAuthenticationMethod) async throws {
    let server = try ScriptedServer()
    var configuration = ScriptedServer.quick
    configuration.onlyMethod = method
    let wrong = AFPCredentials.user("ann", password: AFPPassword("wrong"), allowsClearText: true)
    await #expect {
      try await server.session(configuration, as: wrong)
    } throws: { error in
      (error as? AFPError)?.resultCode == .userNotAuthenticated
        && "\(error)".contains("user or password is wrong") && !"\(error)".contains("secret")
    }
  }

  @Test("a password that the method cannot carry is not sent")
  func passwordTooLong() async throws {
    let server = try server { $0.methods = ["Cleartxt Passwrd"] }
    let long = AFPCredentials.user(
      "ann", password: AFPPassword("ninebytes"), allowsClearText: true)
    await #expect(throws: AFPError("login as ann", .passwordTooLong(limit: 8))) {
      try await server.session(as: long)
    }
    #expect(server.read { $0.executed }.isEmpty)
  }

  @Test("a server that does not hold the key never sees the password")
  func spoiltProof() async throws {
    let server = try server { $0.spoilsProof = true }
    await #expect(throws: AFPError("login with DHX2", .serverNotProven)) {
      try await server.session(as: ann)
    }
  }

  @Test("a server with old versions only is refused with what it offers")
  func oldServer() async throws {
    let server = try server { $0.versions = ["AFP2.2", "AFPX03"] }
    await #expect(
      throws: AFPError("login", .noCommonVersion(offered: ["AFP2.2", "AFPX03"]))
    ) { try await server.session() }
  }

  @Test("nobody listening is told at once")
  func nobody() async throws {
    let server = try ScriptedServer()
    server.stop()
    await #expect {
      try await server.session()
    } throws: { error in
      (error as? AFPError)?.reason == .cannotConnect(.connectionRefused)
    }
  }

  @Test("values that hold a password do not show it")
  func redaction() {
    var text = ""
    dump(ann, to: &text)
    #expect(!text.contains("secret") && !"\(ann)".contains("secret"))
    #expect(!String(reflecting: ann).contains("secret"))
  }
}
