// SPDX-License-Identifier: Apache-2.0
// nfs-bench: the RPC engine and the NFS client beside libnfs and a C client with calls made beforehand.

@preconcurrency import Glibc
import Measuring

setvbuf(stdout, nil, _IOLBF, 0)
var arguments = Array(CommandLine.arguments.dropFirst())
var server: String?
if let index = arguments.firstIndex(of: "--server"), index + 1 < arguments.count {
  server = arguments[index + 1]
  arguments.removeSubrange(index...index + 1)
}
switch arguments.first {
case "--memory": exit(Memory.printTable() ? 0 : 1)
case "--memory-of": exit(Memory.measure(Array(arguments.dropFirst())) ? 0 : 1)
default: break
}
var command = MeasuringCommand(
  name: "nfs-bench",
  purpose: """
    Compares NFSv3 calls of the RPC engine and whole operations of NFSClient with libnfs, and single
    calls with a C client that sends calls made beforehand, against a stub server that answers with
    replies made beforehand. With --server the same is measured in a directory of a real server,
    which is made and removed; the bar is then libnfs in every row.
    """,
  furtherOptions: """
      --server URL   a server, as nfs://127.0.0.1/export?nfsport=N&mountport=N
      --memory       nothing but the peak memory of each kind of work, against the stub

    """)
var cleanUp: () -> Void = {}
let status = command.run(arguments) {
  guard let ground = server.map(Ground.server) ?? Ground.stub(),
    let mounted = Mounted.open(ground.url), ground.prepare(mounted)
  else { return nil }
  cleanUp = { ground.cleanUp(mounted) }
  guard let calls = ground.callRows(mounted), let operations = ground.mountRows(mounted),
    let streams = ground.streamRows()
  else { return nil }
  return calls + operations + streams
}
cleanUp()
exit(status)
