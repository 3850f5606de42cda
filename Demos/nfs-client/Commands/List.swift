// SPDX-License-Identifier: Apache-2.0
// nfs-client ls

import ArgumentParser
import DemoSupport
import NFSClient
import Wire

struct List: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "Lists a directory, or shows a file.")

  @OptionGroup var connection: ConnectionOptions

  @Flag(name: .customShort("l"), help: "One line each with mode, owner, size and time.")
  var isLong = false

  @Flag(name: .customShort("R"), help: "Directories below as well.")
  var isRecursive = false

  @Flag(name: .customShort("h"), help: "Sizes as 4.0K, 12M.")
  var hasShortSizes = false

  @Flag(name: .customShort("a"), help: "Names that begin with a dot, too.")
  var showsHidden = false

  @Flag(name: .customShort("U"), help: "Unsorted: as the server sends them, in constant memory.")
  var isUnsorted = false

  @Flag(help: "One JSON object a line.")
  var json = false

  @Argument(transform: URLArgument.parse) var url: URLArgument

  func run() async throws {
    try await Session.with(url.url, connection) { session in
      let item = try await session.mount.stat(session.path)
      guard item.attributes.type == .directory else {
        return try await show(
          Line(name: session.path.description, item: item), prefix: "", session.mount)
      }
      try await list(item.file, prefix: "", session.mount, isFirst: true)
    }
  }

  private struct Line {
    var name: String
    var item: NFSItem?
    var fileID: UInt64 = 0
  }

  private func list(
    _ directory: NFS3FileHandle, prefix: String, _ mount: NFSMount, isFirst: Bool
  ) async throws {
    if isRecursive, !json {
      try Console.shared.print((isFirst ? "" : "\n") + (prefix.isEmpty ? "." : prefix) + ":")
    }
    var below: [(name: String, file: NFS3FileHandle)] = []
    var lines: [Line] = []
    let listing = mount.list(
      directory, wantsAttributes: isLong || isRecursive || json)
    var pages = listing.makeAsyncIterator()
    while let page = try await pages.nextPage() {
      for entry in page {
        let name = entry.name.description
        if !showsHidden, name.hasPrefix(".") { continue }
        let line = Line(
          name: name, item: try await item(of: entry, in: directory, mount),
          fileID: entry.fileID)
        if let item = line.item, item.attributes.type == .directory, isRecursive {
          below.append((name, item.file))
        }
        if isUnsorted { try await show(line, prefix: prefix, mount) } else { lines.append(line) }
      }
    }
    for line in lines.sorted(by: { $0.name < $1.name }) {
      try await show(line, prefix: prefix, mount)
    }
    for (name, file) in below.sorted(by: { $0.name < $1.name }) {
      try await list(
        file, prefix: prefix.isEmpty ? name : prefix + "/" + name, mount, isFirst: false)
    }
  }

  /// Attributes, from the page where the server sent them.
  private func item(
    of entry: NFSDirectoryItem, in directory: NFS3FileHandle, _ mount: NFSMount
  ) async throws -> NFSItem? {
    guard isLong || isRecursive || json else { return nil }
    if let file = entry.file, let attributes = entry.attributes {
      return NFSItem(file: file, attributes: attributes)
    }
    return try? await mount.item(entry.name, in: directory)
  }

  private func show(_ line: Line, prefix: String, _ mount: NFSMount) async throws {
    let path = prefix.isEmpty ? line.name : prefix + "/" + line.name
    var link: String?
    if let item = line.item, item.attributes.type == .symbolicLink, isLong || json {
      link = try? await mount.readLink(of: item.file).description
    }
    if json {
      let value =
        line.item?.attributes.json(path: path, link: link) ?? ["path": .string(path)]
      return try Console.shared.print(value.text)
    }
    let name = StandardStream.output.isTerminal ? printable(line.name) : line.name
    guard isLong else { return try Console.shared.print(name) }
    guard let attributes = line.item?.attributes else {
      return try Console.shared.print("?????????? \(name)")
    }
    let size = hasShortSizes ? ByteCount(attributes.size).short : String(attributes.size)
    let columns = [
      attributes.modeText, String(attributes.linkCount).leftPadded(3),
      String(attributes.userID).leftPadded(5), String(attributes.groupID).leftPadded(5),
      size.leftPadded(hasShortSizes ? 5 : 12),
      localTimeText(Int64(attributes.modificationTime.seconds)),
      name + (link.map { " -> " + $0 } ?? ""),
    ]
    try Console.shared.print(columns.joined(separator: " "))
  }
}
