// SPDX-License-Identifier: Apache-2.0
// Building and running clients from tests, through the command that people use.

import Foundation

/// The kernel-client command of this build, and a directory of its own.
struct ClientTool {
  struct Outcome {
    var status: Int32
    var text: String
  }

  let directory: URL
  private static let products = URL(fileURLWithPath: "/proc/self/exe")
    .resolvingSymlinksInPath().deletingLastPathComponent()
  static let clients = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("KernelClients")
  static let library = products.appendingPathComponent("libKernelEnvironment.so").path
  /// The archive of libkern's classes, once a client that uses them was built with gcc.
  static let classes =
    products.appendingPathComponent("kernel-client-runtime/gcc/iokit.a").path
  static let table = clients.deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("docs/kernel-face-table.md").path
  static func source(_ name: String) -> String { clients.appendingPathComponent(name).path }
  static let headers = clients.deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources/KernelEnvironment/include")

  /// Whether the command and the library are built; says what is missing.
  static let isBuilt: Bool = {
    let needed = ["kernel-client", "libKernelEnvironment.so"]
    let missing = needed.filter {
      !FileManager.default.fileExists(atPath: products.appendingPathComponent($0).path)
    }
    if !missing.isEmpty { print("skipped: \(missing) not built; run `swift build` first") }
    return missing.isEmpty
  }()

  /// Compilers that are installed here.
  static let compilers: [String] = ["gcc", "clang"].filter { name in
    let found = run(["sh", "-c", "command -v \(name)"]).status == 0
    if !found { print("skipped: no \(name)") }
    return found
  }

  init() throws {
    directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("kernel-client-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(at: directory) }

  /// A copy of a client with one piece of text replaced: a seeded bug.
  func copy(_ name: String, replacing old: String = "", with new: String = "") throws -> String {
    let source = Self.clients.appendingPathComponent(name)
    var text = try String(contentsOf: source, encoding: .utf8)
    if !old.isEmpty {
      guard text.contains(old) else { throw CocoaError(.formatting) }
      text = text.replacingOccurrences(of: old, with: new)
    }
    let target = directory.appendingPathComponent(name)
    try text.write(to: target, atomically: true, encoding: .utf8)
    return target.path
  }

  func write(_ name: String, _ text: String) throws -> String {
    let target = directory.appendingPathComponent(name)
    try text.write(to: target, atomically: true, encoding: .utf8)
    return target.path
  }

  func build(_ sources: [String], _ flags: [String] = []) -> Outcome {
    Self.run(
      [Self.products.appendingPathComponent("kernel-client").path, "build"] + sources
        + ["-o", program] + flags)
  }

  /// A path for a local socket, which goes with the directory.
  var socketPath: String { directory.appendingPathComponent("socket").path }
  var program: String { directory.appendingPathComponent("program").path }

  /// Runs an entry function. With `rpcbind`, in a network of its own that has one.
  func run(_ entry: String, _ flags: [String] = [], rpcbind: Bool = false) -> Outcome {
    let command =
      [Self.products.appendingPathComponent("kernel-client").path, "run", program]
      + ["--entry", entry, "--time-limit", "40"] + flags
    guard rpcbind else { return Self.run(command) }
    let script = """
      mount -t tmpfs none /run; mkdir -p /run/rpcbind; ip link set lo up; rpcbind -f & server=$!
      for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        grep -q ':006F 00000000:0000 0A' /proc/net/tcp && break; sleep 0.1
      done
      "$@"; result=$?; kill $server; exit $result
      """
    return Self.run(["unshare", "-nm", "sh", "-c", script, "sh"] + command)
  }

  /// Whether rpcbind can be started in a network of its own.
  static let hasRpcbind: Bool = {
    let works =
      run(["sh", "-c", "command -v rpcbind && unshare -nm true && command -v ip"]).status == 0
    if !works { print("skipped: no rpcbind, no ip, or no right to make a network namespace") }
    return works
  }()

  static func run(_ command: [String]) -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    var environment = ProcessInfo.processInfo.environment
    environment["SWIFT_BACKTRACE"] = "enable=no"
    process.environment = environment
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    do { try process.run() } catch { return Outcome(status: 127, text: "\(error)") }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, text: String(decoding: data, as: UTF8.self))
  }
}
