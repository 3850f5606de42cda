// SPDX-License-Identifier: Apache-2.0
// The server's side of the three login methods.

import Wire

@testable import AFPClient

/// Checks a login step by step.
struct ScriptedLogin: Sendable {
  let settings: ScriptedServer.Settings
  private(set) var user = ""
  private var secret: [UInt8] = []
  private var key: [UInt8] = []
  private var nonce: [UInt8] = []

  init(_ settings: ScriptedServer.Settings) { self.settings = settings }

  /// The 1024-bit prime of RFC 2409 (second Oakley group).
  static let prime = hexBytes(
    """
    FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD\
    EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED\
    EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF
    """)

  mutating func step(_ block: [UInt8]) -> (result: AFPResultCode, body: [UInt8]) {
    if let request = try? AFPLoginRequest(block: block) {
      return (request.method == "No User Authent" ? .noError : .badUAM, [])
    }
    if let request = try? AFPLoginExtendedRequest(block: block) { return begin(request) }
    if let request = try? AFPLoginContinueRequest(block: block) {
      return (try? advance(request)) ?? (.parameterError, [])
    }
    return (.parameterError, [])
  }

  private mutating func begin(
    _ request: AFPLoginExtendedRequest
  ) -> (result: AFPResultCode, body: [UInt8]) {
    user = request.user
    switch request.method {
    case AFPAuthenticationMethod.clearText.rawValue:
      guard request.data.count == 9 else { return (.parameterError, []) }
      let password = request.data.prefix { $0 != 0 }
      let isRight = user == settings.user && Array(password) == Array(settings.password.utf8)
      return (isRight ? .noError : .userNotAuthenticated, [])
    case AFPAuthenticationMethod.dhx2.rawValue:
      guard let secret = try? Gcrypt.random(Self.prime.count),
        let value = try? Gcrypt.power([5], secret, modulo: Self.prime)
      else { return (.miscellaneous, []) }
      self.secret = secret
      var writer = AFPWriter()
      AFPDHX2Parameters(id: 0xffff, generator: 5, prime: Self.prime, publicValue: value)
        .encode(into: &writer)
      return (.authContinue, writer.bytes)
    default: return (.badUAM, [])
    }
  }

  private mutating func advance(
    _ request: AFPLoginContinueRequest
  ) throws -> (result: AFPResultCode, body: [UInt8]) {
    let width = Self.prime.count
    if request.data.count == width + AFPDHX2.nonceBytes {
      let shared = try Gcrypt.power(
        Array(request.data.prefix(width)), secret, modulo: Self.prime)
      key = try Gcrypt.md5(shared)
      let clientNonce = try Gcrypt.cast128(
        .decrypt, Array(request.data.suffix(AFPDHX2.nonceBytes)), key: key,
        vector: AFPDHX2.clientVector)
      nonce = [UInt8](repeating: 0xff, count: AFPDHX2.nonceBytes)  // its successor wraps to zero
      var proof = DHX2Exchange.successor(of: clientNonce)
      if settings.spoilsProof { proof[15] ^= 1 }
      var writer = AFPWriter()
      AFPDHX2Proof(
        id: 0,
        encrypted: try Gcrypt.cast128(
          .encrypt, proof + nonce, key: key, vector: AFPDHX2.serverVector)
      ).encode(into: &writer)
      return (.authContinue, writer.bytes)
    }
    let expected = AFPDHX2.nonceBytes + AFPDHX2.passwordFieldBytes
    guard request.id == 0, request.data.count == expected else { return (.parameterError, []) }
    let plain = try Gcrypt.cast128(
      .decrypt, request.data, key: key, vector: AFPDHX2.clientVector)
    guard Array(plain.prefix(AFPDHX2.nonceBytes)) == [UInt8](repeating: 0, count: 16) else {
      return (.parameterError, [])
    }
    let password = plain.dropFirst(AFPDHX2.nonceBytes).prefix { $0 != 0 }
    let isRight = user == settings.user && Array(password) == Array(settings.password.utf8)
    return (isRight ? .noError : .userNotAuthenticated, [])
  }
}

/// Bytes from hexadecimal digits.
func hexBytes(_ text: String) -> [UInt8] {
  let digits = Array(text.utf8)
  return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
    UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
  }
}
