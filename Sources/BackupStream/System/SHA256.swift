// SPDX-License-Identifier: Apache-2.0
// SHA-256 by libgcrypt, which uses the processor's instructions for it.

internal import CGcrypt

/// A SHA-256 sum (FIPS 180-4).
public struct SHA256Digest: Hashable, Sendable {
  private var words: (UInt64, UInt64, UInt64, UInt64)

  init(words: (UInt64, UInt64, UInt64, UInt64)) {
    self.words = words
  }

  public static func == (left: SHA256Digest, right: SHA256Digest) -> Bool {
    left.words == right.words
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
  }

  /// Reads 64 hexadecimal digits; nil if it is anything else.
  public init?(hex: some Collection<UInt8>) {
    guard hex.count == 64 else { return nil }
    var values: [UInt64] = [0, 0, 0, 0]
    for (position, digit) in hex.enumerated() {
      guard let value = HexDigit.value(digit) else { return nil }
      values[position / 16] = values[position / 16] << 4 | UInt64(value)
    }
    words = (values[0], values[1], values[2], values[3])
  }

  /// Appends 64 hexadecimal digits.
  public func appendHex(to text: inout [UInt8]) {
    for word in [words.0, words.1, words.2, words.3] {
      for shift in stride(from: 60, through: 0, by: -4) {
        text.append(HexDigit.character(UInt8(truncatingIfNeeded: word >> UInt64(shift)) & 15))
      }
    }
  }

  public var hex: String {
    var text: [UInt8] = []
    appendHex(to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// The sum of some bytes.
  public init(of bytes: [UInt8]) {
    let hasher = SHA256()
    bytes.withRawSpan { hasher.update($0) }
    self = hasher.finish()
  }
}

extension SHA256Digest: CustomStringConvertible {
  public var description: String { hex }
}

enum HexDigit {
  static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  static func character(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}

/// A SHA-256 sum in the making. Not for two tasks at once.
@safe
final class SHA256 {
  private let handle: gcry_md_hd_t

  /// libgcrypt wants this once before anything else.
  private static let libraryIsReady: Bool = {
    unsafe gcry_check_version(nil) != nil
  }()

  init() {
    precondition(Self.libraryIsReady, "libgcrypt does not start")
    var opened: gcry_md_hd_t?
    let code = unsafe gcry_md_open(&opened, CInt(GCRY_MD_SHA256.rawValue), 0)
    guard code == 0, let opened = unsafe opened else {
      preconditionFailure("libgcrypt has no SHA-256, code \(code)")
    }
    unsafe handle = opened
  }

  deinit {
    unsafe gcry_md_close(handle)
  }

  func update(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { bytes in
      if let start = bytes.baseAddress { unsafe gcry_md_write(handle, start, bytes.count) }
    }
  }

  /// The sum of everything since the start or the last `finish`; begins anew.
  func finish() -> SHA256Digest {
    guard let sum = unsafe gcry_md_read(handle, CInt(GCRY_MD_SHA256.rawValue)) else {
      preconditionFailure("libgcrypt gives no sum")
    }
    let raw = UnsafeRawPointer(sum)
    func word(_ number: Int) -> UInt64 {
      unsafe UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 8 * number, as: UInt64.self))
    }
    let digest = SHA256Digest(words: (word(0), word(1), word(2), word(3)))
    unsafe gcry_md_reset(handle)
    return digest
  }
}
