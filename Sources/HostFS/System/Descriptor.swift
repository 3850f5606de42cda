// SPDX-License-Identifier: Apache-2.0
// A file descriptor that is closed exactly once, and the one door to the kernel.

internal import Glibc
internal import SystemPackage

/// A file descriptor, closed with its last reference.
final class Descriptor: Sendable {
  let number: CInt

  init(owning number: CInt) {
    self.number = number
  }

  deinit {
    _ = close(number)
  }
}

/// Repeats a system call that a signal broke off, and turns -1 into errno before anything else can
/// touch it.
@inline(__always)
func system<Result: FixedWidthInteger>(_ call: () -> Result) throws(Errno) -> Result {
  while true {
    let result = call()
    if result != -1 { return result }
    let code = errno
    if code != EINTR { throw Errno(rawValue: code) }
  }
}

extension FileName {
  /// The name as a C string for one call.
  @inline(__always)
  func withCString<Result, Failure: Error>(
    _ body: (UnsafePointer<CChar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let terminated = self.terminated
    let span = unsafe terminated.span.bytes
    return try unsafe span.withUnsafeBytes { bytes throws(Failure) in
      let start = unsafe bytes.baseAddress.unsafelyUnwrapped
      return try unsafe body(start.assumingMemoryBound(to: CChar.self))
    }
  }
}
