// SPDX-License-Identifier: Apache-2.0
// Stubs that rpcgen writes, compiled as they are, called over a kernel socket.

import CTirpc
import Foundation
import ONCRPC
import SocketKPI
import Testing

/// rpcgen and a C compiler, and the stubs they make.
private enum Rpcgen {
  static let program = """
    program ECHO_PROGRAM {
      version ECHO_VERSION {
        opaque_bytes ECHO(opaque_bytes) = 1;
        unsigned int COUNT(void) = 5;
      } = 1;
    } = 0x20000001;
    """
  static let types = "typedef opaque opaque_bytes<>;\n"

  static let isAvailable: Bool = {
    let missing = ["/usr/bin/rpcgen", "/usr/bin/cc"].filter {
      !FileManager.default.isExecutableFile(atPath: $0)
    }
    if !missing.isEmpty { print("skipped: no \(missing.joined(separator: ", "))") }
    return missing.isEmpty
  }()

  @discardableResult
  static func run(_ arguments: [String], in folder: URL) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: arguments[0])
    process.arguments = Array(arguments.dropFirst())
    process.currentDirectoryURL = folder
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// A library with the stubs.
  static func build(in folder: URL) throws -> String {
    try (types + program).write(
      to: folder.appending(path: "echo.x"), atomically: true, encoding: .utf8)
    for (option, output) in [("-h", "echo.h"), ("-l", "echo_clnt.c"), ("-c", "echo_xdr.c")] {
      try #require(
        try run(["/usr/bin/rpcgen", option, "-o", output, "echo.x"], in: folder) == 0)
    }
    try #require(
      try run(
        [
          "/usr/bin/cc", "-shared", "-fPIC", "-w", "-I/usr/include/tirpc", "-I.", "-o", "echo.so",
          "echo_clnt.c", "echo_xdr.c", "-ltirpc",
        ], in: folder) == 0)
    return folder.appending(path: "echo.so").path
  }
}

@Suite("rpcgen stubs over a kernel socket", .timeLimit(.minutes(2)))
struct RpcgenStubTests {
  @unsafe private struct Bytes {
    var count: UInt32
    var base: UnsafeMutablePointer<CChar>?
  }
  private typealias CountStub =
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafeMutablePointer<CLIENT>?
    ) -> UnsafeMutablePointer<UInt32>?
  private typealias EchoStub =
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafeMutablePointer<CLIENT>?
    ) -> UnsafeMutableRawPointer?

  @Test("unchanged stubs make calls", .enabled(if: Rpcgen.isAvailable))
  func stubs() async throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "rpcgen-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = try Rpcgen.build(in: folder)
    let server = try EchoServer()
    let socket = try KernelSocket(domain: .inet, type: .stream)
    try socket.connect(to: server.address)
    let (counts, echoed) = try await onThread { () -> ([UInt32], [UInt8]) in
      let library = try unsafe #require(dlopen(path, RTLD_NOW | RTLD_GLOBAL))
      let countStub = unsafe unsafeBitCast(
        try #require(dlsym(library, "count_1")), to: CountStub.self)
      let echoStub = unsafe unsafeBitCast(
        try #require(dlsym(library, "echo_1")), to: EchoStub.self)
      let client = try unsafe #require(
        clnt_sock_create(socket.cHandle, rpcprog_t(EchoProgram.number), 1))
      defer { unsafe client.pointee.cl_ops.pointee.cl_destroy(client) }
      let counts = (0..<2).map { _ in unsafe countStub(nil, client)?.pointee ?? 0 }
      var bytes = pattern(3000).map { CChar(bitPattern: $0) }
      let echoed = unsafe bytes.withUnsafeMutableBufferPointer { buffer -> [UInt8] in
        var argument = unsafe Bytes(count: 3000, base: buffer.baseAddress)
        guard
          let result = unsafe echoStub(&argument, client)?.assumingMemoryBound(to: Bytes.self)
        else { return [] }
        return unsafe Array(
          UnsafeRawBufferPointer(start: result.pointee.base, count: Int(result.pointee.count)))
      }
      return (counts, echoed)
    }
    #expect(counts == [1, 2])
    #expect(echoed == pattern(3000))
    socket.close()
    server.server.stop()
  }
}
