// SPDX-License-Identifier: Apache-2.0
// The pieces of text that mtree(5) lines are made of.

internal import HostFS

/// A catalogue or record that does not read as what it should be.
public struct FormatError: Error, Equatable, Sendable {
  public var message: String
  public init(_ message: String) { self.message = message }
}

/// Appends numbers and names to a line of text.
enum MtreeText {
  /// Bytes that stand for themselves; all others become a backslash and three octal digits.
  private static let plain: [Bool] = {
    var table = [Bool](repeating: false, count: 256)
    for byte in UInt8(ascii: "a")...UInt8(ascii: "z") { table[Int(byte)] = true }
    for byte in UInt8(ascii: "A")...UInt8(ascii: "Z") { table[Int(byte)] = true }
    for byte in UInt8(ascii: "0")...UInt8(ascii: "9") { table[Int(byte)] = true }
    for byte in "./_-+@%~:(){}".utf8 { table[Int(byte)] = true }
    return table
  }()

  static func append(name: [UInt8], to text: inout [UInt8]) {
    for byte in name {
      if plain[Int(byte)] {
        text.append(byte)
      } else {
        text.append(UInt8(ascii: "\\"))
        text.append(UInt8(ascii: "0") + (byte >> 6))
        text.append(UInt8(ascii: "0") + (byte >> 3 & 7))
        text.append(UInt8(ascii: "0") + (byte & 7))
      }
    }
  }

  static func append<Number: FixedWidthInteger>(
    _ number: Number, radix: Number.Magnitude = 10, to text: inout [UInt8]
  ) {
    if number < 0 { text.append(UInt8(ascii: "-")) }
    let start = text.count
    var rest = number.magnitude
    repeat {
      text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % radix))
      rest /= radix
    } while rest > 0
    text[start...].reverse()
  }

  /// Seconds, a dot, nine digits of nanoseconds.
  static func append(_ time: FileTime, to text: inout [UInt8]) {
    append(time.seconds, to: &text)
    text.append(UInt8(ascii: "."))
    var scale: UInt32 = 100_000_000
    var rest = time.nanoseconds
    while scale > 0 {
      text.append(UInt8(ascii: "0") + UInt8(rest / scale))
      rest %= scale
      scale /= 10
    }
  }

  static func name(_ text: ArraySlice<UInt8>) throws(FormatError) -> [UInt8] {
    guard text.contains(UInt8(ascii: "\\")) else { return Array(text) }
    var name: [UInt8] = []
    name.reserveCapacity(text.count)
    var at = text.startIndex
    while at < text.endIndex {
      guard text[at] == UInt8(ascii: "\\") else {
        name.append(text[at])
        at += 1
        continue
      }
      guard at + 4 <= text.endIndex else { throw FormatError("a name ends inside an escape") }
      var value = 0
      for digit in text[at + 1..<at + 4] {
        guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else {
          throw FormatError("an escape is not octal")
        }
        value = value << 3 | Int(digit - UInt8(ascii: "0"))
      }
      guard let byte = UInt8(exactly: value) else { throw FormatError("an escape is too large") }
      name.append(byte)
      at += 4
    }
    return name
  }

  static func number<Number: FixedWidthInteger>(
    _ text: ArraySlice<UInt8>, radix: Number = 10
  ) throws(FormatError) -> Number {
    var digits = text
    let isNegative = Number.isSigned && digits.first == UInt8(ascii: "-")
    if isNegative { digits.removeFirst() }
    guard !digits.isEmpty else { throw FormatError("a number is missing") }
    var value: Number = 0
    for digit in digits {
      guard digit >= UInt8(ascii: "0"), let step = Number(exactly: digit - UInt8(ascii: "0")),
        step < radix
      else { throw FormatError("a number has a wrong digit") }
      let (scaled, overflow) = value.multipliedReportingOverflow(by: radix)
      let (sum, carry) = scaled.addingReportingOverflow(step)
      if overflow || carry { throw FormatError("a number is too large") }
      value = sum
    }
    return isNegative ? 0 - value : value
  }

  static func time(_ text: ArraySlice<UInt8>) throws(FormatError) -> FileTime {
    guard let dot = text.firstIndex(of: UInt8(ascii: ".")) else {
      return FileTime(seconds: try number(text))
    }
    let nanoseconds: UInt32 = try number(text[(dot + 1)...])
    guard nanoseconds < 1_000_000_000 else { throw FormatError("too many nanoseconds") }
    return FileTime(seconds: try number(text[..<dot]), nanoseconds: nanoseconds)
  }
}
