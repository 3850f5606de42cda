// SPDX-License-Identifier: Apache-2.0
// kpi-bench: the KPI beside C over raw system calls, SwiftNIO and libuv, in one run.

@preconcurrency import Glibc
import Measuring

setvbuf(stdout, nil, _IOLBF, 0)
var command = MeasuringCommand(
  name: "kpi-bench",
  purpose: """
    Compares socketkpi with equivalent C over raw system calls, SwiftNIO and libuv on loopback.
    """)
exit(command.run(Array(CommandLine.arguments.dropFirst())) { Bed().map(makeRows) })
