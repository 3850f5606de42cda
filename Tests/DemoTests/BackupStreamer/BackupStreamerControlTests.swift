// SPDX-License-Identifier: Apache-2.0
// backup-streamer while it runs: interrupted, locked out, switched, limited.

import Foundation
import NFSServer
import Testing

@Suite("backup-streamer, running", .timeLimit(.minutes(3)))
struct BackupStreamerControlTests {
  private static let megabyte = 1_000_000

  /// A push that takes some ten seconds, once its first bytes are there.
  private func slowPush(_ scratch: Scratch, _ more: String...) async throws -> Tool {
    try scratch.write("tree/file", Scratch.noise(3 * Self.megabyte))
    let push = try Tool(
      "backup-streamer",
      [
        "push", "--limit-rate", "300K", "--band-size", "64K", scratch.path("tree"),
        scratch.path("target"),
      ]
        + more, environment: ["XDG_RUNTIME_DIR": scratch.path("")])
    let started = try await push.wait {
      ((try? scratch.tree("target")) ?? []).contains { $0.hasSuffix(".tar.zst") }
    }
    #expect(started, "\(push.errors)")
    return push
  }

  @Test("interrupted it ends with 130, and the same command goes on where it stopped")
  func interrupted() async throws {
    let scratch = try Scratch()
    let push = try await slowPush(scratch)
    push.interrupt()
    let outcome = try await push.finish()
    #expect(outcome.status == 130 && outcome.errors.contains("interrupted"), "\(outcome)")
    let again = try await Tool.run(
      "backup-streamer", "push", "--band-size", "64K", scratch.path("tree"), scratch.path("target"))
    #expect(again.status == 0 && again.text.contains("resumed"), "\(again)")
    #expect(again.text.contains("were there from an interrupted push"), "\(again)")
    #expect(try await Tool.run("backup-streamer", "verify", scratch.path("target")).status == 0)
  }

  @Test("a target in use ends with 75 and names the holder")
  func locked() async throws {
    let scratch = try Scratch()
    let push = try await slowPush(scratch)
    let second = try await Tool.run(
      "backup-streamer", "push", scratch.path("tree"), scratch.path("target"))
    #expect(second.status == 75 && second.errors.contains("\(push.identifier)"), "\(second)")
    push.interrupt()
    _ = try await push.finish()
  }

  @Test("status shows a running push and puts it into another class")
  func switched() async throws {
    let scratch = try Scratch()
    let push = try await slowPush(scratch)
    let environment = ["XDG_RUNTIME_DIR": scratch.path("")]
    func status(_ arguments: String...) async throws -> Tool.Outcome {
      try await Tool("backup-streamer", ["status"] + arguments, environment: environment).finish()
    }
    func trafficClass() async throws -> String? {
      let line = try await status("--json").lines.first ?? "{}"
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return object?["class"] as? String
    }
    func becomes(_ wanted: String) async throws -> Bool {
      while push.isRunning {
        if try await trafficClass() == wanted { return true }
        try await Task.sleep(for: .milliseconds(50))
      }
      return false
    }
    #expect(try await becomes("background"))
    let process = "\(push.identifier)"
    #expect(try await status("--process", process).text.contains("process \(process): background"))
    #expect(try await status("--set-class", "best-effort", "--process", process).status == 0)
    #expect(try await becomes("best-effort"))
    push.interrupt()
    #expect(try await push.finish().errors.contains("class best-effort from now on"))
    #expect(try await status("--process", process).status == 1)
  }

  /// An NFS server of `export`, and a meter on the way to it.
  private func meteredServer(_ scratch: Scratch) throws -> (NFSServer, Meter) {
    try FileManager.default.createDirectory(
      atPath: scratch.path("export"), withIntermediateDirectories: true)
    let server = try NFSServer(export: .directory(scratch.path("export"), as: "/export"))
    try server.start()
    return (server, try Meter(to: server.port))
  }

  @Test("a push ends with 130 also at a server that has fallen silent, and the next one takes over")
  func silentServer() async throws {
    let scratch = try Scratch()
    try scratch.write("tree/file", Scratch.noise(3 * Self.megabyte))
    let (server, meter) = try meteredServer(scratch)
    defer {
      meter.stop()
      server.stop()
    }
    func arguments(_ port: UInt16) -> [String] {
      let target = "nfs://127.0.0.1/export/backup?nfsport=\(port)&mountport=\(port)"
      return ["push", "--band-size", "64K", scratch.path("tree"), target]
    }
    let push = try Tool("backup-streamer", arguments(meter.port) + ["--limit-rate", "300K"])
    #expect(
      try await push.wait {
        ((try? scratch.tree("export")) ?? []).contains { $0.hasSuffix(".tar.zst") }
      })
    meter.freeze()
    push.terminate()
    let outcome = try await push.finish()
    #expect(outcome.status == 130 && outcome.errors.contains("interrupted;"), "\(outcome)")
    let again = try await Tool("backup-streamer", arguments(server.port)).finish()
    #expect(again.status == 0 && again.text.contains("resumed"), "\(again)")
  }

  @Test("no window of 100 ms at the receiver has more than --limit-rate allows")
  func limited() async throws {
    let scratch = try Scratch()
    try scratch.write("tree/file", Scratch.noise(Self.megabyte))
    let (server, meter) = try meteredServer(scratch)
    defer {
      meter.stop()
      server.stop()
    }
    let rate = 400 * 1024
    let outcome = try await Tool.run(
      "backup-streamer", "push", "--limit-rate", "400K", scratch.path("tree"),
      "nfs://127.0.0.1/export/backup?nfsport=\(meter.port)&mountport=\(meter.port)")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(meter.total > Self.megabyte)
    // However late the meter is: it counts before the server can answer.
    let most = meter.mostInWindow(of: 0.1)
    #expect(most <= rate / 10, "\(most) bytes in 100 ms")
    #expect(meter.duration > Double(Self.megabyte) / Double(rate) * 0.9)
  }
}
