// SPDX-License-Identifier: Apache-2.0
// An open directory: making, renaming and removing children.

internal import SystemPackage

extension HostDirectory {
  public func makeDirectory(_ name: FileName, permissions: UInt16 = 0o777) throws(HostError) {
    try attempt(.makeDirectory, name.description) { () throws(Errno) in
      try NameCalls.makeDirectory(descriptor, name, permissions)
    }
  }

  /// Makes a symbolic link with the given text.
  public func makeSymbolicLink(_ name: FileName, to target: [UInt8]) throws(HostError) {
    guard !target.isEmpty, !target.contains(0) else {
      throw HostError(.symlink, name.description, .invalidArgument)
    }
    try attempt(.symlink, name.description) { () throws(Errno) in
      try NameCalls.symlink(descriptor, name, target: target)
    }
  }

  /// Makes a fifo, a socket's name or a device; the latter needs CAP_MKNOD.
  public func makeNode(
    _ name: FileName, kind: FileKind, permissions: UInt16,
    special: DeviceNumber = DeviceNumber(major: 0, minor: 0)
  ) throws(HostError) {
    try attempt(.makeNode, name.description) { () throws(Errno) in
      try NameCalls.makeNode(
        descriptor, name, kind: kind, permissions: permissions, special: special)
    }
  }

  /// Gives a child of this directory one more name.
  public func makeLink(
    from name: FileName, to directory: HostDirectory, as target: FileName
  ) throws(HostError) {
    try attempt(.link, target.description) { () throws(Errno) in
      try NameCalls.link(descriptor, name, to: directory.descriptor, target)
    }
  }

  /// Gives an open or located file one more name, here.
  public func makeLink(to file: HostFile, as name: FileName) throws(HostError) {
    try attempt(.link, name.description) { () throws(Errno) in
      try NameCalls.link(file.descriptor, to: descriptor, name)
    }
  }

  /// Renames a child, replacing what has the new name already unless `exclusive`.
  public func rename(
    _ name: FileName, to directory: HostDirectory, as target: FileName, exclusive: Bool = false
  ) throws(HostError) {
    try attempt(.rename, name.description) { () throws(Errno) in
      try NameCalls.rename(
        descriptor, name, to: directory.descriptor, target, exclusive: exclusive)
    }
  }

  /// Removes a child that is not a directory.
  public func remove(_ name: FileName) throws(HostError) {
    try attempt(.remove, name.description) { () throws(Errno) in
      try NameCalls.unlink(descriptor, name, isDirectory: false)
    }
  }

  /// Removes an empty child directory.
  public func removeDirectory(_ name: FileName) throws(HostError) {
    try attempt(.removeDirectory, name.description) { () throws(Errno) in
      try NameCalls.unlink(descriptor, name, isDirectory: true)
    }
  }

  /// Changes attributes of a child of any kind; a link's own where the kernel knows them (owner and
  /// times).
  public func apply(_ change: AttributeChange, to name: FileName) throws(HostError) {
    if change.permissions == nil, change.size == nil {
      let subject = AttributeCalls.Subject(descriptor: descriptor, child: name)
      try HostFile.applyOwnerAndTimes(change, to: subject, named: name.description)
    } else {
      try locate(name).apply(change)
    }
  }
}
