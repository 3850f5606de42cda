// SPDX-License-Identifier: Apache-2.0
// A catalogue on the local disk, to be read several times.

internal import HostFS
internal import SystemPackage

/// Catalogue entries in a nameless temporary file: memory is constant, and the target is asked once.
final class CatalogueSpool {
  private let file: HostFile
  private var text: [UInt8] = []
  private var size: UInt64 = 0
  private(set) var entryCount = 0

  private static let bufferBytes = 1 << 20

  init() throws {
    file = try TemporaryFile.make()
  }

  func append(_ entry: CatalogueEntry) throws {
    entry.append(to: &text)
    entryCount += 1
    if text.count >= Self.bufferBytes { try flush() }
  }

  private func flush() throws {
    try file.writeAll(text, at: size)
    size += UInt64(text.count)
    text.removeAll(keepingCapacity: true)
  }

  /// Everything appended so far, in that order.
  func cursor() throws -> Cursor {
    try flush()
    return Cursor(file: file, size: size)
  }

  struct Cursor: EntryCursor {
    private let file: HostFile
    private let size: UInt64
    private var offset: UInt64 = 0
    private var lines = EntryLines([])
    private var rest: [UInt8] = []

    init(file: HostFile, size: UInt64) {
      self.file = file
      self.size = size
    }

    mutating func next() async throws -> CatalogueEntry? {
      while true {
        if let entry = try lines.next() { return entry }
        guard offset < size else { return nil }
        let part = try file.read(count: bufferBytes, at: offset)
        guard !part.isEmpty else { throw FormatError("a temporary file was cut off") }
        offset += UInt64(part.count)
        rest += part
        let end = (rest.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
        lines = EntryLines(Array(rest[..<end]))
        rest.removeFirst(end)
      }
    }
  }
}

enum TemporaryFile {
  /// A file that has no name any more and goes with its last reference.
  static func make() throws -> HostFile {
    let directory = try HostDirectory(path: Environment.temporaryDirectory)
    let text = "backup-streamer-" + String(UInt64.random(in: 0...UInt64.max), radix: 16)
    guard let name = FileName(text) else { throw HostError(.open, text, .invalidArgument) }
    let file = try directory.open(
      name, .readWrite, options: [.create, .exclusive], permissions: 0o600)
    try directory.remove(name)
    return file
  }
}
