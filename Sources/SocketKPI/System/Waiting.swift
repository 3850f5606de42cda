// SPDX-License-Identifier: Apache-2.0
// Sleeping on a descriptor: the sleep of sbwait and msleep, by poll.

internal import CLinux
internal import Glibc
internal import SystemPackage

/// What a sleep waits for.
struct Readiness: OptionSet, Sendable {
  let rawValue: Int16
  static let readable = Readiness(rawValue: Int16(POLLIN) | Int16(POLLRDHUP))
  static let writable = Readiness(rawValue: Int16(POLLOUT))
  static let urgent = Readiness(rawValue: Int16(POLLPRI))
  static let peerClosed = Readiness(rawValue: Int16(POLLRDHUP))
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
  _ descriptor: CInt, for interest: Readiness, until deadline: Instant?, interruptible: Bool
) throws(Errno) -> Readiness {
  var entry = pollfd(fd: descriptor, events: interest.rawValue, revents: 0)
  while true {
    let count: CInt
    if let deadline {
      let left = deadline.remaining.nanoseconds
      var limit = timespec(tv_sec: Int(left / 1_000_000_000), tv_nsec: Int(left % 1_000_000_000))
      count = unsafe ppoll(&entry, 1, &limit, nil)
    } else {
      count = unsafe poll(&entry, 1, -1)
    }
    if count >= 0 { return Readiness(rawValue: entry.revents) }
    let code = errno
    if code != EINTR { throw Errno(rawValue: code) }
    if interruptible { throw .interrupted }
  }
}

/// What a descriptor is ready for now.
func readiness(_ descriptor: CInt, of interest: Readiness) -> Readiness {
  var entry = pollfd(fd: descriptor, events: interest.rawValue, revents: 0)
  let count = unsafe poll(&entry, 1, 0)
  return count > 0 ? Readiness(rawValue: entry.revents) : []
}

/// Waits for *further* bytes on a descriptor that is readable already.
///
/// poll would return at once; an edge-triggered epoll instance of its own tells arrivals apart. Used
/// where a call wants more than one byte (low water, MSG_WAITALL), never on the fast path.
struct ArrivalWaiter: ~Copyable {
  private let epoll: CInt

  init(_ descriptor: CInt) throws(Errno) {
    epoll = try system { epoll_create1(CInt(EPOLL_CLOEXEC)) }
    var event = epoll_event()
    event.events = EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLPRI.rawValue | (1 << 31)
    do {
      _ = try system { unsafe epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) }
    } catch {
      Glibc.close(epoll)
      throw error
    }
  }

  /// Returns true after an arrival, false when the deadline passed.
  func wait(until deadline: Instant?, interruptible: Bool) throws(Errno) -> Bool {
    while true {
      var event = epoll_event()
      var milliseconds: CInt = -1
      if let deadline {
        let left = (deadline.remaining.nanoseconds + 999_999) / 1_000_000
        milliseconds = CInt(clamping: left)
      }
      let count = unsafe epoll_wait(epoll, &event, 1, milliseconds)
      if count > 0 { return true }
      if count == 0 {
        if let deadline, Instant.now < deadline { continue }
        return false
      }
      let code = errno
      if code != EINTR { throw Errno(rawValue: code) }
      if interruptible { throw .interrupted }
    }
  }

  deinit { Glibc.close(epoll) }
}
