// SPDX-License-Identifier: Apache-2.0
// What can be wrong with XDR bytes.

/// Why bytes are not the XDR value that was asked for. Offsets count from the reader's first byte.
public enum XDRError: Error, Equatable, Sendable {
  /// The bytes end too early: at `at`, `need` bytes (padding included) were called for.
  case truncated(at: Int, need: Int)

  /// A variable-length value or a list announces more than its declared maximum.
  case tooLong(at: Int, length: Int, maximum: Int)

  /// A value outside its type: a boolean that is not 0 or 1, an unknown union arm, an enumerator.
  case invalidValue(at: Int, value: UInt32)

  /// A string that is not UTF-8 where the protocol promises text.
  case invalidText(at: Int)

  /// The value ended at `at`, but `count` more bytes follow.
  case trailingBytes(at: Int, count: Int)
}

extension XDRError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .truncated(let at, let need): "XDR ends at byte \(at) where \(need) bytes are needed"
    case .tooLong(let at, let length, let maximum):
      "XDR length \(length) at byte \(at) exceeds its maximum \(maximum)"
    case .invalidValue(let at, let value): "XDR value \(value) at byte \(at) is not legal there"
    case .invalidText(let at): "XDR string at byte \(at) is not UTF-8"
    case .trailingBytes(let at, let count): "\(count) bytes follow the XDR value at byte \(at)"
    }
  }
}

/// A value with one XDR representation.
///
/// The two functions mirror each other: what `encode` wrote, `init(from:)` reads back as an equal
/// value.
public protocol XDRCodable {
  /// Reads one value and leaves the reader behind it. On an error the reader's offset is
  /// unspecified.
  init(from reader: inout XDRReader) throws(XDRError)

  /// Appends the value.
  func encode(into writer: inout XDRWriter)
}
