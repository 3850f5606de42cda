// SPDX-License-Identifier: Apache-2.0
// Waiting for a task of one's own.

extension Task where Failure == any Error {
  /// What the task comes to. When whoever waits is cancelled, so is the task: a push that is interrupted
  /// does not wait until bands that are under way have arrived.
  var valueOrCancelled: Success {
    get async throws {
      try await withTaskCancellationHandler {
        try await value
      } onCancel: {
        cancel()
      }
    }
  }
}
