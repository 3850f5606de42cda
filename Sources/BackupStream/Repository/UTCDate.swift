// SPDX-License-Identifier: Apache-2.0
// Moments as people and ISO 8601 write them.

/// A moment, in the Gregorian calendar and Universal Time.
public struct UTCDate: Equatable, Sendable, CustomStringConvertible {
  public var year: Int
  public var month: Int
  public var day: Int
  public var hour: Int
  public var minute: Int
  public var second: Int

  /// - Parameter seconds: since 1970.
  public init(_ seconds: Int64) {
    let days = Int(seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400)
    let rest = Int(seconds) - days * 86400
    (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
    // Days counted from the first of March of year 0, in eras of 400 years.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Days since 1970, Monday-based weeks since 1970, months since year 0: to group points by.
  static func day(of seconds: Int64) -> Int64 { Int64((Double(seconds) / 86400).rounded(.down)) }
  static func week(of seconds: Int64) -> Int64 { (day(of: seconds) + 3) / 7 }
  static func month(of seconds: Int64) -> Int64 {
    let date = UTCDate(seconds)
    return Int64(date.year * 12 + date.month)
  }

  public var description: String {
    func two(_ number: Int) -> String { BackupLayout.padded(number, 2) }
    return "\(BackupLayout.padded(year, 4))-\(two(month))-\(two(day))T"
      + "\(two(hour)):\(two(minute)):\(two(second))Z"
  }
}
