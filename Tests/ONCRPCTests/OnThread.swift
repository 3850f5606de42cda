// SPDX-License-Identifier: Apache-2.0
// Blocking code in tests: on a thread of its own, never on the pool of Swift's tasks.

import Foundation

/// Runs `body` on a new thread and returns what it returns.
func onThread<Value: Sendable>(
  _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread { continuation.resume(with: Result { try body() }) }.start()
  }
}
