// SPDX-License-Identifier: Apache-2.0
// The three login methods.

internal import Wire

extension SessionEngine {
  /// Logs in with the negotiated version and method.
  func login() async throws(AFPError) {
    switch (method, credentials) {
    case (.guest, _):
      let request = AFPLoginRequest(version: version.rawValue, method: method.rawValue)
      try await step(request, expecting: .noError)
    case (.clearText, .user(let user, let password, _)):
      guard let data = AFPClearTextData.extendedLogin(password: password.bytes) else {
        throw AFPError(
          "login as \(user)", .passwordTooLong(limit: AFPClearTextData.passwordBytes))
      }
      try await step(extended(user, data), expecting: .noError)
    case (.dhx2, .user(let user, let password, _)):
      try await loginWithDHX2(user, password)
    case (.clearText, .guest), (.dhx2, .guest):
      throw AFPError("login", .noCommonMethod(offered: [], allowed: []))
    }
  }

  private func loginWithDHX2(_ user: String, _ password: AFPPassword) async throws(AFPError) {
    let exchange = try DHX2Exchange(password: password)
    let first = try await step(extended(user, []), expecting: .authContinue)
    let parameters = try decode("login with DHX2", first) { reader throws(AFPWireError) in
      try AFPDHX2Parameters(from: &reader)
    }
    let (keyed, answer) = try await Self.answer(exchange, parameters)
    let second = try await step(
      AFPLoginContinueRequest(id: parameters.id, data: answer), expecting: .authContinue)
    let proof = try decode("login with DHX2", second) { reader throws(AFPWireError) in
      try AFPDHX2Proof(from: &reader)
    }
    try await step(
      AFPLoginContinueRequest(id: proof.id, data: try keyed.answer(proof)), expecting: .noError)
  }

  /// The modular powers take milliseconds: not on the dispatcher's thread.
  @concurrent private nonisolated static func answer(
    _ exchange: DHX2Exchange, _ parameters: AFPDHX2Parameters
  ) async throws(AFPError) -> (DHX2Exchange, [UInt8]) {
    var exchange = exchange
    let answer = try exchange.answer(parameters)
    return (exchange, answer)
  }

  private func extended(_ user: String, _ data: [UInt8]) -> AFPLoginExtendedRequest {
    AFPLoginExtendedRequest(
      version: version.rawValue, method: method.rawValue, user: user, data: data)
  }

  /// One request of a login; the reply's body.
  @discardableResult
  private func step(
    _ request: some AFPRequest, expecting expected: AFPResultCode
  ) async throws(AFPError) -> [UInt8] {
    let block = request.block
    var call = AFPCall(
      command: type(of: request).command, subject: who, recovery: .never
    ) { _ in block }
    call.tolerated = [.authContinue]
    let reply = try await control(call, limit: configuration.loginTimeout)
    guard reply.result == expected else {
      throw AFPError(
        call.operation, .unexpectedReply("\(reply.result) where \(expected) belongs"))
    }
    return reply.payload
  }

  private var who: String {
    switch credentials {
    case .guest: "a guest"
    case .user(let user, _, _): user
    }
  }
}
