// SPDX-License-Identifier: Apache-2.0
// Our traffic as Wireshark sees it: every call and reply dissects, none is malformed.

import Foundation
import NFSServer
import Testing
import Wire

@testable import NFSClient

/// The command-line dissector, if it is there and may capture.
enum Tshark {
  static let path = ["/usr/bin/tshark", "/usr/local/bin/tshark"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  static let isUsable: Bool = {
    guard path != nil else {
      print("skipped: no dissection, tshark is not installed")
      return false
    }
    guard geteuid() == 0 else {
      print("skipped: no dissection, capturing needs root")
      return false
    }
    return true
  }()

  static func start(_ arguments: [String], output: FileHandle) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path ?? "")
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  static func run(_ arguments: [String]) throws -> [String] {
    let pipe = Pipe()
    let process = try start(arguments, output: pipe.fileHandleForWriting)
    try pipe.fileHandleForWriting.close()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}

@Suite("Wireshark", .enabled(if: Tshark.isUsable), .timeLimit(.minutes(2)))
struct DissectorTests {
  @Test("all procedures dissect without a malformed packet")
  func dissect() async throws {
    let scratch = try ScratchDirectory()
    let server = try TestMount.startServer(nil)
    defer { server.stop() }
    let file = scratch.path + "/capture.pcap"
    let capture = try Tshark.start(
      // It ends by itself: a child of a worker thread has signals blocked.
      ["-q", "-i", "lo", "-f", "tcp port \(server.port)", "-w", file, "-a", "duration:20"],
      output: FileHandle.nullDevice)
    defer { if capture.isRunning { kill(capture.processIdentifier, SIGKILL) } }
    let mount = try await NFSMount(NFSURL(server.url()), configuration: .test)
    // Until the capture is under way, and then once everything.
    try await eventually {
      _ = try await mount.client.null()
      let size = try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
      return (size ?? 0) > 500
    }
    try await everything(mount)
    try await mount.close()
    // As long as the capture lasts, and as long again.
    for _ in 0..<2 where capture.isRunning { try? await eventually { !capture.isRunning } }
    #expect(!capture.isRunning)
    let malformed = try Tshark.run(["-r", file, "-Y", "_ws.malformed", "-d", decode(server)])
    #expect(malformed == [])
    let procedures = try Tshark.run([
      "-r", file, "-d", decode(server), "-Y", "nfs.procedure_v3 && rpc.msgtyp == 1", "-T", "fields",
      "-e", "nfs.procedure_v3",
    ])
    let seen = Set(procedures.flatMap { $0.split(separator: ",").compactMap { UInt32($0) } })
    #expect(seen.isSuperset(of: Set(NFS3Procedure.allCases.map(\.rawValue)).subtracting([0, 16])))
  }

  private func decode(_ server: NFSServer) -> String { "tcp.port==\(server.port),rpc" }

  private func everything(_ mount: NFSMount) async throws {
    try await mount.createDirectory("d")
    try await mount.writeFile("d/f", pattern(20_000))
    _ = try await mount.readFile("d/f")
    try await mount.open("d/x", [.write, .create, .exclusive]).close()
    try await mount.createSymbolicLink("l", to: "d/f")
    _ = try await mount.readLink("l")
    try await mount.createNode("fifo", .fifo(NFS3SetAttributes(mode: 0o600)))
    try await mount.link("d/f", as: "g")
    try await mount.rename("g", to: "h")
    for try await _ in try await mount.list("/") {}
    _ = try await mount.access("h")
    _ = try await mount.fileSystemStatus()
    _ = try await mount.fileSystemInfo()
    _ = try await mount.pathConfiguration()
    _ = await refusal { _ = try await mount.stat("missing") }
    _ = try await mount.freshAttributes(of: mount.root)
    try await mount.remove("h")
    try await mount.removeTree("d")
  }
}
