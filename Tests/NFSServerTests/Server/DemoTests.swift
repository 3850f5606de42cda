// SPDX-License-Identifier: Apache-2.0
// The nfs-server program: what it prints, and how it ends.

import Foundation
import HostFS
import Testing

@testable import NFSServer

/// The built program, beside the test bundle.
enum NFSServerProgram {
  static let url: URL? = {
    let arguments = CommandLine.arguments
    let places = arguments.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
    let found = places.map { $0.appendingPathComponent("nfs-server") }.first {
      FileManager.default.isExecutableFile(atPath: $0.path)
    }
    if found == nil { print("skipped: the nfs-server program is not beside the tests") }
    return found
  }()
}

@Suite("nfs-server program", .enabled(if: NFSServerProgram.url != nil))
struct DemoTests {
  private func start(_ arguments: String...) throws -> (process: Process, output: Pipe) {
    let process = Process()
    process.executableURL = NFSServerProgram.url
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    return (process, output)
  }

  @Test("prints one JSON line when ready, serves, and ends with status 0 on SIGTERM")
  func life() throws {
    let scratch = try Scratch()
    let (process, output) = try start(
      "--export", scratch.path + ":/export", "--port", "0", "--json", "--state", scratch.path)
    let first = output.fileHandleForReading.availableData
    let ready = try #require(
      try JSONSerialization.jsonObject(with: first) as? [String: Any])
    #expect(ready["event"] as? String == "ready")
    let port = try #require(ready["port"] as? Int)
    if Libnfs.isInstalled {
      let url = "nfs://127.0.0.1/export?version=3&nfsport=\(port)&mountport=\(port)"
      let (listing, status) = try Libnfs.run("nfs-ls", url)
      #expect(status == 0)
      #expect(String(decoding: listing, as: UTF8.self).contains("nfs-server.key"))
    }
    process.terminate()
    let rest = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(rest.contains(#"{"event": "stopped"}"#))
    #expect(rest.contains(#""event": "summary""#))
  }

  @Test(
    "wrong usage ends with status 64 and says what is wrong",
    arguments: [
      (["--port", "0"], "Nothing to serve"),
      (["--memory", "--fault", "explode"], "no action is called"),
      (["--memory", "--listen", "nowhere"], "is not an address"),
    ])
  func usage(_ arguments: [String], _ message: String) throws {
    let process = Process()
    process.executableURL = NFSServerProgram.url
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 64)
    #expect(text.contains(message), "\(text)")
  }
}
