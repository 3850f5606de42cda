// SPDX-License-Identifier: Apache-2.0
// Between the host's attributes and names and those of the protocol.

internal import HostFS
internal import Wire

extension NFS3FileType {
  init(_ kind: FileKind) {
    switch kind {
    case .regular: self = .regular
    case .directory: self = .directory
    case .symbolicLink: self = .symbolicLink
    case .blockDevice: self = .blockDevice
    case .characterDevice: self = .characterDevice
    case .fifo: self = .fifo
    case .socket: self = .socket
    }
  }
}

extension NFS3Time {
  /// Moments before 1970 and after 2106 become the nearest one that the protocol can say.
  init(_ time: FileTime) {
    self.init(seconds: UInt32(clamping: time.seconds), nanoseconds: time.nanoseconds)
  }
}

extension FileTime {
  init(_ time: NFS3Time) {
    self.init(seconds: Int64(time.seconds), nanoseconds: time.nanoseconds)
  }
}

extension NFS3Attributes {
  init(_ attributes: FileAttributes, fileSystemID: UInt64) {
    self.init(
      type: NFS3FileType(attributes.kind), mode: UInt32(attributes.permissions),
      linkCount: attributes.linkCount, userID: attributes.owner, groupID: attributes.group,
      size: attributes.size, usedBytes: attributes.allocatedBytes,
      device: NFS3Device(major: attributes.special.major, minor: attributes.special.minor),
      fileSystemID: fileSystemID, fileID: attributes.identity.inode,
      accessTime: NFS3Time(attributes.accessTime),
      modificationTime: NFS3Time(attributes.modificationTime),
      changeTime: NFS3Time(attributes.changeTime))
  }
}

extension NFS3WeakAttributes {
  init(_ attributes: FileAttributes) {
    self.init(
      size: attributes.size, modificationTime: NFS3Time(attributes.modificationTime),
      changeTime: NFS3Time(attributes.changeTime))
  }
}

extension AttributeChange {
  /// What SETATTR asks for.
  ///
  /// - Throws: `.invalidArgument` for nanoseconds of a second or more.
  init(_ wish: NFS3SetAttributes) throws(StoreError) {
    self.init(
      permissions: wish.mode.map { UInt16(truncatingIfNeeded: $0 & 0o7777) }, owner: wish.userID,
      group: wish.groupID, size: wish.size, accessTime: try Self.time(wish.accessTime),
      modificationTime: try Self.time(wish.modificationTime))
  }

  private static func time(_ wish: NFS3SetTime) throws(StoreError) -> Time? {
    switch wish {
    case .leave: return nil
    case .serverTime: return .now
    case .time(let time):
      guard time.nanoseconds < 1_000_000_000 else { throw StoreError(.invalidArgument) }
      return .exactly(FileTime(time))
    }
  }
}

extension FileName {
  /// The name of an entry.
  ///
  /// - Parameter dots: the status for "." and "..", which name no entry of their own.
  /// - Throws: `.nameTooLong`; `.invalidArgument` for an empty name, a slash or a zero.
  init(_ name: NFS3Name, dots: NFS3Status) throws(StoreError) {
    if name.isDotOrDotDot { throw StoreError(dots) }
    guard name.bytes.count <= FileName.maximumBytes else { throw StoreError(.nameTooLong) }
    guard let valid = FileName(bytes: name.bytes) else { throw StoreError(.invalidArgument) }
    self = valid
  }
}

extension ServedExport {
  func attributes(_ attributes: FileAttributes) -> NFS3Attributes {
    NFS3Attributes(attributes, fileSystemID: store.fileSystemID)
  }

  /// The attributes of an object now, if it still has any.
  func attributes(of node: any FileNode) -> NFS3Attributes? {
    (try? node.attributes()).map(attributes)
  }
}
