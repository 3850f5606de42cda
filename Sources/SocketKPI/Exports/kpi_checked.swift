// SPDX-License-Identifier: Apache-2.0
// C entry points of kpi_checked.h; kpi_call_site is C, in CLinux.

import CSocketKPI

@c @implementation
public func kpi_checked_begin() { CheckedMode.begin() }

@c @implementation
public func kpi_checked_reports() -> UInt32 { UInt32(clamping: CheckedMode.reportCount) }
