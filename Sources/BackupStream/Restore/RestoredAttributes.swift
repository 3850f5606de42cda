// SPDX-License-Identifier: Apache-2.0
// Owner, permissions, lists, attributes and times of what was restored, in the order that works.

internal import HostFS
internal import SystemPackage

/// The attributes of a member on their way to the restored object.
struct RestoredAttributes {
  private let member: PaxMember
  private let progress: RestoreProgress

  init(_ member: PaxMember, progress: RestoreProgress) {
    self.member = member
    self.progress = progress
  }

  /// For a file or directory. Owners are set by the superuser only; others get what is theirs.
  ///
  /// - Parameter permissions: instead of the member's.
  func apply(
    to file: HostFile, _ path: TreePath, permissions: UInt16? = nil
  ) throws(HostError) {
    if Environment.isPrivileged {
      try file.apply(AttributeChange(owner: member.owner, group: member.group))
    }
    try file.apply(AttributeChange(permissions: permissions ?? member.permissions))
    if permissions == nil, let list = member.accessList {
      attempt(path) { () throws(HostError) in try file.setAccessControlList(list) }
    }
    if let list = member.defaultList {
      attempt(path) { () throws(HostError) in
        try file.setAccessControlList(list, isDefault: true)
      }
    }
    for attribute in member.attributes {
      attempt(path) { () throws(HostError) in
        try file.setExtendedAttribute(attribute.name, to: attribute.value)
      }
    }
    try file.apply(times)
  }

  /// For a link, a fifo, a device.
  func apply(to name: FileName, in parent: HostDirectory, _ path: TreePath) throws(HostError) {
    if Environment.isPrivileged {
      try parent.apply(
        AttributeChange(owner: member.owner, group: member.group), to: name)
    }
    if case .symbolicLink = member.kind {
    } else {
      try parent.apply(AttributeChange(permissions: member.permissions), to: name)
    }
    for attribute in member.attributes {
      attempt(path) { () throws(HostError) in
        try parent.setExtendedAttribute(attribute.name, of: name, to: attribute.value)
      }
    }
    try parent.apply(times, to: name)
  }

  private var times: AttributeChange {
    AttributeChange(
      accessTime: .exactly(member.modificationTime),
      modificationTime: .exactly(member.modificationTime))
  }

  /// What a file system or an ordinary user may refuse is reported and does not stop the rest.
  private func attempt(_ path: TreePath, _ body: () throws(HostError) -> Void) {
    do throws(HostError) {
      try body()
    } catch {
      progress.problem(path, "\(error)")
    }
  }
}
