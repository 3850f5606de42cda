// SPDX-License-Identifier: Apache-2.0
// nfs-client mkdir, rm, mv, ln, chmod and touch

import ArgumentParser
import DemoSupport
import NFSClient
import Wire

struct MakeDirectory: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mkdir", abstract: "Makes directories.")

  @OptionGroup var connection: ConnectionOptions

  @Flag(name: .shortAndLong, help: "Parents as well; no error when it is there.")
  var parents = false

  @Option(name: .shortAndLong, help: "Permission bits, octal.")
  var mode: OctalMode = OctalMode(bits: 0o755)

  @Argument(transform: URLArgument.parse) var urls: [URLArgument]

  func run() async throws {
    for url in urls {
      try await Session.with(url.url, connection) { session in
        guard parents else {
          _ = try await session.mount.createDirectory(session.path, mode: mode.bits)
          return
        }
        var made: [NFS3Name] = []
        for name in session.path.components {
          made.append(name)
          do {
            _ = try await session.mount.createDirectory(.joining(made), mode: mode.bits)
          } catch let error as NFSError {
            guard error.status == .exists else { throw error }
          }
        }
      }
    }
  }
}

struct Remove: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm", abstract: "Removes files, and with -r trees.")

  @OptionGroup var connection: ConnectionOptions

  @Flag(name: .customShort("r"), help: "Directories and everything in them.")
  var isRecursive = false

  @Flag(name: .shortAndLong, help: "No error when there is nothing.")
  var force = false

  @Argument(transform: URLArgument.parse) var urls: [URLArgument]

  func run() async throws {
    for url in urls {
      try await Session.with(url.url, connection) { session in
        do {
          if isRecursive {
            let removed = try await session.mount.removeTree(session.path) { count in
              Console.shared.progress("\(count) removed")
            }
            if removed > 1 { Console.shared.note("removed \(removed) files and directories") }
          } else {
            try await session.mount.remove(session.path)
          }
        } catch let error as NFSError {
          if force, error.status == .noEntry { return }
          if !isRecursive, error.status == .isDirectory || error.status == .notOwner {
            let type = try? await session.mount.stat(session.path, followingLinks: false)
            if type?.attributes.type == .directory {
              throw ToolError("\(url.url.pathText): is a directory; -r removes it")
            }
          }
          throw error
        }
      }
    }
  }
}

struct Move: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mv", abstract: "Renames within an export.")

  @OptionGroup var connection: ConnectionOptions

  @Argument(transform: URLArgument.parse) var from: URLArgument
  @Argument(help: "A URL of the same server and export, or a path beginning with / in the export.")
  var to: String

  func run() async throws {
    try await Session.with(from.url, connection) { session in
      var target = try session.path(in: to)
      if let there = try? await session.mount.stat(target), there.attributes.type == .directory,
        let name = session.path.split.name
      {
        target = target.appending(NFS3Path(bytes: name.bytes))
      }
      try await session.mount.rename(session.path, to: target)
    }
  }
}

struct Link: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ln", abstract: "Gives a file a further name, or makes a symbolic link.")

  @OptionGroup var connection: ConnectionOptions

  @Flag(name: .customShort("s"), help: "A symbolic link; the first argument is its text.")
  var isSymbolic = false

  @Argument(help: "A URL; with -s any text.") var existing: String
  @Argument(transform: URLArgument.parse) var url: URLArgument

  func run() async throws {
    try await Session.with(url.url, connection) { session in
      if isSymbolic {
        _ = try await session.mount.createSymbolicLink(session.path, to: NFS3Path(existing))
      } else {
        try await session.mount.link(try session.path(in: existing), as: session.path)
      }
    }
  }
}

struct ChangeMode: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chmod", abstract: "Sets the permission bits of files.")

  @OptionGroup var connection: ConnectionOptions

  @Argument(help: "Octal, as 644 or 1777.") var mode: OctalMode
  @Argument(transform: URLArgument.parse) var urls: [URLArgument]

  func run() async throws {
    for url in urls {
      try await Session.with(url.url, connection) { session in
        _ = try await session.mount.setAttributes(
          session.path, NFS3SetAttributes(mode: mode.bits))
      }
    }
  }
}

struct Touch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes empty files, or sets their times to the server's now.")

  @OptionGroup var connection: ConnectionOptions

  @Flag(name: .customShort("c"), help: "Make nothing.")
  var makesNothing = false

  @Argument(transform: URLArgument.parse) var urls: [URLArgument]

  func run() async throws {
    for url in urls {
      try await Session.with(url.url, connection) { session in
        do {
          try await session.mount.setAttributes(
            session.path,
            NFS3SetAttributes(accessTime: .serverTime, modificationTime: .serverTime))
        } catch let error as NFSError {
          guard error.status == .noEntry else { throw error }
          if makesNothing { return }
          try await session.mount.open(session.path, [.write, .create]).close()
        }
      }
    }
  }
}

/// Permission bits, written in octal.
struct OctalMode: ExpressibleByArgument {
  var bits: UInt32

  init(bits: UInt32) { self.bits = bits }

  init?(argument: String) {
    guard let bits = UInt32(argument, radix: 8), bits <= 0o7777 else { return nil }
    self.bits = bits
  }

  var defaultValueDescription: String { String(bits, radix: 8) }
}

extension Session {
  /// The path in this session's export that another argument means.
  func path(in argument: String) throws -> NFS3Path {
    guard argument.contains("://") else { return NFS3Path(argument) }
    let other = try URLArgument.parse(argument).url
    guard other.hosts == url.hosts, other.nfsPort == url.nfsPort else {
      throw ToolError("\(argument): on another server")
    }
    let names = NFS3Path(bytes: other.path).components
    let export = mount.exportPath.components
    guard names.starts(with: export) else { throw ToolError("\(argument): in another export") }
    return .joining(names.dropFirst(export.count))
  }
}
