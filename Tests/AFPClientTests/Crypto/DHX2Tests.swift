// SPDX-License-Identifier: Apache-2.0
// The cipher, the digest and the exchange of DHX2.

import Testing
import Wire

@testable import AFPClient

@Suite("DHX2")
struct DHX2Tests {
  @Test("CAST-128 matches RFC 2144 B.1")
  func cast() throws {
    let key = hexBytes("0123456712345678234567893456789A")
    let plain = hexBytes("0123456789ABCDEF")
    let none = [UInt8](repeating: 0, count: 8)
    let cipher = try Gcrypt.cast128(.encrypt, plain, key: key, vector: none)
    #expect(cipher == hexBytes("238B4FE5847E44B2"))
    #expect(try Gcrypt.cast128(.decrypt, cipher, key: key, vector: none) == plain)
  }

  @Test("MD5 matches RFC 1321, and powers keep their leading zeros")
  func parts() throws {
    #expect(try Gcrypt.md5(Array("abc".utf8)) == hexBytes("900150983cd24fb0d6963f7d28e17f72"))
    #expect(try Gcrypt.power([3], [4], modulo: [0x01, 0x00, 0x01]) == [0, 0, 81])
  }

  @Test("the successor of the greatest nonce is zero")
  func wrap() {
    let ones = [UInt8](repeating: 0xff, count: 16)
    #expect(DHX2Exchange.successor(of: ones) == [UInt8](repeating: 0, count: 16))
    #expect(DHX2Exchange.successor(of: [0, 0xff]) == [1, 0])
  }

  @Test("parameters that would give the key away are refused")
  func unsafeParameters() throws {
    var exchange = try DHX2Exchange(password: AFPPassword("x"))
    let prime = ScriptedLogin.prime
    let one = [UInt8](repeating: 0, count: prime.count - 1) + [1]
    var even = prime
    even[even.count - 1] = 0xfe
    var last = prime
    last[last.count - 1] -= 1
    let fine = [UInt8](repeating: 0, count: prime.count - 1) + [9]
    for (generator, prime, value) in [
      (UInt32(5), even, fine), (1, prime, fine), (5, prime, one), (5, prime, last),
      (5, prime, prime), (5, prime, [UInt8](repeating: 0, count: prime.count)),
    ] {
      #expect {
        _ = try exchange.answer(
          AFPDHX2Parameters(id: 1, generator: generator, prime: prime, publicValue: value))
      } throws: { error in
        if case .unsafeParameters = (error as? AFPError)?.reason { true } else { false }
      }
    }
  }

  @Test("keys and public values with leading zero bytes work")
  func leadingZeros() throws {
    // With the secret 1 the public value is the generator: 127 leading zeros in both directions.
    let prime = ScriptedLogin.prime
    let generator = [UInt8](repeating: 0, count: prime.count - 1) + [5]
    var exchange = try DHX2Exchange(
      password: AFPPassword("secret"),
      random: { count in [UInt8](repeating: 0, count: count - 1) + [1] })
    let answer = try exchange.answer(
      AFPDHX2Parameters(id: 1, generator: 5, prime: prime, publicValue: generator))
    #expect(Array(answer.prefix(prime.count)) == generator)
    let key = try Gcrypt.md5(generator)
    let nonce = try Gcrypt.cast128(
      .decrypt, Array(answer.suffix(16)), key: key, vector: AFPDHX2.clientVector)
    #expect(nonce == [UInt8](repeating: 0, count: 15) + [1])
    let serverNonce = [UInt8](repeating: 0xff, count: 16)
    let proof = try Gcrypt.cast128(
      .encrypt, DHX2Exchange.successor(of: nonce) + serverNonce, key: key,
      vector: AFPDHX2.serverVector)
    let final = try exchange.answer(AFPDHX2Proof(id: 2, encrypted: proof))
    let plain = try Gcrypt.cast128(.decrypt, final, key: key, vector: AFPDHX2.clientVector)
    #expect(Array(plain.prefix(16)) == [UInt8](repeating: 0, count: 16))
    #expect(Array(plain[16..<22]) == Array("secret".utf8) && plain.count == 272)
    #expect(plain[22...].allSatisfy { $0 == 0 })
  }

  @Test("a password of 255 bytes fits, 256 do not")
  func passwordLength() {
    #expect(throws: Never.self) {
      try DHX2Exchange(password: AFPPassword(String(repeating: "p", count: 255)))
    }
    #expect(throws: AFPError("login with DHX2", .passwordTooLong(limit: 255))) {
      try DHX2Exchange(password: AFPPassword(String(repeating: "p", count: 256)))
    }
  }
}
