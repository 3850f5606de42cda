// SPDX-License-Identifier: Apache-2.0
// Work under a lock.

extension BackupLock {
  /// Does the work and gives the lock back, whatever came of it.
  ///
  /// - Throws: what `work` throws; `BackupError.lockLeft` if the task was cancelled and the target did
  ///   not take the lock back within `farewell`.
  func hold<Result>(_ work: () async throws -> Result) async throws -> Result {
    let result: Result
    do {
      result = try await work()
    } catch {
      let isBack = await release()
      if Task.isCancelled, !isBack { throw BackupError.lockLeft(target.name) }
      throw error
    }
    await release()
    return result
  }
}
