// SPDX-License-Identifier: Apache-2.0
// bg-send: a background sender over the KPI, for the bed of namespaces.

@preconcurrency import Glibc

setvbuf(stdout, nil, _IOLBF, 0)
exit(Sender(Array(CommandLine.arguments.dropFirst())).run())
