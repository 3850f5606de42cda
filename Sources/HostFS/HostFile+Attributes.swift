// SPDX-License-Identifier: Apache-2.0
// Changing a file's attributes.

internal import SystemPackage

extension HostFile {
  /// Changes attributes of an open or located file of any kind.
  ///
  /// A link has no permissions of its own: that part is ignored for one. A size is set on regular
  /// files only.
  public func apply(_ change: AttributeChange) throws(HostError) {
    let subject = AttributeCalls.Subject(descriptor: descriptor, child: nil)
    var rest = change
    if change.owner != nil || change.group != nil {
      let owners = AttributeChange(owner: change.owner, group: change.group)
      try Self.applyOwnerAndTimes(owners, to: subject, named: "")
      (rest.owner, rest.group) = (nil, nil)
    }
    if let permissions = change.permissions, try attributes().kind != .symbolicLink {
      try attempt(.setPermissions) { () throws(Errno) in
        try AttributeCalls.setPermissions(descriptor, permissions)
      }
    }
    if let size = change.size {
      try resize(to: size)
    }
    try Self.applyOwnerAndTimes(rest, to: subject, named: "")
  }

  /// A file that is open for writing is resized as it is; a hold is opened first.
  private func resize(to size: UInt64) throws(HostError) {
    do throws(Errno) {
      try FileCalls.truncate(descriptor, to: size)
    } catch {
      guard error == .badFileDescriptor || error == .invalidArgument else {
        throw HostError(.truncate, "", error)
      }
      try reopened(.write).setSize(size)
    }
  }

  static func applyOwnerAndTimes(
    _ change: AttributeChange, to subject: AttributeCalls.Subject, named name: String
  ) throws(HostError) {
    if change.owner != nil || change.group != nil {
      try attempt(.setOwner, name) { () throws(Errno) in
        try AttributeCalls.setOwner(subject, owner: change.owner, group: change.group)
      }
    }
    if change.accessTime != nil || change.modificationTime != nil {
      try attempt(.setTimes, name) { () throws(Errno) in
        try AttributeCalls.setTimes(
          subject, access: change.accessTime, modification: change.modificationTime)
      }
    }
  }
}
