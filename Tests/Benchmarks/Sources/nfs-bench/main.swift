// SPDX-License-Identifier: Apache-2.0
// nfs-bench: the RPC engine beside libnfs and a C client with calls made beforehand.

@preconcurrency import Glibc
import Measuring

setvbuf(stdout, nil, _IOLBF, 0)
var command = MeasuringCommand(
  name: "nfs-bench",
  purpose: """
    Compares NFSv3 calls of the RPC engine with libnfs and with a C client that sends calls made
    beforehand, all against a stub server that answers with replies made beforehand.
    """)
exit(command.run(Array(CommandLine.arguments.dropFirst()), makeNFSRows))
