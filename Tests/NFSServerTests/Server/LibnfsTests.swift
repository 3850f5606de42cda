// SPDX-License-Identifier: Apache-2.0
// Debian's libnfs utilities against the server, bytes compared on its disk.

import Foundation
import HostFS
import Testing

@testable import NFSServer

/// libnfs' command-line tools, if they are installed.
enum Libnfs {
  static let directory = "/usr/bin/"

  static let isInstalled: Bool = {
    let missing = ["nfs-ls", "nfs-cp", "nfs-cat"].filter {
      !FileManager.default.isExecutableFile(atPath: directory + $0)
    }
    if !missing.isEmpty { print("skipped: \(missing) missing (package libnfs-utils)") }
    return missing.isEmpty
  }()

  /// Runs a tool to its end.
  static func run(_ tool: String, _ arguments: String...) throws -> (output: Data, status: Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: directory + tool)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.standardError
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (output, process.terminationStatus)
  }
}

@Suite("libnfs against the server", .enabled(if: Libnfs.isInstalled))
struct LibnfsTests {
  private func url(_ server: NFSServer, _ path: String) -> String {
    "nfs://127.0.0.1\(path)?version=3&nfsport=\(server.port)&mountport=\(server.port)"
  }

  private static let bytes = (0..<3_000_001).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 5) }

  @Test(
    "nfs-ls lists what is there, thousands of names too",
    arguments: [StoreKind.memory, .kernelHandles, .inodeNumbers])
  func list(_ kind: StoreKind) throws {
    let scratch = try Scratch()
    let server = try Self.server(kind, scratch)
    defer { server.stop() }
    let names = (0..<2000).map { "file-\($0)" }
    if kind == .memory {
      for name in names {
        _ = try server.core.service.exports.exports[0].store.root.make(
          NewObject(kind: .file, permissions: 0o644), named: #require(FileName(name)))
      }
    } else {
      for name in names {
        _ = try scratch.directory.open(#require(FileName(name)), .write, options: .create)
      }
    }
    let (output, status) = try Libnfs.run("nfs-ls", url(server, "/export"))
    #expect(status == 0)
    let listed = String(decoding: output, as: UTF8.self).split(separator: "\n").compactMap {
      $0.split(separator: " ").last.map(String.init)
    }
    #expect(Set(listed) == Set(names))
    #expect(listed.count == names.count)
  }

  @Test(
    "nfs-cat reads the very bytes of the disk", arguments: [StoreKind.kernelHandles, .inodeNumbers])
  func read(_ kind: StoreKind) throws {
    let scratch = try Scratch()
    let server = try Self.server(kind, scratch)
    defer { server.stop() }
    let file = try scratch.directory.open(
      #require(FileName("big")), .readWrite, options: .create)
    try file.writeAll(Self.bytes, at: 0)
    let (output, status) = try Libnfs.run("nfs-cat", url(server, "/export/big"))
    #expect(status == 0)
    #expect(Array(output) == Self.bytes)
  }

  @Test(
    "nfs-cp writes the very bytes to the disk, and copies inside the server",
    arguments: [StoreKind.kernelHandles, .inodeNumbers])
  func write(_ kind: StoreKind) throws {
    let scratch = try Scratch()
    let server = try Self.server(kind, scratch)
    defer { server.stop() }
    let outside = try Scratch()
    let source = try outside.directory.open(
      #require(FileName("source")), .readWrite, options: .create)
    try source.writeAll(Self.bytes, at: 0)
    let copied = try Libnfs.run("nfs-cp", outside.path + "/source", url(server, "/export/one"))
    #expect(copied.status == 0)
    let again = try Libnfs.run("nfs-cp", url(server, "/export/one"), url(server, "/export/two"))
    #expect(again.status == 0)
    for name in ["one", "two"] {
      let file = try scratch.directory.open(#require(FileName(name)))
      #expect(try file.read(count: Self.bytes.count + 1, at: 0) == Self.bytes)
    }
  }

  @Test("a path outside the export cannot be mounted")
  func outside() throws {
    let scratch = try Scratch()
    let server = try Self.server(.kernelHandles, scratch)
    defer { server.stop() }
    #expect(try Libnfs.run("nfs-ls", url(server, "/export/../etc")).status != 0)
    #expect(try Libnfs.run("nfs-ls", url(server, "/etc")).status != 0)
  }

  private static func server(_ kind: StoreKind, _ scratch: Scratch) throws -> NFSServer {
    var export: NFSExport =
      kind == .memory ? .memory(as: "/export") : .directory(scratch.path, as: "/export")
    export.usesKernelHandles = kind == .kernelHandles
    let server = try NFSServer(export: export)
    try server.start()
    return server
  }
}
