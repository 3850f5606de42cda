// SPDX-License-Identifier: Apache-2.0
// The module's mutexes in builds for the thread sanitizer.

#if TSAN
  internal import SocketKPI

  /// The sanitizer does not see `Synchronization.Mutex` while it is contended; this one it sees.
  typealias Mutex = Locked
#endif
