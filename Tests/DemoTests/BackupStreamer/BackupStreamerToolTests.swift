// SPDX-License-Identifier: Apache-2.0
// backup-streamer as a person runs it: the verbs, what they print, and how they end.

import Foundation
import Testing

@Suite("backup-streamer", .timeLimit(.minutes(3)))
struct BackupStreamerToolTests {
  /// A directory with a tree, and room for a target.
  private func prepared() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("tree/docs/one", Array("first\n".utf8))
    try scratch.write("tree/docs/two", Array("second\n".utf8))
    try scratch.write("tree/big", Scratch.noise(300_000))
    return scratch
  }

  private func run(_ arguments: String...) async throws -> Tool.Outcome {
    try await Tool("backup-streamer", arguments).finish()
  }

  private func json(_ outcome: Tool.Outcome) throws -> [[String: Any]] {
    try outcome.lines.map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test("push, list and restore: what comes back is what was there, at every point")
  func roundTrip() async throws {
    let scratch = try prepared()
    let (tree, target) = (scratch.path("tree"), scratch.path("target"))
    let first = try await run("push", tree, target)
    #expect(first.status == 0 && first.text.hasPrefix("point 1 in "), "\(first)")
    #expect(first.errors == "", "no terminal, no progress")
    try scratch.write("tree/docs/one", Array("changed\n".utf8))
    try FileManager.default.removeItem(atPath: scratch.path("tree/docs/two"))
    let second = try json(try await run("push", "--json", tree, target))
    #expect(second.first?["point"] as? Int == 2 && second.first?["deleted"] as? Int == 1)
    let points = try json(try await run("list", "--json", target))
    #expect(points.map { $0["point"] as? Int } == [1, 2])
    let names = try await run("list", "--point", "1", target, "docs").lines
    #expect(names.count == 3 && names.contains { $0.hasSuffix(" docs/two") }, "\(names)")
    #expect(try await run("restore", target, scratch.path("back")).status == 0)
    #expect(try scratch.tree("back") == scratch.tree("tree"))
    #expect(try scratch.bytes("back/docs/one") == Array("changed\n".utf8))
    let earlier = scratch.path("earlier")
    #expect(try await run("restore", "--point", "1", target, earlier, "docs/two").status == 0)
    #expect(try scratch.bytes("earlier/docs/two") == Array("second\n".utf8))
  }

  @Test("verify names the file whose band has a flipped bit, and ends with 2")
  func damage() async throws {
    let scratch = try prepared()
    let target = scratch.path("target")
    #expect(try await run("push", scratch.path("tree"), target).status == 0)
    #expect(try await run("verify", target).status == 0)
    let bands = try scratch.tree("target").filter { $0.hasSuffix(".tar.zst") }
    let band = "target/" + (try #require(bands.first))
    var bytes = try scratch.bytes(band)
    bytes[bytes.count / 2] ^= 1
    try scratch.write(band, bytes)
    let outcome = try await run("verify", target)
    #expect(outcome.status == 2 && outcome.errors.contains("damaged: big: "), "\(outcome)")
    let summary = try json(try await run("verify", "--json", target))
    #expect(summary.first?["sound"] as? Bool == false)
  }

  @Test("prune tells what it would do, does it, and keeps what later points need")
  func prune() async throws {
    let scratch = try prepared()
    let (tree, target) = (scratch.path("tree"), scratch.path("target"))
    for number in 1...3 {
      try scratch.write("tree/new-\(number)", [UInt8(number)])
      #expect(try await run("push", tree, target).status == 0)
    }
    let plan = try json(try await run("prune", "--keep-last", "1", "--dry-run", "--json", target))
    #expect(plan.first?["removed"] as? [Int] == [1, 2])
    #expect(try await run("list", target).lines.count == 4)
    #expect(try await run("prune", "--keep-last", "1", target).status == 0)
    #expect(try await run("list", target).lines.count == 2)
    #expect(try await run("restore", target, scratch.path("back")).status == 0)
    #expect(try scratch.tree("back") == scratch.tree("tree"))
  }

  @Test("a target in the source is left out, and the source is remembered with its whole path")
  func targetInSource() async throws {
    let scratch = try prepared()
    let (tree, target) = (scratch.path("tree"), scratch.path("tree/back*up"))
    let first = try await run("push", "--json", tree + "/.", target)
    #expect(first.errors.contains("leaving out \(target)"), "\(first)")
    let second = try await run("push", "--json", tree, target)
    let (before, after) = (try json(first).first, try json(second).first)
    #expect(before?["objects"] as? Int == after?["objects"] as? Int)
    #expect(after?["base"] as? Int == 1 && after?["stored_bytes"] as? Int ?? .max < 4096)
    let points = try json(try await run("list", "--json", target))
    #expect(points.map { $0["source"] as? String } == [tree, tree])
  }

  @Test("what cannot be done ends with 1 and a sentence, wrong usage with 64")
  func refusals() async throws {
    let scratch = try prepared()
    let (tree, target) = (scratch.path("tree"), scratch.path("target"))
    let empty = try await run("list", scratch.path("tree"))
    #expect(empty.status == 1 && empty.errors.contains("holds no backup"), "\(empty)")
    #expect(try await run("push", tree, target).status == 0)
    let point = try await run("restore", "--point", "9", target, scratch.path("back"))
    #expect(point.status == 1 && point.errors.contains("no point 9; there are 1"), "\(point)")
    let source = try await run("push", scratch.path("absent"), target)
    #expect(source.status == 1 && source.errors.contains("absent"), "\(source)")
    let path = try await run("restore", target, scratch.path("back"), "no/such")
    #expect(path.status == 2 && path.errors.contains("no/such: the point does not"), "\(path)")
    let scheme = try await run("push", tree, "ftp://nas/backup")
    #expect(scheme.status == 64 && scheme.errors.contains("nfs://"), "\(scheme)")
    let password = try await run("push", tree, "afp://anna:secret@nas/Volume")
    #expect(password.status == 64 && !password.errors.contains("secret"), "\(password)")
    #expect(try await run("push", "--limit-rate", "1K", tree, target).status == 64)
    #expect(try await run("push", "--level", "99", tree, target).status == 64)
    #expect(try await run("push", "--password", "secret", tree, target).status == 64)
    #expect(try await run("push", tree).status == 64)
  }

  @Test("a server that is not there ends with 69")
  func unreachable() async throws {
    let outcome = try await run("list", "afp://127.0.0.1:1/Volume")
    #expect(outcome.status == 69 && outcome.errors.contains("127.0.0.1"), "\(outcome)")
  }

  @Test(
    "a file that cannot be read makes the status 2",
    .enabled(if: getuid() != 0, "root reads everything"))
  func unreadable() async throws {
    let scratch = try prepared()
    try FileManager.default.setAttributes(
      [.posixPermissions: 0], ofItemAtPath: scratch.path("tree/docs/two"))
    let outcome = try await run("push", scratch.path("tree"), scratch.path("target"))
    #expect(outcome.status == 2 && outcome.errors.contains("docs/two"), "\(outcome)")
  }
}
