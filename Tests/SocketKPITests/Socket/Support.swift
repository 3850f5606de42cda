// SPDX-License-Identifier: Apache-2.0
// Threads and counters for the socket tests.

import Glibc
import SocketKPI
import Synchronization
import SystemPackage

/// A thread to be joined.
@safe final class Thread: @unchecked Sendable {
  private let body: @Sendable () -> Void
  private var thread = pthread_t()

  init(_ body: @escaping @Sendable () -> Void) {
    self.body = body
    let me = unsafe Unmanaged.passRetained(self).toOpaque()
    unsafe pthread_create(
      &thread, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<Thread>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      }, me)
  }

  func join() { pthread_join(thread, nil) }

  /// Sends the thread a signal. Not after `join`.
  func signal(_ number: CInt) { pthread_kill(thread, number) }
}

/// A number that threads raise.
final class Counter: Sendable {
  private let number = Atomic<Int>(0)
  func add(_ amount: Int = 1) { number.add(amount, ordering: .relaxed) }
  var value: Int { number.load(ordering: .relaxed) }
}

/// Gives the processor away between two looks at a condition.
func usleepBriefly() { usleep(500) }

/// How a call on another thread ended.
final class Outcome: Sendable {
  private let state = Locked<(isSet: Bool, error: Errno?)>((false, nil))
  func set(_ error: Errno?) { state.withLock { $0 = (true, error) } }
  var isSet: Bool { state.withLock { $0.isSet } }
  var value: Errno? { state.withLock { $0.error } }
}

/// A list that threads add to.
final class Log<Element: Sendable>: Sendable {
  private let entries = Locked<[Element]>([])
  func add(_ element: Element) { entries.withLock { $0.append(element) } }
  var all: [Element] { entries.withLock { $0 } }
}

/// Ends sockets a test has made.
func closeAll(_ sockets: [KernelSocket]) { for socket in sockets { socket.close() } }

/// Waits for threads a test has started.
func joinAll(_ threads: [Thread]) { for thread in threads { thread.join() } }
