// SPDX-License-Identifier: Apache-2.0
// Byte counts and durations as people write and read them.

public import ArgumentParser

/// A number of bytes, written as 4096, 64K, 10M, 1.5G.
public struct ByteCount: ExpressibleByArgument, Hashable, Sendable {
  public var bytes: UInt64

  public init(_ bytes: UInt64) { self.bytes = bytes }

  /// Suffixes are powers of 1024, with or without "iB" or "B" behind them.
  public init?(argument: String) {
    var text = argument.lowercased()[...]
    for ending in ["ib", "b"] where text.hasSuffix(ending) && text.count > ending.count {
      text = text.dropLast(ending.count)
      break
    }
    let powers: [Character: Int] = ["k": 1, "m": 2, "g": 3, "t": 4, "p": 5]
    var factor = 1.0
    if let last = text.last, let power = powers[last] {
      for _ in 0..<power { factor *= 1024 }
      text = text.dropLast()
    }
    guard let number = Double(text), number >= 0, number.isFinite, number * factor < 1e19 else {
      return nil
    }
    bytes = UInt64(number * factor)
  }

  /// How help shows a default.
  public var defaultValueDescription: String { short }

  /// "17", "4.0K", "12M": three digits at most, as `ls -h` writes them.
  public var short: String {
    guard bytes >= 1024 else { return String(bytes) }
    var value = Double(bytes)
    var unit = 0
    while value >= 1023.5, unit < 6 {
      value /= 1024
      unit += 1
    }
    let suffix = ["", "K", "M", "G", "T", "P", "E"][unit]
    return (value < 9.95 ? value.fixed(1) : value.fixed(0)) + suffix
  }

  /// "12.3 MiB".
  public var long: String {
    guard bytes >= 1024 else { return "\(bytes) bytes" }
    var value = Double(bytes)
    var unit = 0
    while value >= 1023.5, unit < 6 {
      value /= 1024
      unit += 1
    }
    return value.fixed(1) + " " + ["", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"][unit]
  }
}

/// A time, written as 20ms, 1.5s, 2m, 1h, or seconds without a unit.
public struct TimeSpan: ExpressibleByArgument, Hashable, Sendable {
  public var duration: Duration

  public init(_ duration: Duration) { self.duration = duration }

  public init?(argument: String) {
    let units: [(suffix: String, seconds: Double)] = [
      ("ms", 0.001), ("us", 0.000_001), ("s", 1), ("m", 60), ("h", 3600),
    ]
    let unit = units.first { argument.hasSuffix($0.suffix) } ?? ("", 1)
    guard let number = Double(argument.dropLast(unit.suffix.count)), number >= 0,
      number.isFinite, number * unit.seconds < 1e12
    else { return nil }
    duration = .seconds(number * unit.seconds)
  }
}

extension Duration {
  /// As a number of seconds.
  public var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }

  /// "750 us", "12.3 ms", "4.2 s", "3 min 20 s".
  public var short: String {
    let seconds = inSeconds
    if seconds < 0.001 { return (seconds * 1e6).fixed(0) + " us" }
    if seconds < 1 {
      return (seconds * 1e3).fixed(seconds < 0.01 ? 2 : seconds < 0.1 ? 1 : 0) + " ms"
    }
    if seconds < 60 { return seconds.fixed(1) + " s" }
    let whole = Int(seconds)
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}

extension Double {
  /// With a fixed number of digits behind the point, rounded half away from zero.
  public func fixed(_ digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = (abs(self) * scale).rounded()
    guard scaled < 9e18 else { return "\(self)" }
    let whole = UInt64(scaled)
    let sign = self < 0 && whole > 0 ? "-" : ""
    guard digits > 0 else { return sign + String(whole) }
    let text = String(whole)
    let padded = String(repeating: "0", count: Swift.max(0, digits + 1 - text.count)) + text
    return sign + padded.dropLast(digits) + "." + padded.suffix(digits)
  }
}

extension Int {
  /// "1 band", "2 bands".
  public func of(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}

extension String {
  /// Filled up with spaces on the left.
  public func leftPadded(_ width: Int) -> String {
    String(repeating: " ", count: Swift.max(0, width - count)) + self
  }

  /// Filled up with spaces on the right.
  public func rightPadded(_ width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - count))
  }
}
