// SPDX-License-Identifier: Apache-2.0
// Suspending a task until a completion runs: checked in debug builds, bare in release builds.

/// A suspended task; resumed exactly once.
@safe struct Suspension<Value: Sendable>: Sendable {
  #if DEBUG
    private let continuation: CheckedContinuation<Value, Never>

    /// Suspends the task until the handle that `body` gets is resumed.
    static func wait(_ body: (Suspension<Value>) -> Void) async -> Value {
      await withCheckedContinuation { body(Suspension(continuation: $0)) }
    }

    func resume(_ value: Value) { continuation.resume(returning: value) }
  #else
    private let continuation: UnsafeContinuation<Value, Never>

    /// Suspends the task until the handle that `body` gets is resumed.
    static func wait(_ body: (Suspension<Value>) -> Void) async -> Value {
      unsafe await withUnsafeContinuation { unsafe body(Suspension(continuation: $0)) }
    }

    func resume(_ value: Value) { unsafe continuation.resume(returning: value) }
  #endif
}
