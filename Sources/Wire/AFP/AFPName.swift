// SPDX-License-Identifier: Apache-2.0
// One component of an AFP path: checked, and mapped between local and protocol spelling.

@_spi(_Unicode) import Swift

/// Why a local name cannot stand in an AFP request.
public enum AFPNameError: Error, Equatable, Sendable {
  case empty
  /// `.` and `..` would poison the directory cache of a netatalk session.
  case dotEntry
  case containsNUL
  case containsSlash
  /// Bytes of UTF-8 after decomposition; 255 is the limit.
  case tooLong(bytes: Int)
}

/// A checked leaf name.
///
/// On the wire a name is decomposed UTF-8 in which `/` is an ordinary character and `:` cannot
/// occur; locally it is the other way round. Equality follows `String`: by canonical equivalence.
public struct AFPName: Hashable, Sendable {
  /// Longest name in bytes on the wire.
  public static let maximumBytes = 255

  /// The local spelling: `:` where the server shows `/`.
  public let local: String

  /// Checks a local name.
  public init(_ local: String) throws(AFPNameError) {
    guard !local.isEmpty else { throw .empty }
    guard local != ".", local != ".." else { throw .dotEntry }
    guard !local.utf8.contains(0) else { throw .containsNUL }
    guard !local.utf8.contains(UInt8(ascii: "/")) else { throw .containsSlash }
    let count = Self.wireBytes(local).count
    guard count <= Self.maximumBytes else { throw .tooLong(bytes: count) }
    self.local = local
  }

  /// The decomposed bytes, with `/` for a local `:`.
  public var wireBytes: [UInt8] { Self.wireBytes(local) }

  private static func wireBytes(_ local: String) -> [UInt8] {
    Array(decomposed(local).utf8).map { $0 == UInt8(ascii: ":") ? UInt8(ascii: "/") : $0 }
  }

  /// The local spelling of a name that came from a server; nothing is checked but the mapping.
  public static func localSpelling(ofWire name: String) -> String {
    guard name.utf8.contains(UInt8(ascii: "/")) else { return name }
    return String(
      decoding: name.utf8.map { $0 == UInt8(ascii: "/") ? UInt8(ascii: ":") : $0 }, as: UTF8.self)
  }

  /// Canonical decomposition in the flavour of HFS+: compatibility ranges stay as they are.
  private static func decomposed(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    var result = String.UnicodeScalarView()
    var run = String.UnicodeScalarView()
    func flush() {
      result.append(contentsOf: String(run)._nfd)
      run = String.UnicodeScalarView()
    }
    for scalar in text.unicodeScalars {
      if isLeftComposed(scalar) {
        flush()
        result.append(scalar)
      } else {
        run.append(scalar)
      }
    }
    flush()
    return String(result)
  }

  /// Ranges that HFS+ excludes from decomposition (Apple Technical Note 1150).
  private static func isLeftComposed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x2000...0x2FFF, 0xF900...0xFAFF, 0x2F800...0x2FAFF: true
    default: false
    }
  }
}
