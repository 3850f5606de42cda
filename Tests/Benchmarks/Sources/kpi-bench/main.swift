// SPDX-License-Identifier: Apache-2.0
// kpi-bench: the KPI beside C over raw system calls, SwiftNIO and libuv, in one run.

import CDrivers
@preconcurrency import Glibc
import Measuring

setvbuf(stdout, nil, _IOLBF, 0)
var arguments = Array(CommandLine.arguments.dropFirst())
let isSpread = arguments.contains("--spread")
arguments.removeAll { $0 == "--spread" }
var command = MeasuringCommand(
  name: "kpi-bench",
  purpose: """
    Compares socketkpi with equivalent C over raw system calls, SwiftNIO and libuv on loopback.
    All threads and peers share one processor, so that the work of a contender is measured, and not
    where the scheduler puts two ends of a conversation.
    """,
  furtherOptions: "  --spread       let the scheduler place threads and peers on all processors\n")
exit(
  command.run(arguments) {
    if !isSpread, bench_stay() != 0 { fputs("kpi-bench: cannot stay on one processor\n", stderr) }
    return Bed().map(makeRows)
  })
