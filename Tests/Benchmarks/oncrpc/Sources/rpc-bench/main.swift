// SPDX-License-Identifier: Apache-2.0
// rpc-bench: calls per second and processor time per call, beside C and libnfs, in interleaved
// rounds.

import CRPCPeers
import Glibc

let port = peer_serve()  // before there are threads
guard port > 0 else { fatalError("the stub server does not start") }
await Bench(port: UInt16(port), arguments: Array(CommandLine.arguments.dropFirst())).run()
