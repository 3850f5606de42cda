// SPDX-License-Identifier: Apache-2.0
// Waking readers that sleep on a descriptor when input comes from elsewhere.

import CLinux
import Glibc

/// An eventfd that readers of a filtered socket watch beside the socket.
final class WakeBell: Sendable {
  let descriptor = eventfd(0, CInt(EFD_CLOEXEC) | CInt(EFD_NONBLOCK))

  func ring() { if descriptor >= 0 { eventfd_write(descriptor, 1) } }

  func silence() {
    var value: eventfd_t = 0
    if descriptor >= 0 { unsafe eventfd_read(descriptor, &value) }
  }

  deinit { if descriptor >= 0 { Glibc.close(descriptor) } }
}
