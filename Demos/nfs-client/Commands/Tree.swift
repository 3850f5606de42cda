// SPDX-License-Identifier: Apache-2.0
// nfs-client tree

import ArgumentParser
import DemoSupport
import NFSClient
import Wire

struct Tree: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draws a directory and what is below it.")

  @OptionGroup var connection: ConnectionOptions

  @Option(name: .customShort("L"), help: "Levels to show at most.")
  var levels = Int.max

  @Flag(name: .customShort("d"), help: "Directories only.")
  var directoriesOnly = false

  @Flag(name: .customShort("s"), help: "With sizes.")
  var showsSizes = false

  @Argument(transform: URLArgument.parse) var url: URLArgument

  func run() async throws {
    try await Session.with(url.url, connection) { session in
      let root = try await session.mount.stat(session.path)
      try Console.shared.print(url.url.pathText)
      var counts = (directories: 0, files: 0, bytes: UInt64(0))
      if root.attributes.type == .directory {
        try await draw(root.file, indent: "", level: 1, session.mount, &counts)
      }
      try Console.shared.print(
        "\n" + counted(counts.directories, "directory", "directories") + ", "
          + counted(counts.files, "file", "files") + ", " + ByteCount(counts.bytes).long)
    }
  }

  private func draw(
    _ directory: NFS3FileHandle, indent: String, level: Int, _ mount: NFSMount,
    _ counts: inout (directories: Int, files: Int, bytes: UInt64)
  ) async throws {
    guard level <= levels else { return }
    var entries: [(name: NFS3Name, item: NFSItem?)] = []
    for try await entry in mount.list(directory) {
      let item: NFSItem?
      if let file = entry.file, let attributes = entry.attributes {
        item = NFSItem(file: file, attributes: attributes)
      } else {
        item = try? await mount.item(entry.name, in: directory)
      }
      if directoriesOnly, item?.attributes.type != .directory { continue }
      entries.append((entry.name, item))
    }
    entries.sort { $0.name < $1.name }
    for (index, entry) in entries.enumerated() {
      let isLast = index == entries.count - 1
      var line = indent + (isLast ? "└── " : "├── ") + printable(entry.name.description)
      guard let item = entry.item else {
        try Console.shared.print(line + "  [not readable]")
        continue
      }
      if item.attributes.type == .symbolicLink {
        line += " -> " + ((try? await mount.readLink(of: item.file).description) ?? "?")
      }
      if showsSizes, item.attributes.type == .regular {
        line += "  (" + ByteCount(item.attributes.size).long + ")"
      }
      try Console.shared.print(line)
      if item.attributes.type == .directory {
        counts.directories += 1
        let deeper = indent + (isLast ? "    " : "│   ")
        do {
          try await draw(item.file, indent: deeper, level: level + 1, mount, &counts)
        } catch let error as NFSError {
          if case .cancelled = error.reason { throw error }
          try Console.shared.print(deeper + "[\(error.reason.text)]")
        }
      } else {
        counts.files += 1
        counts.bytes += item.attributes.size
      }
    }
  }
}
