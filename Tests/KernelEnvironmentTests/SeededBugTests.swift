// SPDX-License-Identifier: Apache-2.0
// A bug of each class, seeded in a copy of a client, is found and named.

import Foundation
import Testing

/// One seeded bug: what to replace in which client, and what must be said.
struct SeededBug: CustomTestStringConvertible, Sendable {
  var name: String
  var client: SampleClient
  var old: String
  var new: String
  var flags: [String] = []
  var expected: String
  var testDescription: String { name }

  private static let accept = SampleClient(file: "accept_upcall.c", entry: "accept_run")
  private static let swallow = SampleClient(file: "swallow_filter.c", entry: "swallow_run")
  private static let race = SampleClient(file: "connect_race.c", entry: "race_run")

  static let all = [
    SeededBug(
      name: "memory never freed", client: accept, old: "\tFREE(in, M_TEMP);\n", new: "",
      expected: "bytes in 3 of _MALLOC at au_talk (accept_upcall.c"),
    SeededBug(
      name: "freed with another size", client: accept,
      old: "\t\t\tIOFree(ch, sizeof(*ch));\n\t\t\tlck_mtx_lock",
      new: "\t\t\tIOFree(ch, sizeof(ch));\n\t\t\tlck_mtx_lock", expected: "finding: memory:"),
    SeededBug(
      name: "freed as another type", client: accept, old: "FREE(in, M_TEMP)",
      new: "FREE(in, M_PCB)", expected: "freed with another tag or type"),
    SeededBug(
      name: "freed twice", client: accept, old: "\tFREE(in, M_TEMP);",
      new: "\tFREE(in, M_TEMP); FREE(in, M_TEMP);", expected: "which is not allocated"),
    SeededBug(
      name: "socket left open", client: race, old: "\tsock_close(deaf);\n", new: "",
      expected: "account:   socket made at race_run (connect_race.c"),
    SeededBug(
      name: "socket closed twice", client: race, old: "\tsock_close(deaf);\n",
      new: "\tsock_close(deaf);\n\tsock_close(deaf);\n", expected: "and closed at race_run"),
    SeededBug(
      name: "lock not released", client: accept,
      old: "\tau_clients_left--;\n\twakeup(&au_clients_left);\n\tlck_mtx_unlock(&au_mtx);",
      new:
        "\tau_clients_left--;\n\twakeup(&au_clients_left);\n\tif (au_clients_left) lck_mtx_unlock(&au_mtx);",
      flags: ["--time-limit", "5"], expected: "ended holding a mutex"),
    SeededBug(
      name: "unlocked without holding", client: accept,
      old: "\tau_stop = 1;\n\twakeup(&au_children);",
      new:
        "\tau_stop = 1;\n\twakeup(&au_children); lck_mtx_unlock(&au_mtx); lck_mtx_unlock(&au_mtx); lck_mtx_lock(&au_mtx);",
      expected: "unlocked although nobody holds it"),
    SeededBug(
      name: "taken twice by its owner", client: accept,
      old: "\tau_stop = 1;\n", new: "\tau_stop = 1;\n\tlck_mtx_lock(&au_mtx);\n",
      expected: "taken again by its owner"),
    SeededBug(
      name: "used after it was destroyed", client: accept,
      old: "\tlck_grp_free(au_grp);\n",
      new: "\tlck_grp_free(au_grp);\n\tlck_mtx_lock(&au_mtx);\n",
      expected: "a mutex used after it was destroyed"),
    SeededBug(
      name: "closed with an armed upcall", client: accept, old: "SO_UPCALLCLOSEWAIT",
      new: "SO_NOADDRERR", flags: ["--strict", "close"],
      expected: "without SO_UPCALLCLOSEWAIT"),
  ]

  /// Those that need a peer: mbufs and datagrams.
  static let withRpcbind = [
    SeededBug(
      name: "chain never freed", client: SampleClient.all[1], old: "\t\tmbuf_freem(reply);\n",
      new: "",
      expected: "mbufs alive at exit"),
    SeededBug(
      name: "chain freed twice", client: SampleClient.all[1], old: "\t\tmbuf_freem(reply);\n",
      new: "\t\tmbuf_freem(reply); mbuf_freem(reply);\n", expected: "rpc_tcp_framed.c"),
    SeededBug(
      name: "chain used after it was sent", client: SampleClient.all[1],
      old: "\treturn sock_sendmbuf(c->c_so, NULL, m, 0, &sent);",
      new:
        "\terror = sock_sendmbuf(c->c_so, NULL, m, 0, &sent); mbuf_setlen(m, 0);\n\treturn error;",
      expected: "mbuf_setlen"),
    SeededBug(
      name: "length of a receive not reset", client: SampleClient.all[0],
      old: "\tfor (;;) {\n\t\tbzero(&msg, sizeof(msg));",
      new: "\tfor (len = 1 << 18;;) {\n\t\tbzero(&msg, sizeof(msg));",
      flags: ["--strict", "length"], expected: "the length of a receive was not reset"),
  ]
}

@Suite("seeded bugs", .enabled(if: ClientTool.isBuilt), .serialized)
struct SeededBugTests {
  private func find(_ bug: SeededBug, rpcbind: Bool) throws {
    let tool = try ClientTool()
    defer { tool.remove() }
    var source = try tool.copy(bug.client.file, replacing: bug.old, with: bug.new)
    if bug.name.hasPrefix("length") {
      // The reset goes as well.
      source = try tool.write(
        bug.client.file,
        String(contentsOfFile: source, encoding: .utf8)
          .replacingOccurrences(of: "\t\tlen = 1 << 18;\n", with: ""))
    }
    let built = tool.build([source])
    #expect(built.status == 0, "\(built.text)")
    let ran = tool.run(bug.client.entry, bug.flags, rpcbind: rpcbind)
    #expect(ran.status != 0)
    #expect(ran.text.contains(bug.expected), "\(ran.text)")
  }

  @Test("checked mode finds and names it", arguments: SeededBug.all)
  func found(_ bug: SeededBug) throws { try find(bug, rpcbind: false) }

  @Test(
    "checked mode finds and names it, with a peer", .enabled(if: ClientTool.hasRpcbind),
    arguments: SeededBug.withRpcbind)
  func foundWithPeer(_ bug: SeededBug) throws { try find(bug, rpcbind: true) }

  @Test("the unchanged clients raise nothing under the strictest checks")
  func strictIsQuiet() throws {
    let tool = try ClientTool()
    defer { tool.remove() }
    #expect(tool.build([try tool.copy("accept_upcall.c")]).status == 0)
    let ran = tool.run("accept_run", ["--strict", "all"])
    #expect(ran.status == 0, "\(ran.text)")
  }
}
