// SPDX-License-Identifier: Apache-2.0
// The switch of checked mode.

import CLinux

/// Checked mode: misuse of handles becomes a report that names both places, and leaks are listed at exit.
///
/// It is on when the process starts with `KPI_CHECKED=1`, or by this switch; what was allocated before
/// it was on is not accounted for.
public enum CheckedMode {
  /// Whether checked mode is on. Costs one load and a predictable branch when it is not.
  public static var isOn: Bool {
    @inline(__always) get { kpi_mode_load() & UInt32(KPI_MODE_CHECKED) != 0 }
  }
}
