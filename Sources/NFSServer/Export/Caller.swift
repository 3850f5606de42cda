// SPDX-License-Identifier: Apache-2.0
// Who calls, after the export's terms, and what that allows.

internal import HostFS
internal import Wire

/// The identity a call is served under.
struct Caller: Sendable, Equatable {
  var user: UInt32
  var group: UInt32
  var groups: [UInt32] = []

  var isPrivileged: Bool { user == 0 }

  func isMember(of other: UInt32) -> Bool {
    group == other || groups.contains(other)
  }

  /// The caller of an export: squashed as it says, or the server itself where it can act for nobody else.
  init(_ credential: RPCAuthSys?, in export: ServedExport) {
    guard export.store.canChangeOwner else {
      self.init(user: ProcessIdentity.user, group: ProcessIdentity.group)
      return
    }
    let options = export.options
    guard let credential, options.squash != .all else {
      self.init(user: options.anonymousUser, group: options.anonymousGroup)
      return
    }
    self.init(user: credential.uid, group: credential.gid, groups: credential.groups)
    guard options.squash == .root else { return }
    if user == 0 { user = options.anonymousUser }
    if group == 0 { group = options.anonymousGroup }
    groups.removeAll { $0 == 0 }
  }

  init(user: UInt32, group: UInt32, groups: [UInt32] = []) {
    self.user = user
    self.group = group
    self.groups = groups
  }
}

/// Three bits of permission.
struct Permissions: OptionSet, Sendable {
  var rawValue: UInt8

  static let read = Permissions(rawValue: 4)
  static let write = Permissions(rawValue: 2)
  static let execute = Permissions(rawValue: 1)
  static let all: Permissions = [.read, .write, .execute]
}

extension Target {
  /// What the caller may do with the object, by mode and access list.
  func permissions(_ attributes: FileAttributes) throws(StoreError) -> Permissions {
    let mode = UInt8(truncatingIfNeeded: attributes.permissions & 7)
    if caller.isPrivileged {
      let runs = attributes.kind == .directory || attributes.permissions & 0o111 != 0
      return runs ? .all : [.read, .write]
    }
    if caller.user == attributes.owner {
      return Permissions(rawValue: UInt8(truncatingIfNeeded: attributes.permissions >> 6 & 7))
    }
    if let list = try node.accessControlList() {
      return Permissions(
        rawValue: list.permissions(
          user: caller.user, groups: [caller.group] + caller.groups, owner: attributes.owner,
          owningGroup: attributes.group))
    }
    if caller.isMember(of: attributes.group) {
      return Permissions(rawValue: UInt8(truncatingIfNeeded: attributes.permissions >> 3 & 7))
    }
    return Permissions(rawValue: mode)
  }

  func require(_ wanted: Permissions, _ attributes: FileAttributes) throws(StoreError) {
    guard try permissions(attributes).isSuperset(of: wanted) else {
      throw StoreError(.accessDenied)
    }
  }

  /// Reading content: with permission to read or to execute, and for the owner always, since the
  /// protocol has no open and the owner may have opened before taking the permission away
  /// (RFC 1813 §4.4).
  func requireReading(_ attributes: FileAttributes) throws(StoreError) {
    if caller.user == attributes.owner { return }
    guard try !permissions(attributes).isDisjoint(with: [.read, .execute]) else {
      throw StoreError(.accessDenied)
    }
  }

  /// Writing content; the owner always may (RFC 1813 §4.4).
  func requireWriting(_ attributes: FileAttributes) throws(StoreError) {
    try requireWritable()
    if caller.user == attributes.owner { return }
    try require(.write, attributes)
  }

  /// That the export may be changed at all.
  func requireWritable() throws(StoreError) {
    if export.options.isReadOnly { throw StoreError(.readOnlyFileSystem) }
  }

  /// Making, removing and renaming in a directory.
  func requireChanging(_ directory: FileAttributes) throws(StoreError) {
    try requireWritable()
    guard directory.kind == .directory else { throw StoreError(.notDirectory) }
    try require([.write, .execute], directory)
  }

  /// Removing or replacing an entry of a directory: in a sticky one only what one owns.
  func requireRemoving(
    _ victim: FileAttributes, from directory: FileAttributes
  ) throws(StoreError) {
    guard directory.permissions & 0o1000 != 0, !caller.isPrivileged else { return }
    guard caller.user == victim.owner || caller.user == directory.owner else {
      throw StoreError(.notOwner)
    }
  }
}
