// SPDX-License-Identifier: Apache-2.0
// Sleeping on a descriptor: the sleep of sbwait and msleep, by poll.

import CLinux
import Glibc
import SystemPackage

/// What a sleep waits for.
struct Readiness: OptionSet, Sendable {
  let rawValue: Int16
  static let readable = Readiness(rawValue: Int16(POLLIN) | Int16(kx_pollrdhup))
  static let writable = Readiness(rawValue: Int16(POLLOUT))
  static let urgent = Readiness(rawValue: Int16(POLLPRI))
  static let peerClosed = Readiness(rawValue: Int16(kx_pollrdhup))
  static let hangUp = Readiness(rawValue: Int16(POLLHUP))
  static let failed = Readiness(rawValue: Int16(POLLERR))
}

/// Waits until a descriptor is ready.
///
/// - Parameters:
///   - deadline: nil waits without limit.
///   - interruptible: false starts the sleep again after a signal.
/// - Returns: what is ready; empty when the deadline passed.
/// - Throws: `.interrupted`.
func waitReady(
  _ descriptor: CInt, for interest: Readiness, until deadline: Instant?, interruptible: Bool,
  bell: WakeBell? = nil
) throws(Errno) -> Readiness {
  while true {
    var ready: Int16 = 0
    let limit = deadline.map { $0.remaining.nanoseconds } ?? -1
    let count = unsafe kx_poll_bell(
      descriptor, interest.rawValue, bell?.descriptor ?? -1, limit, &ready)
    if count > 0, ready == 0, let bell {
      bell.silence()
      return .readable
    }
    if count >= 0 { return Readiness(rawValue: ready) }
    let code = errno
    if code != EINTR { throw Errno(rawValue: code) }
    if interruptible { throw .interrupted }
  }
}

/// What a descriptor is ready for now.
func readiness(_ descriptor: CInt, of interest: Readiness) -> Readiness {
  var ready: Int16 = 0
  let count = unsafe kx_poll(descriptor, interest.rawValue, 0, &ready)
  return count > 0 ? Readiness(rawValue: ready) : []
}
