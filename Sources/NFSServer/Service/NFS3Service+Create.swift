// SPDX-License-Identifier: Apache-2.0
// CREATE, MKDIR, SYMLINK and MKNOD.

internal import HostFS
internal import Wire

extension NFS3Service {
  /// Times that CREATE looks again if the name comes and goes meanwhile.
  private static let createAttempts = 4

  /// RFC 1813 §3.3.8.
  func create(
    _ arguments: NFS3CreateArguments, _ context: inout CallContext
  ) -> NFS3CreateResult {
    make(arguments.location, &context) { target, directory, name throws(StoreError) in
      switch arguments.mode {
      case .unchecked(let attributes):
        try createUnchecked(name, attributes, target, directory)
      case .guarded(let attributes):
        try target.makeObject(.file, name, attributes, mode: 0o644, in: directory)
      case .exclusive(let verifier):
        try createExclusive(name, verifier, target, directory)
      }
    }
  }

  /// Takes an existing file as it is, and of the attributes only the size.
  private func createUnchecked(
    _ name: FileName, _ wish: NFS3SetAttributes, _ target: Target, _ directory: FileAttributes
  ) throws(StoreError) -> any FileNode {
    for _ in 0..<Self.createAttempts {
      do throws(StoreError) {
        let existing = try target.node.lookup(name)
        let attributes = try existing.attributes()
        guard attributes.kind == .regular else { throw StoreError(.exists) }
        if let size = wish.size {
          let file = Target(export: target.export, node: existing, caller: target.caller)
          try file.requireWriting(attributes)
          try existing.apply(AttributeChange(size: size))
        }
        return existing
      } catch {
        guard error.status == .noEntry else { throw error }
      }
      do throws(StoreError) {
        return try target.makeObject(.file, name, wish, mode: 0o644, in: directory)
      } catch {
        guard error.status == .exists else { throw error }
      }
    }
    throw StoreError(.jukebox)
  }

  /// Makes a file that remembers the verifier; one that remembers the same is the caller's own, made by
  /// an earlier transmission of the same call.
  private func createExclusive(
    _ name: FileName, _ verifier: NFS3Verifier, _ target: Target, _ directory: FileAttributes
  ) throws(StoreError) -> any FileNode {
    let mark = ExclusiveMark(verifier)
    do throws(StoreError) {
      let empty = NFS3SetAttributes(mode: 0)
      let node = try target.makeObject(.file, name, empty, mode: 0, in: directory)
      try node.apply(mark.change)
      return node
    } catch {
      guard error.status == .exists else { throw error }
    }
    let existing = try target.node.lookup(name)
    guard mark.isOn(try existing.attributes()) else { throw StoreError(.exists) }
    return existing
  }

  /// RFC 1813 §3.3.9.
  func makeDirectory(
    _ arguments: NFS3MakeDirectoryArguments, _ context: inout CallContext
  ) -> NFS3CreateResult {
    make(arguments.location, &context) { target, directory, name throws(StoreError) in
      try target.makeObject(.directory, name, arguments.attributes, mode: 0o755, in: directory)
    }
  }

  /// RFC 1813 §3.3.10.
  func symbolicLink(
    _ arguments: NFS3SymbolicLinkArguments, _ context: inout CallContext
  ) -> NFS3CreateResult {
    make(arguments.location, &context) { target, directory, name throws(StoreError) in
      let text = arguments.path.bytes
      guard !text.isEmpty, !text.contains(0) else { throw StoreError(.invalidArgument) }
      var wish = arguments.attributes
      wish.size = nil
      return try target.makeObject(.symbolicLink(text), name, wish, mode: 0o777, in: directory)
    }
  }

