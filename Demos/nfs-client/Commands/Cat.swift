// SPDX-License-Identifier: Apache-2.0
// nfs-client cat and nfs-client head

import ArgumentParser
import DemoSupport
import NFSClient
import ONCRPC
import Wire

struct Cat: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes files to standard output.")

  @OptionGroup var connection: ConnectionOptions

  @Option(help: "Begin at this offset in bytes.")
  var offset: ByteCount = ByteCount(0)

  @Option(help: "Bytes to write at most.")
  var length: ByteCount?

  @Argument(transform: URLArgument.parse) var urls: [URLArgument]

  func run() async throws {
    for url in urls {
      try await Session.with(url.url, connection) { session in
        let file = try await session.mount.open(session.path)
        var chunks = file.chunks(from: offset.bytes, count: length?.bytes)
        do {
          while let chunk = try await chunks.next() {
            try chunk.buffer.withBytes(0..<chunk.count) { try Console.shared.write($0) }
          }
        } catch {
          try? await file.close()
          throw error
        }
        try await file.close()
      }
    }
  }
}

struct Head: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes the first lines, or bytes, of a file.")

  @OptionGroup var connection: ConnectionOptions

  @Option(name: [.customShort("n"), .customLong("lines")], help: "Lines.")
  var lines = 10

  @Option(name: [.customShort("c"), .customLong("bytes")], help: "Bytes instead of lines.")
  var bytes: ByteCount?

  @Argument(transform: URLArgument.parse) var url: URLArgument

  /// Bytes of one step of the search for line ends.
  static let stepBytes = 64 << 10

  func run() async throws {
    try await Session.with(url.url, connection) { session in
      let file = try await session.mount.open(session.path)
      var linesLeft = lines
      var bytesLeft = bytes?.bytes
      var offset: UInt64 = 0
      while bytesLeft ?? 1 > 0, bytes != nil || linesLeft > 0 {
        let want = Int(min(bytesLeft ?? UInt64(Head.stepBytes), UInt64(Head.stepBytes)))
        var chunk = try await file.read(at: offset, count: want)
        let isLast = chunk.count < want
        offset += UInt64(chunk.count)
        if let left = bytesLeft {
          bytesLeft = left - UInt64(chunk.count)
        } else {
          chunk = Array(firstLines(of: chunk, &linesLeft))
        }
        try Console.shared.write(chunk)
        if isLast { break }
      }
      try await file.close()
    }
  }

  private func firstLines(of chunk: [UInt8], _ linesLeft: inout Int) -> ArraySlice<UInt8> {
    for index in chunk.indices where chunk[index] == 0x0A {
      linesLeft -= 1
      if linesLeft == 0 { return chunk[...index] }
    }
    return chunk[...]
  }
}
