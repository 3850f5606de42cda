// SPDX-License-Identifier: Apache-2.0
// Names on their way to and from libarchive: bytes, ended by zero, read as UTF-8.

internal import Glibc

extension [UInt8] {
  /// The bytes with a zero behind them, as a C string for one call. Embedded zeros end it early.
  func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    let terminated = self + [0]
    return unsafe terminated.withUnsafeBytes { bytes in
      unsafe body(bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: CChar.self))
    }
  }

  /// A copy of a C string; empty for a null pointer.
  init(copying text: UnsafePointer<CChar>?) {
    guard let text = unsafe text else {
      self = []
      return
    }
    let count = unsafe strlen(text)
    self = unsafe Array(UnsafeRawBufferPointer(start: text, count: count))
  }
}

/// libarchive asks the thread's locale how names are encoded, and "C" knows ASCII only.
@safe
struct NameEncoding: @unchecked Sendable {
  private let locale: locale_t?

  private static let shared = unsafe NameEncoding(
    locale: newlocale(1 << LC_CTYPE, "C.UTF-8", nil))

  /// Runs a call into libarchive with names taken as UTF-8. The call must not suspend.
  @inline(__always)
  static func utf8<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let locale = unsafe shared.locale else { return try body() }
    let previous = unsafe uselocale(locale)
    defer { unsafe uselocale(previous) }
    return try body()
  }
}
