// SPDX-License-Identifier: Apache-2.0
// nfs-client stat

import ArgumentParser
import DemoSupport
import NFSClient
import Wire

struct Stat: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows everything the server tells about a file.")

  @OptionGroup var connection: ConnectionOptions

  @Flag(name: .customShort("L"), help: "Follow a symbolic link.")
  var followsLinks = false

  @Flag(help: "A JSON object.")
  var json = false

  @Argument(transform: URLArgument.parse) var url: URLArgument

  func run() async throws {
    try await Session.with(url.url, connection) { session in
      let item = try await session.mount.stat(session.path, followingLinks: followsLinks)
      let attributes = item.attributes
      var link: String?
      if attributes.type == .symbolicLink {
        link = try await session.mount.readLink(of: item.file).description
      }
      let path = url.url.pathText
      if json {
        return try Console.shared.print(attributes.json(path: path, link: link).text)
      }
      let rights = try await session.mount.access(
        session.path, followingLinks: followsLinks)
      let rows: [(String, String)] = [
        ("path", path + (link.map { " -> " + $0 } ?? "")),
        ("type", attributes.type.name),
        ("size", "\(attributes.size) bytes, \(attributes.usedBytes) used"),
        ("mode", "\(attributes.octalMode) \(attributes.modeText)"),
        ("owner", "uid \(attributes.userID), gid \(attributes.groupID)"),
        ("links", "\(attributes.linkCount)"),
        ("file id", "\(attributes.fileID), file system \(attributes.fileSystemID)"),
        ("device", "\(attributes.device.major), \(attributes.device.minor)"),
        ("accessed", attributes.accessTime.fullText),
        ("modified", attributes.modificationTime.fullText),
        ("changed", attributes.changeTime.fullText),
        ("you may", rights.text),
        ("handle", "\(item.file)"),
      ]
      for (name, value) in rows
      where name != "device" || [.blockDevice, .characterDevice].contains(attributes.type) {
        try Console.shared.print(name.leftPadded(9) + "  " + value)
      }
    }
  }
}

extension NFS3AccessRights {
  /// "read, modify, extend", or "nothing".
  var text: String {
    let names: [(NFS3AccessRights, String)] = [
      (.read, "read"), (.lookup, "lookup"), (.modify, "modify"), (.extend, "extend"),
      (.delete, "delete"), (.execute, "execute"),
    ]
    let granted = names.filter { contains($0.0) }.map(\.1)
    return granted.isEmpty ? "nothing" : granted.joined(separator: ", ")
  }
}
