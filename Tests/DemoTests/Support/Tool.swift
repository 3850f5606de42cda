// SPDX-License-Identifier: Apache-2.0
// Running the demos as a person does, and looking at what they print.

import Foundation

/// A program of this package, under way or ended.
final class Tool {
  /// What a program said and how it ended.
  struct Outcome {
    var output: [UInt8]
    var errors: String
    var status: Int32

    var text: String { String(decoding: output, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n").map(String.init) }
  }

  private let process = Process()
  private let folder: URL

  /// The folder with this build's programs.
  static let programs = Bundle.main.executableURL!.deletingLastPathComponent()

  /// Starts a program.
  init(_ name: String, _ arguments: [String], environment: [String: String] = [:]) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "tool-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    process.executableURL = Tool.programs.appendingPathComponent(name)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try Tool.file(folder, "out")
    process.standardError = try Tool.file(folder, "err")
    try process.run()
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private static func file(_ folder: URL, _ name: String) throws -> FileHandle {
    let url = folder.appendingPathComponent(name)
    try Data().write(to: url)
    return try FileHandle(forWritingTo: url)
  }

  /// What it has said on standard error so far.
  var errors: String {
    let data = (try? Data(contentsOf: folder.appendingPathComponent("err"))) ?? Data()
    return String(decoding: data, as: UTF8.self)
  }

  func interrupt() { process.interrupt() }

  /// Waits for its end; after `seconds` it is killed, and the status shows the signal.
  func finish(seconds: Double = 60) async throws -> Outcome {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while process.isRunning {
      if ContinuousClock.now > deadline { kill(process.processIdentifier, SIGKILL) }
      try await Task.sleep(for: .milliseconds(5))
    }
    let output = try Data(contentsOf: folder.appendingPathComponent("out"))
    return Outcome(output: Array(output), errors: errors, status: process.terminationStatus)
  }

  /// Runs a program to its end.
  static func run(_ name: String, _ arguments: String...) async throws -> Outcome {
    try await Tool(name, arguments).finish()
  }
}

/// A directory of a test's own, gone with it.
final class Scratch {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "demo-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    let file = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: url.appendingPathComponent(name)))
  }

  /// Every path below a directory, with "@" behind links.
  func tree(_ name: String = "") throws -> [String] {
    let root = url.appendingPathComponent(name)
    return try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted()
  }
}
