// SPDX-License-Identifier: Apache-2.0
// Allocation failures on demand, to test what a client does without memory.

import CLinux

/// Makes mbuf allocations of the calling thread fail on purpose.
public enum MbufFaults {
  /// Calls of `failing` under way; the mode bit is set while there are any.
  private static let armed = Locked(0)

  /// Runs `body`; in it, after `count` successful allocations on this thread, the following ones fail.
  ///
  /// Nodes and clusters count alike. Other threads are not affected. Do not nest.
  ///
  /// - Parameters:
  ///   - count: allocations that still succeed, 0 or more.
  ///   - failures: how many fail before allocations succeed again; all by default.
  public static func failing<Result: ~Copyable, Failure: Error>(
    after count: Int, failures: Int = .max, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard MbufPool.joinThread(), let thread = unsafe kpi_pool_thread_self() else {
      return try body()
    }
    unsafe thread.pointee.failures_after = Int64(count)
    unsafe thread.pointee.failures_left = Int64(failures)
    arm(1)
    defer {
      unsafe thread.pointee.failures_after = -1
      arm(-1)
    }
    return try body()
  }

  private static func arm(_ change: Int) {
    armed.withLock { count in
      count += change
      if count > 0 {
        kpi_mode_set(UInt32(KPI_MODE_FAULTS))
      } else {
        kpi_mode_clear(UInt32(KPI_MODE_FAULTS))
      }
    }
  }

  /// Whether the allocation being made on this thread has to fail.
  static func consumeFailure() -> Bool {
    guard kpi_mode_load() & UInt32(KPI_MODE_FAULTS) != 0,
      let thread = unsafe kpi_pool_thread_self(), unsafe thread.pointee.failures_after >= 0
    else { return false }
    if unsafe thread.pointee.failures_after > 0 {
      unsafe thread.pointee.failures_after -= 1
      return false
    }
    guard unsafe thread.pointee.failures_left > 0 else { return false }
    unsafe thread.pointee.failures_left -= 1
    return true
  }
}
