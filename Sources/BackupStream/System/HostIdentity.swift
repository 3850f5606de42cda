// SPDX-License-Identifier: Apache-2.0
// Who we are, for lock files: host, boot, process. And what time it is.

internal import Glibc

/// A process, told apart from every other that ever had its number.
public struct HostIdentity: Equatable, Sendable {
  public var host: String
  /// The kernel's random identifier of this boot.
  public var boot: String
  public var process: Int32
  /// When the process started, in clock ticks since boot.
  public var processStart: UInt64

  /// This process.
  public static var current: HostIdentity {
    let process = getpid()
    return HostIdentity(
      host: hostName, boot: bootIdentifier, process: process,
      processStart: startTime(of: process) ?? 0)
  }

  /// Whether the process runs, if that can be known from here; nil if it is another host's.
  public var isAlive: Bool? {
    guard host == Self.hostName else { return nil }
    guard boot == Self.bootIdentifier else { return false }
    guard let start = Self.startTime(of: process) else { return false }
    return start == processStart
  }

  private static var hostName: String {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard unsafe gethostname(buffer.baseAddress.unsafelyUnwrapped, 255) == 0 else {
        return "unknown"
      }
      unsafe buffer[255] = 0
      return unsafe String(cString: buffer.baseAddress.unsafelyUnwrapped)
    }
  }

  private static var bootIdentifier: String {
    let text = SmallFile.read("/proc/sys/kernel/random/boot_id") ?? []
    return String(decoding: text.prefix { $0 > 32 }, as: UTF8.self)
  }

  /// Field 22 of /proc/PID/stat, counted behind the name in parentheses (proc(5)).
  private static func startTime(of process: Int32) -> UInt64? {
    guard let text = SmallFile.read("/proc/\(process)/stat"),
      let end = text.lastIndex(of: UInt8(ascii: ")"))
    else { return nil }
    let fields = text[(end + 1)...].split(separator: UInt8(ascii: " "))
    guard fields.count > 19, fields[0] != [UInt8(ascii: "Z")] else { return nil }
    return UInt64(String(decoding: fields[19], as: UTF8.self))
  }
}

enum SmallFile {
  private static let maximumBytes = 64 << 10

  /// The start of a file; nil if it cannot be read.
  static func read(_ path: String) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return unsafe [UInt8](unsafeUninitializedCapacity: maximumBytes) { buffer, count in
      count = max(0, unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count))
    }
  }
}

enum WallClock {
  /// Seconds since 1970.
  static var now: Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec)
  }
}
