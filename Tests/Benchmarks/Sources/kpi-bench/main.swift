// SPDX-License-Identifier: Apache-2.0
// kpi-bench: the KPI beside C over raw system calls, SwiftNIO and libuv, in one run.

@preconcurrency import Glibc

setvbuf(stdout, nil, _IOLBF, 0)
exit(Command(Array(CommandLine.arguments.dropFirst())).run())
