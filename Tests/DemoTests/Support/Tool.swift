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
  private let keyboard: Pipe?

  /// The folder with this build's programs.
  static let programs = Bundle.main.executableURL!.deletingLastPathComponent()

  /// Starts a program of this build, or one of the system by its path.
  ///
  /// - Parameter types: it reads what `type` gives it; otherwise there is nothing to read.
  init(
    _ name: String, _ arguments: [String], environment: [String: String] = [:],
    types: Bool = false
  ) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "tool-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    process.executableURL =
      name.hasPrefix("/")
      ? URL(fileURLWithPath: name) : Tool.programs.appendingPathComponent(name)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    keyboard = types ? Pipe() : nil
    process.standardInput = keyboard ?? FileHandle.nullDevice
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

  var identifier: Int32 { process.processIdentifier }
  var isRunning: Bool { process.isRunning }

  /// What it has said so far, on standard error and on standard output.
  var errors: String { said("err") }
  var text: String { said("out") }

  private func said(_ name: String) -> String {
    let data = (try? Data(contentsOf: folder.appendingPathComponent(name))) ?? Data()
    return String(decoding: data, as: UTF8.self)
  }

  func interrupt() { process.interrupt() }
  func terminate() { process.terminate() }

  func type(_ text: String) { keyboard?.fileHandleForWriting.write(Data(text.utf8)) }

  /// Waits until something holds while it runs, at most half a minute; whether it came to hold.
  func wait(until condition: () throws -> Bool) async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(30)
    while process.isRunning, ContinuousClock.now < deadline {
      if try condition() { return true }
      try await Task.sleep(for: .milliseconds(5))
    }
    return try condition()
  }

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

  /// Bytes that do not compress, always the same.
  static func noise(_ count: Int) -> [UInt8] {
    var state: UInt64 = 88_172_645_463_325_252
    return (0..<count).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return UInt8(truncatingIfNeeded: state)
    }
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
