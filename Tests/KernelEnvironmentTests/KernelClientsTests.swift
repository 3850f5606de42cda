// SPDX-License-Identifier: Apache-2.0
// Clients of our own, in old kernel style, against live peers.

import Testing

/// A client and what it needs.
struct SampleClient: CustomTestStringConvertible, Sendable {
  var file: String
  var entry: String
  var needsRpcbind = false
  /// Whether it is told the path of a local socket.
  var needsPath = false
  var testDescription: String { file }

  static let all = [
    SampleClient(file: "rpc_udp_upcall.c", entry: "rpc_udp_run", needsRpcbind: true),
    SampleClient(file: "rpc_tcp_framed.c", entry: "rpc_tcp_run", needsRpcbind: true),
    SampleClient(file: "accept_upcall.c", entry: "accept_run"),
    SampleClient(file: "connect_race.c", entry: "race_run"),
    SampleClient(file: "swallow_filter.c", entry: "swallow_run"),
    SampleClient(file: "daemon_request.cpp", entry: "daemon_run", needsPath: true),
    SampleClient(file: "address_watch.c", entry: "address_watch_run"),
    SampleClient(file: "datagram_service.c", entry: "datagram_service_run"),
    SampleClient(file: "firewall.cpp", entry: "firewall_run"),
    SampleClient(file: "redirect.c", entry: "redirect_run"),
    SampleClient(file: "old_style_ping.c", entry: "ping_start", needsRpcbind: true),
    SampleClient(file: "socket_class.cpp", entry: "klass_run"),
    SampleClient(file: "driver.cpp", entry: "driver_run"),
    SampleClient(file: "device_bridge.c", entry: "bridge_run", needsPath: true),
  ]
}

@Suite("kernel clients", .enabled(if: ClientTool.isBuilt), .serialized)
struct KernelClientsTests {
  static let sanitizers: [(compiler: String, sanitizer: String)] = [
    ("gcc", ""), ("clang", ""), ("gcc", "address"), ("clang", "thread"),
  ]

  @Test(
    "compile without a warning, run against live peers and leave nothing",
    arguments: SampleClient.all)
  func runs(_ client: SampleClient) throws {
    guard !client.needsRpcbind || ClientTool.hasRpcbind else { return }
    for (compiler, sanitizer) in Self.sanitizers where ClientTool.compilers.contains(compiler) {
      let tool = try ClientTool()
      defer { tool.remove() }
      let flags = ["--cc", compiler] + (sanitizer.isEmpty ? [] : ["--sanitize", sanitizer])
      let built = tool.build([ClientTool.source(client.file)], flags)
      #expect(built.status == 0, "\(compiler) \(sanitizer): \(built.text)")
      #expect(!built.text.contains("warning:"), "\(compiler) \(sanitizer): \(built.text)")
      let ran = tool.run(
        client.entry, client.needsPath ? [tool.socketPath] : [], rpcbind: client.needsRpcbind)
      #expect(ran.status == 0, "\(compiler) \(sanitizer): \(ran.text)")
      #expect(ran.text.contains("account: 0 mbufs live"), "\(compiler) \(sanitizer): \(ran.text)")
    }
  }
}
