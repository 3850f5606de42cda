// SPDX-License-Identifier: Apache-2.0
// C callbacks with their cookies.

/// A C function and the pointer it wants back; the client answers for the pointer's threads.
@safe struct CallbackTarget<Callback>: @unchecked Sendable {
  let callback: Callback
  let cookie: UnsafeMutableRawPointer?

  init(_ callback: Callback, _ cookie: UnsafeMutableRawPointer?) {
    self.callback = callback
    unsafe self.cookie = cookie
  }
}
