// SPDX-License-Identifier: Apache-2.0
// nfs-client: look at, copy from, write to and diagnose an NFS server, without mounting it.

import ArgumentParser
import DemoSupport
import NFSClient
import ONCRPC

struct NFSClientTool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nfs-client",
    abstract:
      "Looks at, copies from, writes to and diagnoses an NFSv3 server, without mounting it.",
    discussion: """
      URLs: nfs://[user@]host[,host...][:port]/path[?option=value&...], with the options version=3, \
      nfsport, mountport, uid, gid, nconnect, rsize, wsize, timeo (tenths of a second), resvport and ro.

      A server that does not answer is waited for; what is waited for is shown on standard error. \
      Ctrl-C ends every command, also one that is connecting, within two seconds.

      \(ExitStatus.summary)
      """,
    subcommands: [
      Ping.self, Exports.self, List.self, Tree.self, Stat.self, Cat.self, Head.self, Get.self,
      Put.self, Copy.self, MakeDirectory.self, Remove.self, Move.self, Link.self, ChangeMode.self,
      Touch.self, DiskFree.self, Watch.self, Bench.self,
    ])
}

@main
enum Program {
  static func main() async {
    await runTool(NFSClientTool.self, status: exitStatus)
  }
}

/// Which exit status an error of the client stands for.
@Sendable func exitStatus(_ error: any Error) -> ExitStatus {
  guard let error = error as? NFSError else { return .failure }
  switch error.reason {
  case .unknownHost: return .unreachable
  case .rpc(let rpc):
    switch rpc.reason {
    case .unreachable, .timedOut, .dead, .connectionLost: return .unreachable
    default: return .failure
    }
  default: return .failure
  }
}
