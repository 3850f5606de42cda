// SPDX-License-Identifier: Apache-2.0
// GETATTR, SETATTR, LOOKUP, ACCESS and READLINK.

internal import HostFS
internal import Wire

extension NFS3Service {
  /// RFC 1813 §3.3.1.
  func getAttributes(
    _ arguments: NFS3HandleArguments, _ context: inout CallContext
  ) -> NFS3GetAttributesResult {
    do throws(StoreError) {
      let target = try target(arguments.file, context)
      return .success(target.export.attributes(try target.node.attributes()))
    } catch {
      note(error, arguments.file, &context)
      return .failure(error.status, NFS3Void())
    }
  }

  /// RFC 1813 §3.3.2.
  func setAttributes(
    _ arguments: NFS3SetAttributesArguments, _ context: inout CallContext
  ) -> NFS3SetAttributesResult {
    let truncates = arguments.attributes.size != nil
    return change(arguments.file, &context, waits: truncates) {
      target, attributes throws(StoreError) in
      if let expected = arguments.guardChangeTime, expected != NFS3Time(attributes.changeTime) {
        throw StoreError(.notSynchronized)
      }
      var change = try AttributeChange(arguments.attributes)
      try target.checkAllowed(&change, attributes)
      if !change.isEmpty { try target.node.apply(change) }
    } finish: { _, cacheData in
      cacheData
    }
  }

  /// RFC 1813 §3.3.3. The parent of an export's root is the root itself.
  func lookup(
    _ arguments: NFS3DirectoryArguments, _ context: inout CallContext
  ) -> NFS3LookupResult {
    look(arguments.directory, &context) { target, directory throws(StoreError) in
      guard directory.kind == .directory else { throw StoreError(.notDirectory) }
      try target.require(.execute, directory)
      let node: any FileNode
      switch arguments.name {
      case .current: node = target.node
      case .parent: node = try target.node.parent()
      default:
        node = try target.node.lookup(try FileName(arguments.name, dots: .invalidArgument))
      }
      return NFS3LookupSuccess(
        file: exports.handle(node, in: target.export),
        attributes: target.export.attributes(try node.attributes()),
        directoryAttributes: target.export.attributes(directory))
    }
  }

  /// RFC 1813 §3.3.4.
  func access(
    _ arguments: NFS3AccessArguments, _ context: inout CallContext
  ) -> NFS3AccessResult {
    look(arguments.file, &context) { target, attributes throws(StoreError) in
      let granted = try target.accessRights(attributes)
      return NFS3AccessSuccess(
        attributes: target.export.attributes(attributes),
        rights: granted.intersection(arguments.rights))
    }
  }

  /// RFC 1813 §3.3.5.
  func readLink(
    _ arguments: NFS3HandleArguments, _ context: inout CallContext
  ) -> NFS3ReadLinkResult {
    look(arguments.file, &context) { target, attributes throws(StoreError) in
      NFS3ReadLinkSuccess(
        attributes: target.export.attributes(attributes),
        path: NFS3Path(bytes: try target.node.readLink()))
    }
  }
}

extension Target {
  /// The bits of ACCESS that the mode allows. Whoever may change a directory may delete from it.
  func accessRights(_ attributes: FileAttributes) throws(StoreError) -> NFS3AccessRights {
    let permissions = try permissions(attributes)
    let isDirectory = attributes.kind == .directory
    var rights: NFS3AccessRights = []
    if permissions.contains(.read) { rights.insert(.read) }
    if permissions.contains(.execute) { rights.insert(isDirectory ? .lookup : .execute) }
    if permissions.contains(.write), !export.options.isReadOnly {
      rights.formUnion([.modify, .extend])
      if isDirectory { rights.insert(.delete) }
    }
    return rights
  }

  /// Who may set what (chmod(2), chown(2), truncate(2), utimensat(2)).
  func checkAllowed(
    _ change: inout AttributeChange, _ attributes: FileAttributes
  ) throws(StoreError) {
    try requireWritable()
    let isOwner = caller.isPrivileged || caller.user == attributes.owner
    if change.permissions != nil, !isOwner { throw StoreError(.notOwner) }
    try checkOwners(change, attributes)
    if change.size != nil { try requireWriting(attributes) }
    for time in [change.accessTime, change.modificationTime] where !isOwner {
      switch time {
      case nil: break
      case .now: try require(.write, attributes)
      case .exactly: throw StoreError(.notOwner)
      }
    }
    if change.owner == attributes.owner { change.owner = nil }
    if change.group == attributes.group { change.group = nil }
    clearSetID(&change, attributes, isOwner: isOwner)
  }

  private func checkOwners(
    _ change: AttributeChange, _ attributes: FileAttributes
  ) throws(StoreError) {
    guard !caller.isPrivileged else { return }
    if let owner = change.owner, owner != attributes.owner { throw StoreError(.notOwner) }
    if let group = change.group, group != attributes.group {
      guard caller.user == attributes.owner, caller.isMember(of: group) else {
        throw StoreError(.notOwner)
      }
    }
  }

  /// The set-group bit is for members of the group.
  private func clearSetID(
    _ change: inout AttributeChange, _ attributes: FileAttributes, isOwner: Bool
  ) {
    guard let permissions = change.permissions, !caller.isPrivileged else { return }
    if attributes.kind == .regular, !caller.isMember(of: change.group ?? attributes.group) {
      change.permissions = permissions & ~0o2000
    }
  }
}
