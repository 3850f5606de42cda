// SPDX-License-Identifier: Apache-2.0
// An epoll set with a bell, for one dispatcher.

import CLinux
import Glibc
import SystemPackage

/// Edge-triggered interest in sockets, and a way to wake the thread that waits.
@safe final class Epoll: @unchecked Sendable {
  /// Bits of an event, in epoll's numbers.
  static let readable = EPOLLIN.rawValue
  static let writable = EPOLLOUT.rawValue
  static let urgent = EPOLLPRI.rawValue
  static let peerClosed = EPOLLRDHUP.rawValue
  static let hangUp = EPOLLHUP.rawValue
  static let failed = EPOLLERR.rawValue
  private static let edgeTriggered: UInt32 = 1 << 31

  /// Events taken from the kernel in one call.
  private static let batch = 256
  /// The token of the bell; no handle is 0.
  private static let bellToken: UInt64 = 0

  private let set: CInt
  private let bell: CInt
  private let events: UnsafeMutablePointer<epoll_event>

  init() {
    set = epoll_create1(CInt(EPOLL_CLOEXEC))
    bell = eventfd(0, CInt(EFD_CLOEXEC) | CInt(EFD_NONBLOCK))
    precondition(set >= 0 && bell >= 0, "no descriptors left for a dispatcher")
    unsafe events = .allocate(capacity: Epoll.batch)
    try? add(bell, token: Epoll.bellToken, EPOLLIN.rawValue)
  }

  deinit {
    Glibc.close(set)
    Glibc.close(bell)
    unsafe events.deallocate()
  }

  /// Watches a socket for every kind of news.
  func watch(_ descriptor: Descriptor, token: UInt64) throws(Errno) {
    let interest =
      EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLPRI.rawValue
    try add(descriptor.raw, token: token, interest | Epoll.edgeTriggered)
  }

  private func add(_ descriptor: CInt, token: UInt64, _ interest: UInt32) throws(Errno) {
    var event = unsafe epoll_event()
    unsafe event.events = interest
    unsafe event.data.u64 = token
    _ = try system { unsafe epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &event) }
  }

  /// Wakes the waiting thread. Any thread.
  func ring() {
    _ = try? system { eventfd_write(bell, 1) }
  }

  /// Waits for news and hands each piece to `body` as token and event bits.
  ///
  /// - Parameters:
  ///   - limit: nil waits without limit. Rounded up to whole milliseconds.
  func wait(limit: Duration?, _ body: (UInt64, UInt32) -> Void) {
    var milliseconds: CInt = -1
    if let limit {
      milliseconds = CInt(clamping: (limit.nanoseconds &+ 999_999) / 1_000_000)
    }
    let count = unsafe epoll_wait(set, events, CInt(Epoll.batch), milliseconds)
    guard count > 0 else { return }
    for index in 0..<Int(count) {
      let event = unsafe events[index]
      if unsafe event.data.u64 == Epoll.bellToken {
        var value: eventfd_t = 0
        unsafe eventfd_read(bell, &value)
      } else {
        unsafe body(event.data.u64, event.events)
      }
    }
  }
}
