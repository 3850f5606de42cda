// SPDX-License-Identifier: Apache-2.0
// Small text files that know when they are damaged.

/// Lines of a keyword and values, the last of which is the SHA-256 of those before.
///
///     backup-point 1
///     number 5
///     …
///     sum 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
struct RecordText {
  private(set) var lines: [[String]] = []

  init(kind: String) {
    lines.append([kind, String(BackupLimits.formatVersion)])
  }

  mutating func append(_ keyword: String, _ values: String...) {
    lines.append([keyword] + values)
  }

  /// Appends a value that may be any text: everything but plain ASCII is escaped.
  mutating func append(_ keyword: String, text: String) {
    var escaped: [UInt8] = []
    MtreeText.append(name: Array(text.utf8), to: &escaped)
    lines.append([keyword, String(decoding: escaped, as: UTF8.self)])
  }

  var bytes: [UInt8] {
    var text: [UInt8] = []
    for line in lines {
      text.append(contentsOf: line.joined(separator: " ").utf8)
      text.append(UInt8(ascii: "\n"))
    }
    text.append(contentsOf: "sum \(SHA256Digest(of: text))\n".utf8)
    return text
  }

  /// Reads a record of the given kind.
  ///
  /// - Throws: if the sum is wrong, or kind or version are others.
  init(kind: String, bytes: [UInt8]) throws(FormatError) {
    let sumLineBytes = 4 + 64 + 1
    guard bytes.count > sumLineBytes else { throw FormatError("a \(kind) is cut off") }
    let body = Array(bytes.dropLast(sumLineBytes))
    guard bytes.suffix(sumLineBytes).elementsEqual("sum \(SHA256Digest(of: body))\n".utf8) else {
      throw FormatError("a \(kind) is damaged: its sum is wrong")
    }
    for line in body.split(separator: UInt8(ascii: "\n")) {
      let words = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
      lines.append(words.map { String(decoding: $0, as: UTF8.self) })
    }
    guard let first = lines.first, first.count == 2, first[0] == kind else {
      throw FormatError("this is not a \(kind)")
    }
    guard first[1] == String(BackupLimits.formatVersion) else {
      throw FormatError("a \(kind) of format \(first[1]); this program knows 1")
    }
  }

  /// The values of the first line with a keyword.
  func values(_ keyword: String, count: Int) throws(FormatError) -> [String] {
    guard let line = lines.first(where: { $0[0] == keyword }), line.count == count + 1 else {
      throw FormatError("'\(keyword)' is missing")
    }
    return Array(line.dropFirst())
  }

  func number<Number: FixedWidthInteger>(_ keyword: String) throws(FormatError) -> Number {
    guard let number = Number(try values(keyword, count: 1)[0]) else {
      throw FormatError("'\(keyword)' is not a number")
    }
    return number
  }

  func text(_ keyword: String) throws(FormatError) -> String {
    let escaped = Array(try values(keyword, count: 1)[0].utf8)
    return String(decoding: try MtreeText.name(escaped[...]), as: UTF8.self)
  }

  /// All lines with a keyword, without it.
  func all(_ keyword: String) -> [[String]] {
    lines.filter { $0[0] == keyword }.map { Array($0.dropFirst()) }
  }
}
