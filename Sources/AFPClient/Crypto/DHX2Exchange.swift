// SPDX-License-Identifier: Apache-2.0
// The client's side of a DHX2 login.

internal import Wire

/// Diffie-Hellman with the server's parameters, then CAST-128: three messages, in this order.
///
/// The exchange keeps the password from listeners. It does not authenticate the server: whoever
/// controls the path can play the server.
struct DHX2Exchange {
  private static let operation = "login with DHX2"

  private let password: [UInt8]
  private let random: @Sendable (Int) throws(AFPError) -> [UInt8]
  private var key: [UInt8] = []
  private var nonce: [UInt8] = []

  /// - Throws: `.passwordTooLong` before anything is sent.
  init(
    password: AFPPassword,
    random: @escaping @Sendable (Int) throws(AFPError) -> [UInt8] = { count throws(AFPError) in
      try Gcrypt.random(count)
    }
  ) throws(AFPError) {
    guard password.bytes.count <= AFPDHX2.maximumPasswordBytes else {
      throw AFPError(Self.operation, .passwordTooLong(limit: AFPDHX2.maximumPasswordBytes))
    }
    self.password = password.bytes
    self.random = random
  }

  /// Answers the server's parameters with the client's public value and its encrypted nonce.
  ///
  /// - Throws: `.unsafeParameters` for an even prime, a generator below 2, or a public value that
  ///   would make the key predictable.
  mutating func answer(_ parameters: AFPDHX2Parameters) throws(AFPError) -> [UInt8] {
    try Self.check(parameters)
    let prime = parameters.prime
    let secret = try random(prime.count)
    let generator = bigEndian(parameters.generator)
    let publicValue = try Gcrypt.power(generator, secret, modulo: prime)
    let shared = try Gcrypt.power(parameters.publicValue, secret, modulo: prime)
    key = try Gcrypt.md5(shared)
    nonce = try random(AFPDHX2.nonceBytes)
    return publicValue
      + (try Gcrypt.cast128(.encrypt, nonce, key: key, vector: AFPDHX2.clientVector))
  }

  /// Checks the server's proof and answers with its nonce plus one and the password.
  ///
  /// - Throws: `.serverNotProven` when the peer does not hold the key.
  func answer(_ proof: AFPDHX2Proof) throws(AFPError) -> [UInt8] {
    let plain = try Gcrypt.cast128(
      .decrypt, proof.encrypted, key: key, vector: AFPDHX2.serverVector)
    guard Array(plain.prefix(AFPDHX2.nonceBytes)) == Self.successor(of: nonce) else {
      throw AFPError(Self.operation, .serverNotProven)
    }
    let serverNonce = Array(plain.suffix(AFPDHX2.nonceBytes))
    let field = password + [UInt8](repeating: 0, count: AFPDHX2.passwordFieldBytes - password.count)
    return try Gcrypt.cast128(
      .encrypt, Self.successor(of: serverNonce) + field, key: key, vector: AFPDHX2.clientVector)
  }

  private func bigEndian(_ value: UInt32) -> [UInt8] {
    var writer = AFPWriter()
    writer.append(value)
    return writer.bytes
  }

  private static func check(_ parameters: AFPDHX2Parameters) throws(AFPError) {
    func refuse(_ text: String) -> AFPError { AFPError(operation, .unsafeParameters(text)) }
    guard let last = parameters.prime.last, !last.isMultiple(of: 2) else {
      throw refuse("the prime is even")
    }
    guard parameters.generator >= 2 else { throw refuse("the generator is below 2") }
    let one = [UInt8](repeating: 0, count: parameters.prime.count - 1) + [1]
    var limit = parameters.prime
    limit[limit.count - 1] -= 1  // odd, so there is no borrow
    let value = parameters.publicValue
    guard one.lexicographicallyPrecedes(value), value.lexicographicallyPrecedes(limit) else {
      throw refuse("the public value is out of range")
    }
  }

  /// The number plus one, modulo 2^128; big-endian.
  static func successor(of nonce: [UInt8]) -> [UInt8] {
    var result = nonce
    for index in result.indices.reversed() {
      result[index] &+= 1
      if result[index] != 0 { break }
    }
    return result
  }
}
