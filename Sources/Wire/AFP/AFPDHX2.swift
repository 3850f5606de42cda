// SPDX-License-Identifier: Apache-2.0
// The message layouts of the DHX2 login; the arithmetic is elsewhere.

/// What the messages of DHX2 have in common.
public enum AFPDHX2 {
  public static let nonceBytes = 16
  /// NUL-terminated, zero filled.
  public static let passwordFieldBytes = 256
  /// One byte of the field is the terminator.
  public static let maximumPasswordBytes = passwordFieldBytes - 1
  /// Accepted sizes of the prime, in bytes.
  public static let acceptedPrimeBytes = 64...512
  /// Start value of the cipher chain from client to server.
  public static let clientVector = Array("LWallace".utf8)
  /// Start value of the cipher chain from server to client.
  public static let serverVector = Array("CJalbert".utf8)
}

/// The server's first reply (result AuthContinue): the parameters and its public value.
public struct AFPDHX2Parameters: Equatable, Sendable {
  public var id: UInt16
  public var generator: UInt32
  /// Big-endian; the length of both and of every derived number.
  public var prime: [UInt8]
  public var publicValue: [UInt8]

  public init(id: UInt16, generator: UInt32, prime: [UInt8], publicValue: [UInt8]) {
    self.id = id
    self.generator = generator
    self.prime = prime
    self.publicValue = publicValue
  }

  /// `u16 id, u32 g, u16 length, p, Ma`.
  ///
  /// - Throws: `.badLength` for a prime outside `acceptedPrimeBytes`.
  public init(from reader: inout AFPReader) throws(AFPWireError) {
    id = try reader.uint16()
    generator = try reader.uint32()
    let start = reader.offset
    let length = Int(try reader.uint16())
    guard AFPDHX2.acceptedPrimeBytes.contains(length) else { throw .badLength(length, at: start) }
    prime = try reader.take(length)
    publicValue = try reader.take(length)
  }

  public func encode(into writer: inout AFPWriter) {
    writer.append(id)
    writer.append(generator)
    writer.append(UInt16(clamping: prime.count))
    writer.append(contentsOf: prime)
    writer.append(contentsOf: publicValue)
  }
}

/// The server's second reply (result AuthContinue): both nonces, encrypted.
public struct AFPDHX2Proof: Equatable, Sendable {
  /// To be echoed as it is.
  public var id: UInt16
  /// 32 bytes: the client's nonce plus one, and the server's nonce.
  public var encrypted: [UInt8]

  public init(id: UInt16, encrypted: [UInt8]) {
    self.id = id
    self.encrypted = encrypted
  }

  public init(from reader: inout AFPReader) throws(AFPWireError) {
    id = try reader.uint16()
    encrypted = try reader.take(2 * AFPDHX2.nonceBytes)
  }

  public func encode(into writer: inout AFPWriter) {
    writer.append(id)
    writer.append(contentsOf: encrypted)
  }
}
