// SPDX-License-Identifier: Apache-2.0
// State that one thread owns.

import Glibc

/// State that only one thread touches; no lock, so the caller answers for the thread.
@safe final class ThreadConfined<State>: @unchecked Sendable {
  private var state: State
  init(_ state: State) { self.state = state }

  @inline(__always)
  func access<Result>(_ body: (inout State) -> Result) -> Result { body(&state) }
}

/// A number that tells the calling thread from every other.
@inline(__always)
func threadNumber() -> UInt { UInt(pthread_self()) }
