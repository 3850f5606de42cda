// SPDX-License-Identifier: Apache-2.0
// The four operations of libgcrypt that DHX2 needs, with lengths checked at this door.

internal import CGcrypt
internal import Wire

/// libgcrypt as values: arrays in, arrays out.
enum Gcrypt {
  /// libgcrypt must be asked for its version before anything else; a second time does no harm.
  private static let isReady: Bool = unsafe gcry_check_version("1.8.0") != nil

  private static func check(_ code: gcry_error_t, _ what: String) throws(AFPError) {
    guard code != 0 else { return }
    let text = unsafe gcry_strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    throw AFPError("login with DHX2", .cryptography("\(what): \(text)"))
  }

  private static func ensureReady() throws(AFPError) {
    guard isReady else {
      throw AFPError("login with DHX2", .cryptography("version 1.8 or later is needed"))
    }
  }

  /// Cryptographically strong random bytes.
  static func random(_ count: Int) throws(AFPError) -> [UInt8] {
    try ensureReady()
    var bytes = [UInt8](repeating: 0, count: count)
    unsafe bytes.withUnsafeMutableBytes {
      unsafe gcry_randomize($0.baseAddress, $0.count, GCRY_STRONG_RANDOM)
    }
    return bytes
  }

  /// MD5, 16 bytes. DHX2 prescribes it; FIPS mode refuses it.
  static func md5(_ bytes: [UInt8]) throws(AFPError) -> [UInt8] {
    try ensureReady()
    let algorithm = CInt(GCRY_MD_MD5.rawValue)
    try check(
      gcry_md_algo_info(algorithm, CInt(GCRYCTL_TEST_ALGO.rawValue), nil, nil), "MD5")
    var digest = [UInt8](repeating: 0, count: Int(gcry_md_get_algo_dlen(algorithm)))
    unsafe digest.withUnsafeMutableBytes { digest in
      unsafe bytes.withUnsafeBytes {
        unsafe gcry_md_hash_buffer(algorithm, digest.baseAddress, $0.baseAddress, $0.count)
      }
    }
    return digest
  }

  enum Direction { case encrypt, decrypt }

  /// CAST-128 in CBC mode without padding; the length must be a multiple of 8.
  static func cast128(
    _ direction: Direction, _ bytes: [UInt8], key: [UInt8], vector: [UInt8]
  ) throws(AFPError) -> [UInt8] {
    try ensureReady()
    var handle: gcry_cipher_hd_t?
    try check(
      unsafe gcry_cipher_open(
        &handle, CInt(GCRY_CIPHER_CAST5.rawValue), CInt(GCRY_CIPHER_MODE_CBC.rawValue), 0),
      "CAST-128")
    defer { unsafe gcry_cipher_close(handle) }
    try check(unsafe gcry_cipher_setkey(handle, key, key.count), "CAST-128 key")
    try check(unsafe gcry_cipher_setiv(handle, vector, vector.count), "CAST-128 vector")
    var result = bytes
    let count = result.count
    let code = unsafe result.withUnsafeMutableBytes { buffer in
      switch direction {
      case .encrypt: unsafe gcry_cipher_encrypt(handle, buffer.baseAddress, count, nil, 0)
      case .decrypt: unsafe gcry_cipher_decrypt(handle, buffer.baseAddress, count, nil, 0)
      }
    }
    try check(code, "CAST-128 data")
    return result
  }

  /// `base ^ exponent mod modulus`, big-endian, as exactly `modulus.count` bytes.
  static func power(
    _ base: [UInt8], _ exponent: [UInt8], modulo modulus: [UInt8]
  ) throws(AFPError) -> [UInt8] {
    try ensureReady()
    let base = try unsafe number(base)
    defer { unsafe gcry_mpi_release(base) }
    let exponent = try unsafe number(exponent)
    defer { unsafe gcry_mpi_release(exponent) }
    let divisor = try unsafe number(modulus)
    defer { unsafe gcry_mpi_release(divisor) }
    let result = unsafe gcry_mpi_new(0)
    defer { unsafe gcry_mpi_release(result) }
    unsafe gcry_mpi_powm(result, base, exponent, divisor)
    return try unsafe fixedWidth(result, count: modulus.count)
  }

  private static func number(_ bytes: [UInt8]) throws(AFPError) -> gcry_mpi_t? {
    var value: gcry_mpi_t?
    try check(
      unsafe gcry_mpi_scan(&value, GCRYMPI_FMT_USG, bytes, bytes.count, nil), "big number")
    return unsafe value
  }

  private static func fixedWidth(_ value: gcry_mpi_t?, count: Int) throws(AFPError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var written = 0
    try check(
      unsafe gcry_mpi_print(GCRYMPI_FMT_USG, &bytes, count, &written, value), "big number")
    return [UInt8](repeating: 0, count: count - written) + bytes.prefix(written)
  }
}
