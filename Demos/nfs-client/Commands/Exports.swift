// SPDX-License-Identifier: Apache-2.0
// nfs-client exports and nfs-client df

import ArgumentParser
import DemoSupport
import NFSClient
import Wire

struct Exports: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what a server gives out, and to whom.")

  @OptionGroup var connection: ConnectionOptions

  @Flag(help: "Also who mounted what, as far as the server remembers.")
  var clients = false

  @Flag(help: "One JSON object a line.")
  var json = false

  @Argument(transform: URLArgument.parse) var url: URLArgument

  func run() async throws {
    if connection.quiet { Console.shared.beQuiet() }
    let waiting = WaitingNotes(server: url.url.host)
    let session = try await NFSSession(
      url.url, configuration: connection.configuration, onEvent: { waiting.note($0) })
    do {
      for export in try await session.exports() {
        let path = export.path.description
        let groups = export.groups.map(\.description)
        if json {
          let value: JSON = [
            "path": .string(path), "groups": .array(groups.map { .string($0) }),
          ]
          try Console.shared.print(value.text)
        } else {
          let whom = groups.isEmpty ? "everybody" : groups.joined(separator: " ")
          try Console.shared.print(path.rightPadded(32) + " " + whom)
        }
      }
      if clients {
        for client in try await session.clients() {
          if json {
            let value: JSON = [
              "host": .string(client.host.description),
              "path": .string(client.path.description),
            ]
            try Console.shared.print(value.text)
          } else {
            try Console.shared.print("mounted by \(client.host): \(client.path)")
          }
        }
      }
    } catch {
      await session.close()
      throw error
    }
    await session.close()
  }
}

struct DiskFree: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "df", abstract: "Shows how full a file system is.")

  @OptionGroup var connection: ConnectionOptions

  @Flag(help: "A JSON object.")
  var json = false

  @Argument(transform: URLArgument.parse) var url: URLArgument

  func run() async throws {
    try await Session.with(url.url, connection) { session in
      let status = try await session.mount.fileSystemStatus(session.path)
      let used = status.totalBytes - min(status.freeBytes, status.totalBytes)
      let path = url.url.pathText
      if json {
        let value: JSON = [
          "path": .string(path), "bytes": .unsigned(status.totalBytes),
          "used": .unsigned(used), "free": .unsigned(status.freeBytes),
          "available": .unsigned(status.availableBytes), "files": .unsigned(status.totalFiles),
          "files_free": .unsigned(status.freeFiles),
        ]
        return try Console.shared.print(value.text)
      }
      let capacity = used + status.availableBytes
      let percent = capacity == 0 ? 0 : (Double(used) * 100 / Double(capacity)).rounded(.up)
      try Console.shared.print("   Size   Used  Avail Use%      Files  IFree  Path")
      let columns = [
        ByteCount(status.totalBytes).short.leftPadded(7), ByteCount(used).short.leftPadded(6),
        ByteCount(status.availableBytes).short.leftPadded(6),
        (percent.fixed(0) + "%").leftPadded(4), String(status.totalFiles).leftPadded(10),
        ByteCount(status.freeFiles).short.leftPadded(6), " " + path,
      ]
      try Console.shared.print(columns.joined(separator: " "))
    }
  }
}
