// SPDX-License-Identifier: Apache-2.0
// nfs-client as a person runs it: what it prints, how it ends, what it leaves behind.

import Foundation
import NFSServer
import Testing

@Suite("nfs-client", .timeLimit(.minutes(3)))
struct NFSClientToolTests {
  /// A server of a directory, and its URL with a path.
  private func serve(
    _ scratch: Scratch, faults: [FaultRule] = []
  ) throws -> (server: NFSServer, url: (String) -> String) {
    var options = NFSServerOptions()
    options.faults = faults
    try FileManager.default.createDirectory(
      atPath: scratch.path("export"), withIntermediateDirectories: true)
    let server = try NFSServer(
      export: .directory(scratch.path("export"), as: "/export"), options: options)
    try server.start()
    let port = server.port
    return (server, { "nfs://127.0.0.1/export\($0)?nfsport=\(port)&mountport=\(port)" })
  }

  @Test("ls, cat, head, stat, tree and df show what is there")
  func looking() async throws {
    let scratch = try Scratch()
    try scratch.write("export/sub/b", Array("second\n".utf8))
    try scratch.write("export/a", Array("one\ntwo\nthree\n".utf8))
    let (server, url) = try serve(scratch)
    defer { server.stop() }
    #expect(try await Tool.run("nfs-client", "ls", url("")).lines == ["a", "sub"])
    let recursive = try await Tool.run("nfs-client", "ls", "-R", url("")).text
    #expect(recursive == ".:\na\nsub\n\nsub:\nb\n")
    let long = try await Tool.run("nfs-client", "ls", "-l", url("/a")).text
    #expect(long.hasPrefix("-rw-") && long.hasSuffix(" a\n") && long.contains(" 14 "))
    #expect(try await Tool.run("nfs-client", "cat", url("/sub/b")).text == "second\n")
    #expect(try await Tool.run("nfs-client", "head", "-n", "2", url("/a")).text == "one\ntwo\n")
    let json = try await Tool.run("nfs-client", "stat", "--json", url("/a")).output
    let object = try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any]
    #expect(object?["size"] as? Int == 14 && object?["type"] as? String == "file")
    let tree = try await Tool.run("nfs-client", "tree", url("")).text
    #expect(tree.hasSuffix("├── a\n└── sub\n    └── b\n\n1 directory, 2 files, 21 bytes\n"))
    let free = try await Tool.run("nfs-client", "df", "--json", url("")).output
    #expect(try JSONSerialization.jsonObject(with: Data(free)) is [String: Any])
    #expect(try await Tool.run("nfs-client", "exports", url("")).text.hasPrefix("/export "))
  }

  @Test("names are made, linked, renamed, changed and removed")
  func names() async throws {
    let scratch = try Scratch()
    let (server, url) = try serve(scratch)
    defer { server.stop() }
    func run(_ arguments: String...) async throws {
      let outcome = try await Tool("nfs-client", arguments).finish()
      #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
    }
    try await run("mkdir", "-p", url("/x/y"))
    try await run("touch", url("/x/f"))
    try await run("ln", url("/x/f"), url("/x/g"))
    try await run("ln", "-s", "f", url("/x/s"))
    try await run("chmod", "600", url("/x/f"))
    try await run("mv", url("/x/g"), url("/x/y"))
    #expect(try scratch.tree("export") == ["x", "x/f", "x/s", "x/y", "x/y/g"])
    try await run("rm", url("/x/f"))
    try await run("rm", "-r", url("/x"))
    #expect(try scratch.tree("export") == [])
  }

  @Test("a tree that is put and got comes back whole, and is skipped the second time")
  func transfers() async throws {
    let scratch = try Scratch()
    let big = (0..<3_000_001).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    try scratch.write("tree/big", big)
    for number in 0..<40 { try scratch.write("tree/a/b/f\(number)", Array("\(number)".utf8)) }
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("tree/link"), withDestinationPath: "a/b")
    let (server, url) = try serve(scratch)
    defer { server.stop() }
    let put = try await Tool.run("nfs-client", "put", "--verify", scratch.path("tree"), url("/t"))
    #expect(put.status == 0, "\(put.errors)")
    #expect(put.errors.hasPrefix("put 41 files") && !put.errors.contains("\r"))
    let get = try await Tool.run("nfs-client", "get", url("/t"), scratch.path("back"))
    #expect(get.status == 0, "\(get.errors)")
    for name in try scratch.tree("tree") {
      guard let here = try? scratch.bytes("tree/" + name) else { continue }  // a directory
      let back = try scratch.bytes("back/" + name)
      #expect(here == back, "\(name)")
    }
    #expect(try scratch.tree("tree") == scratch.tree("back"))
    #expect(try scratch.tree("tree") == scratch.tree("export/t"))
    let again = try await Tool.run(
      "nfs-client", "put", "--resume", "--json", scratch.path("tree"), url("/t"))
    let object = try JSONSerialization.jsonObject(with: Data(again.output)) as? [String: Any]
    #expect(object?["skipped"] as? Int == 41 && object?["bytes"] as? Int == 0)
    let only = try await Tool.run(
      "nfs-client", "cp", "--include", "f1*", url("/t/a/b"), url("/u"))
    #expect(only.status == 0, "\(only.errors)")
    #expect(try scratch.tree("export/u").count == 11)
  }

  @Test("an interrupted upload leaves nothing, and a resumable one goes on where it was")
  func interrupted() async throws {
    let scratch = try Scratch()
    try scratch.write("big", [UInt8](repeating: 7, count: 12_000_000))
    let (server, url) = try serve(scratch)
    defer { server.stop() }
    for resumes in [false, true] {
      let flags = resumes ? ["--resume"] : []
      let upload = try Tool(
        "nfs-client", ["put", "--limit-rate", "4M"] + flags + [scratch.path("big"), url("/big")])
      try await waitUntil { try !scratch.tree("export").isEmpty }
      upload.interrupt()
      let start = ContinuousClock.now
      let outcome = try await upload.finish(seconds: 20)
      #expect(outcome.status == 130, "\(outcome.errors)")
      #expect(ContinuousClock.now - start < .seconds(4))
      let left = try scratch.tree("export")
      #expect(!left.contains("big"))
      #expect(left.count == (resumes ? 1 : 0))
    }
    let rest = try await Tool.run("nfs-client", "put", "--resume", scratch.path("big"), url("/big"))
    #expect(rest.status == 0, "\(rest.errors)")
    #expect(try scratch.tree("export") == ["big"])
    #expect(try scratch.bytes("export/big") == [UInt8](repeating: 7, count: 12_000_000))
  }

  @Test("the exit status says what went wrong")
  func statuses() async throws {
    let scratch = try Scratch()
    let (server, url) = try serve(scratch)
    let missing = try await Tool.run("nfs-client", "cat", url("/no"))
    #expect(missing.status == 1)
    #expect(missing.errors == "nfs-client: no: no such file or directory (LOOKUP)\n")
    #expect(try await Tool.run("nfs-client", "cat", "http://x").status == 64)
    #expect(try await Tool.run("nfs-client", "--help").status == 0)
    server.stop()
    let gone = try await Tool.run("nfs-client", "ls", "--timeout", "1", url(""))
    #expect(gone.status == 69)
    #expect(gone.errors.lowercased().contains("refused"))
  }

  @Test("Ctrl-C ends a client that waits for its server, and it has said what it waits for")
  func waiting() async throws {
    let scratch = try Scratch()
    let (server, url) = try serve(scratch)
    server.stop()
    let client = try Tool("nfs-client", ["ls", url("")])
    try await waitUntil { client.errors.contains("waiting for server 127.0.0.1:") }
    client.interrupt()
    let start = ContinuousClock.now
    #expect(try await client.finish().status == 130)
    #expect(ContinuousClock.now - start < .seconds(3))
  }

  @Test("watch prints a JSON object for each answer, and one at its end: no mbuf is left")
  func watching() async throws {
    let scratch = try Scratch()
    let (server, url) = try serve(scratch)
    defer { server.stop() }
    let watch = try await Tool.run(
      "nfs-client", "watch", "--json", "--interval", "20ms", "--duration", "400ms", url(""))
    #expect(watch.status == 0, "\(watch.errors)")
    var samples = try watch.lines.map {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Double]
    }
    let summary = samples.removeLast()
    #expect(samples.count >= 5 && samples.count <= 21)
    #expect(summary == ["answers": Double(samples.count), "failures": 0, "mbufs": 0])
    #expect(samples.allSatisfy { ($0?["ms"] ?? -1) > 0 && ($0?["at"] ?? 0) > 1e9 })
  }

  @Test("ping names each step, and bench each row")
  func measuring() async throws {
    let scratch = try Scratch()
    let (server, url) = try serve(scratch)
    defer { server.stop() }
    let ping = try await Tool.run("nfs-client", "ping", url(""))
    #expect(ping.status == 0, "\(ping.errors)")
    for step in ["resolve", "connect", "NULL", "mount", "FSINFO", "stat", "latency"] {
      #expect(ping.text.contains(step + " "), "\(step)")
    }
    let bench = try await Tool.run(
      "nfs-client", "bench", "--seconds", "100ms", "--size", "4M", "--files", "20", url(""))
    #expect(bench.status == 0, "\(bench.errors)")
    #expect(bench.lines.count == 11)
    #expect(try scratch.tree("export") == [])
  }
}

/// Waits for a condition, 30 seconds at most.
func waitUntil(_ condition: () throws -> Bool) async throws {
  let deadline = ContinuousClock.now + .seconds(30)
  while try !condition() {
    try #require(ContinuousClock.now < deadline, "waited too long")
    try await Task.sleep(for: .milliseconds(5))
  }
}
