// SPDX-License-Identifier: Apache-2.0
// nfs-client get, put and cp

import ArgumentParser
import DemoSupport
import HostFS
import NFSClient
import Wire

private let treeNote = """
  A directory's contents go into the target directory, which is made if it is missing; a file goes into \
  an existing directory, or becomes the target. Every file is written beside its final name \
  (.NAME.….part) and renamed when it is complete, so that an interrupted copy leaves no half-written \
  file. Modes and times are kept. Links are copied as links; devices, sockets and FIFOs are not.
  """

struct Get: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Copies a file or a tree from the server.", discussion: treeNote)

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var transfer: TransferOptions

  @Argument(transform: URLArgument.parse) var url: URLArgument
  @Argument(help: "Local file or directory.") var target = "."

  func run() async throws {
    try await Session.with(url.url, connection) { session in
      let source = RemoteTree(mount: session.mount, base: session.path)
      let name = NFS3Path(bytes: url.url.path).split.name
      let local = try await LocalTree(path: target).inside(name, unless: source.root().type)
      try await Transfer(from: source, to: local, transfer, verb: "got").run()
    }
  }
}

struct Put: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Copies a local file or tree to the server.", discussion: treeNote)

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var transfer: TransferOptions

  @Argument(help: "Local file or directory.") var source: String
  @Argument(transform: URLArgument.parse) var url: URLArgument

  func run() async throws {
    let local = try LocalTree(path: source)
    let root = try local.root()
    try await Session.with(url.url, connection) { session in
      let name = NFS3Path(source).split.name
      let target = try await RemoteTree(mount: session.mount, base: session.path)
        .inside(name, unless: root.type)
      try await Transfer(from: local, to: target, transfer, verb: "put").run()
    }
  }
}

struct Copy: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cp",
    abstract: "Copies a file or a tree from one server to another, or to itself.",
    discussion: treeNote)

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var transfer: TransferOptions

  @Argument(transform: URLArgument.parse) var from: URLArgument
  @Argument(transform: URLArgument.parse) var to: URLArgument

  func run() async throws {
    try await Session.with(from.url, connection) { first in
      try await Session.with(to.url, connection) { second in
        let source = RemoteTree(mount: first.mount, base: first.path)
        let name = NFS3Path(bytes: from.url.path).split.name
        let target = try await RemoteTree(mount: second.mount, base: second.path)
          .inside(name, unless: source.root().type)
        try await Transfer(from: source, to: target, transfer, verb: "copied").run()
      }
    }
  }
}

extension LocalTree {
  /// The place for a file that is copied onto a directory: in it, under its own name.
  func inside(_ name: NFS3Name?, unless type: NFS3FileType) async throws -> LocalTree {
    guard type != .directory, self.name == nil, let name else { return self }
    guard let local = FileName(bytes: name.bytes) else {
      throw ToolError("\(name): not a local file name")
    }
    return LocalTree(parent: parent, name: local)
  }
}

extension RemoteTree {
  func inside(_ name: NFS3Name?, unless type: NFS3FileType) async throws -> RemoteTree {
    guard type != .directory, let name else { return self }
    guard let there = try await find(""), there.type == .directory else { return self }
    return RemoteTree(mount: mount, base: base.appending(NFS3Path(bytes: name.bytes)))
  }
}
