// SPDX-License-Identifier: Apache-2.0
// Foreign programs as peers of kernel sockets.

import Foundation

/// A program that is not ours, or not over the KPI, under way.
final class Peer {
  private let process = Process()
  private let input = Pipe()
  private let output: FileHandle
  private let outputFile: URL

  /// Where Debian and this build put programs.
  static func path(of name: String) -> String? {
    let built = Bundle.main.executableURL?.deletingLastPathComponent().path
    return (["/usr/bin", "/bin", "/usr/sbin"] + (built.map { [$0] } ?? []))
      .map { $0 + "/" + name }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// True when every one of these programs is here; prints which is not.
  static func has(_ names: String...) -> Bool {
    for name in names where path(of: name) == nil {
      print("skipped: \(name) is not installed")
      return false
    }
    return true
  }

  convenience init(_ name: String, _ arguments: String...) throws {
    try self.init(name, arguments: arguments)
  }

  init(_ name: String, arguments: [String]) throws {
    outputFile = FileManager.default.temporaryDirectory.appendingPathComponent(
      "peer-\(UUID().uuidString)")
    try Data().write(to: outputFile)
    output = try FileHandle(forWritingTo: outputFile)
    process.executableURL = URL(fileURLWithPath: Peer.path(of: name) ?? name)
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    try? FileManager.default.removeItem(at: outputFile)
  }

  /// Gives it all its input, then the end.
  func feed(_ bytes: [UInt8]) {
    try? input.fileHandleForWriting.write(contentsOf: Data(bytes))
    endInput()
  }

  func endInput() { try? input.fileHandleForWriting.close() }

  /// What it has printed so far.
  var printed: [UInt8] { (try? Data(contentsOf: outputFile)).map(Array.init) ?? [] }

  /// Waits for its end, at most for a minute; then it is killed.
  ///
  /// - Returns: its exit status.
  func end() -> Int32 {
    if !eventually(within: .seconds(60), { !process.isRunning }) {
      kill(process.processIdentifier, SIGKILL)
    }
    process.waitUntilExit()
    return process.terminationStatus
  }
}
