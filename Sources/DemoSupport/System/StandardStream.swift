// SPDX-License-Identifier: Apache-2.0
// Standard output and error, through write(2).

internal import Glibc
public import SystemPackage

/// One of the process's standard streams.
public struct StandardStream: Sendable {
  let descriptor: CInt

  public static let input = StandardStream(descriptor: 0)
  public static let output = StandardStream(descriptor: 1)
  public static let error = StandardStream(descriptor: 2)

  public var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Columns of the terminal; 80 when there is none.
  public var columns: Int {
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Writes all bytes.
  ///
  /// - Throws: `.brokenPipe` when nobody reads any more.
  public func write(_ bytes: RawSpan) throws(Errno) {
    var done = 0
    while done < bytes.byteCount {
      let count = unsafe bytes.extracting(droppingFirst: done).withUnsafeBytes { buffer in
        unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
      }
      if count >= 0 {
        done += count
      } else if errno != EINTR {
        throw Errno(rawValue: errno)
      }
    }
  }

  /// The same for an array.
  public func write(_ bytes: [UInt8]) throws(Errno) { try unsafe write(bytes.span.bytes) }

  /// Reads up to `count` bytes; none at the end.
  public func read(upTo count: Int) throws(Errno) -> [UInt8] {
    while true {
      var failure: CInt = 0
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
        let got = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        failure = got < 0 ? errno : 0
        used = max(0, got)
      }
      if failure == 0 { return bytes }
      if failure != EINTR { throw Errno(rawValue: failure) }
    }
  }
}

/// The value of an environment variable, if it is set and not empty.
public func environment(_ name: String) -> String? {
  guard let value = unsafe getenv(name) else { return nil }
  let text = unsafe String(cString: value)
  return text.isEmpty ? nil : text
}

/// Seconds since 1970.
public func wallClock() -> Double {
  var now = timespec()
  _ = unsafe clock_gettime(CLOCK_REALTIME, &now)
  return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
}

/// A time as "2026-01-31 12:34", in the local time zone.
public func localTimeText(_ seconds: Int64, withSeconds: Bool = false) -> String {
  var time = time_t(seconds)
  var parts = unsafe tm()
  guard unsafe localtime_r(&time, &parts) != nil else { return String(seconds) }
  func two(_ value: CInt) -> String { value < 10 ? "0\(value)" : "\(value)" }
  let date = unsafe "\(Int(parts.tm_year) + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
  let clock = unsafe "\(two(parts.tm_hour)):\(two(parts.tm_min))"
  return date + " " + clock + (withSeconds ? unsafe ":\(two(parts.tm_sec))" : "")
}

/// Whether a shell pattern (`*`, `?`, `[...]`) matches all of a text.
public func matchesPattern(_ pattern: String, _ text: String) -> Bool {
  unsafe fnmatch(pattern, text, 0) == 0
}
