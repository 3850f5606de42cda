// SPDX-License-Identifier: Apache-2.0
// An object of the host as the server sees it: the names in a directory.

internal import HostFS
internal import SystemPackage
internal import Wire

extension HostNode {
  /// Levels that looking for the root from below may climb.
  private static let maximumDepth = 4096

  /// The directory's own inode number.
  private func inode() throws(StoreError) -> UInt64 {
    try hosted { () throws(HostError) in try hold.attributes() }.identity.inode
  }

  func lookup(_ name: FileName) throws(StoreError) -> any FileNode {
    let directory = try directory()
    let child = try hosted { () throws(HostError) in try directory.locate(name) }
    return try store.adopt(child, named: name, in: store.form == .inode ? inode() : 0)
  }

  /// Climbs only after having made sure that the root of the export lies above.
  func parent() throws(StoreError) -> any FileNode {
    let directory = try directory()
    let own = try hosted { () throws(HostError) in try directory.attributes() }.identity
    if own == store.rootIdentity { return store.root }
    let above = try hosted { () throws(HostError) in try directory.openParent() }
    try checkInside(above)
    return try store.adopt(above.asFile, named: nil, in: 0)
  }

  private func checkInside(_ directory: HostDirectory) throws(StoreError) {
    var at = directory
    for _ in 0..<Self.maximumDepth {
      let identity = try hosted { () throws(HostError) in try at.attributes() }.identity
      if identity == store.rootIdentity { return }
      let above = try hosted { () throws(HostError) in try at.openParent() }
      let next = try hosted { () throws(HostError) in try above.attributes() }.identity
      if next == identity { break }  // the root of the host
      at = above
    }
    throw StoreError(.stale)
  }

  func make(_ object: NewObject, named name: FileName) throws(StoreError) -> any FileNode {
    let directory = try directory()
    var opened = Opened()
    let hold: HostFile
    switch object.kind {
    case .file:
      hold = try hosted { () throws(HostError) in
        try directory.open(name, .readWrite, options: [.create, .exclusive], permissions: 0o600)
      }
      opened.writer = hold
    default:
      try hosted { () throws(HostError) in try Self.make(object, named: name, in: directory) }
      hold = try hosted { () throws(HostError) in try directory.locate(name) }
    }
    do throws(StoreError) {
      try Self.dress(hold, as: object)
      let attributes = try hosted { () throws(HostError) in try hold.attributes() }
      store.note(attributes, named: name, in: store.form == .inode ? try inode() : 0)
      let key = try store.key(of: hold, attributes)
      return HostNode(hold, kind: attributes.kind, key: key, store: store, opened: opened)
    } catch {
      if case .directory = object.kind {
        try? directory.removeDirectory(name)
      } else {
        try? directory.remove(name)
      }
      throw error
    }
  }

  private static func make(
    _ object: NewObject, named name: FileName, in directory: HostDirectory
  ) throws(HostError) {
    switch object.kind {
    case .file: break
    case .directory: try directory.makeDirectory(name, permissions: 0o700)
    case .symbolicLink(let text): try directory.makeSymbolicLink(name, to: text)
    case .special(let kind, let number):
      try directory.makeNode(name, kind: kind, permissions: 0o600, special: number)
    }
  }

  /// Owner first: a change of owner clears the set-id bits.
  private static func dress(_ hold: HostFile, as object: NewObject) throws(StoreError) {
    var change = AttributeChange(owner: object.owner, group: object.group)
    if case .symbolicLink = object.kind {} else { change.permissions = object.permissions }
    try hosted { () throws(HostError) in try hold.apply(change) }
  }

  func remove(_ name: FileName, isDirectory: Bool) throws(StoreError) {
    let directory = try directory()
    try hosted { () throws(HostError) in
      if isDirectory {
        try directory.removeDirectory(name)
      } else {
        try directory.remove(name)
      }
    }
  }

  func rename(
    _ name: FileName, to target: any FileNode, as newName: FileName
  ) throws(StoreError) {
    guard let target = target as? HostNode, target.store === store else {
      throw StoreError(.crossDevice)
    }
    let from = try directory()
    let to = try target.directory()
    try hosted { () throws(HostError) in try from.rename(name, to: to, as: newName) }
    guard store.form == .inode,
      let attributes = try? to.attributes(of: newName)
    else { return }
    store.note(attributes, named: newName, in: try target.inode())
  }

  func link(_ node: any FileNode, as name: FileName) throws(StoreError) {
    guard let node = node as? HostNode, node.store === store else {
      throw StoreError(.crossDevice)
    }
    guard node.kind != .directory else { throw StoreError(.invalidArgument) }
    let directory = try directory()
    try hosted { () throws(HostError) in try directory.makeLink(to: node.hold, as: name) }
  }
}
