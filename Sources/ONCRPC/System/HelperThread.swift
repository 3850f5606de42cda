// SPDX-License-Identifier: Apache-2.0
// Threads for the few calls that must block: name resolution and the slices of a connect.

internal import CLinux
internal import Glibc

/// A thread that runs one closure and ends.
enum HelperThread {
  /// Stack of a helper; resolver libraries are hungrier than we are.
  static let stackBytes = 512 * 1024

  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts `body` on a thread of its own.
  ///
  /// - Returns: false when the system has no thread left; `body` will not run.
  static func run(_ body: @escaping @Sendable () -> Void) -> Bool {
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    defer { unsafe pthread_attr_destroy(&attributes) }
    unsafe pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
    unsafe pthread_attr_setstacksize(&attributes, stackBytes)
    let context = unsafe Unmanaged.passRetained(Body(body))
    var thread = pthread_t()
    let code = unsafe pthread_create(
      &thread, &attributes,
      { argument in
        guard let argument = unsafe argument else { return nil }
        let body = unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
        body.run()
        return nil
      }, context.toOpaque())
    if code != 0 { unsafe context.release() }
    return code == 0
  }
}

/// Sleeps on the calling thread, which must be one that may block.
func pauseThread(_ time: Duration) {
  let nanoseconds = max(time.wholeNanoseconds, 0)
  var left = timespec(
    tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
  var rest = timespec()
  while unsafe nanosleep(&left, &rest) != 0, errno == EINTR { left = rest }
}