  /// RFC 1813 §3.3.11. Devices are for the privileged.
  func makeNode(
    _ arguments: NFS3MakeNodeArguments, _ context: inout CallContext
  ) -> NFS3CreateResult {
    make(arguments.location, &context) { target, directory, name throws(StoreError) in
      let (kind, wish, device) = try Self.special(arguments.kind)
      if device != nil, !target.caller.isPrivileged { throw StoreError(.notOwner) }
      let number = device.map { DeviceNumber(major: $0.major, minor: $0.minor) }
      return try target.makeObject(
        .special(kind, number ?? DeviceNumber(major: 0, minor: 0)), name, wish, mode: 0o644,
        in: directory)
    }
  }

  private static func special(
    _ kind: NFS3NodeKind
  ) throws(StoreError) -> (FileKind, NFS3SetAttributes, NFS3Device?) {
    switch kind {
    case .characterDevice(let attributes, let device): (.characterDevice, attributes, device)
    case .blockDevice(let attributes, let device): (.blockDevice, attributes, device)
    case .socket(let attributes): (.socket, attributes, nil)
    case .fifo(let attributes): (.fifo, attributes, nil)
    case .unsupported: throw StoreError(.badType)
    }
  }

  /// The frame of the four.
  private func make(
    _ location: NFS3DirectoryArguments, _ context: inout CallContext,
    _ body: (Target, FileAttributes, FileName) throws(StoreError) -> any FileNode
  ) -> NFS3CreateResult {
    change(location.directory, &context) { target, directory throws(StoreError) in
      let name = try FileName(location.name, dots: .exists)
      try target.requireChanging(directory)
      let node = try body(target, directory, name)
      if target.export.options.isSynchronous { try node.sync(dataOnly: false) }
      return (exports.handle(node, in: target.export), target.export.attributes(of: node))
    } finish: { made, cacheData in
      NFS3CreateSuccess(file: made.0, attributes: made.1, directoryCacheData: cacheData)
    }
  }
}

extension Target {
  /// Makes an object in this directory, as the caller's, with the attributes asked for.
  ///
  /// - Parameter mode: where the call gives none.
  func makeObject(
    _ kind: NewObject.Kind, _ name: FileName, _ wish: NFS3SetAttributes, mode: UInt16,
    in directory: FileAttributes
  ) throws(StoreError) -> any FileNode {
    var change = try AttributeChange(wish)
    let inheritsGroup = directory.permissions & 0o2000 != 0
    var object = NewObject(
      kind: kind, permissions: change.permissions ?? mode, owner: caller.user,
      group: inheritsGroup ? directory.group : caller.group)
    if inheritsGroup, case .directory = kind { object.permissions |= 0o2000 }
    if let owner = change.owner, owner != caller.user {
      guard caller.isPrivileged else { throw StoreError(.notOwner) }
      object.owner = owner
    }
    if let group = change.group, group != object.group {
      guard caller.isPrivileged || caller.isMember(of: group) else { throw StoreError(.notOwner) }
      object.group = group
    }
    if !export.store.canChangeOwner { (object.owner, object.group) = (nil, nil) }
    (change.permissions, change.owner, change.group) = (nil, nil, nil)
    let node = try node.make(object, named: name)
    if !change.isEmpty { try node.apply(change) }
    return node
  }
}

/// How a file remembers who made it exclusively: in its times, until the SETATTR that follows sets
/// them right. 31 bits of either half of the verifier, which every file system can keep.
private struct ExclusiveMark {
  private let access: FileTime
  private let modification: FileTime

  init(_ verifier: NFS3Verifier) {
    let mask: UInt64 = 0x7FFF_FFFF
    access = FileTime(seconds: Int64(verifier.rawValue >> 32 & mask))
    modification = FileTime(seconds: Int64(verifier.rawValue & mask))
  }

  var change: AttributeChange {
    AttributeChange(accessTime: .exactly(access), modificationTime: .exactly(modification))
  }

  func isOn(_ attributes: FileAttributes) -> Bool {
    attributes.kind == .regular && attributes.size == 0 && attributes.accessTime == access
      && attributes.modificationTime == modification
  }
}
