// SPDX-License-Identifier: Apache-2.0
// What the catalogue knows about one object of the tree.

public import HostFS

/// Where a member lies in the streams on the target.
public struct StreamLocation: Hashable, Sendable {
  /// Number of the stream, which is the number of the point that wrote it.
  public var stream: Int
  /// The band in which the member's header starts.
  public var band: Int
  /// Bytes of decompressed content of that band in front of the header.
  public var offset: Int
  /// Bands that the member touches, 1 or more.
  public var bandCount: Int

  public init(stream: Int, band: Int, offset: Int, bandCount: Int) {
    self.stream = stream
    self.band = band
    self.offset = offset
    self.bandCount = bandCount
  }

  public var bands: Range<Int> { band..<band + bandCount }
}

/// One object of the tree, as it was when it was backed up.
public struct CatalogueEntry: Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    case file
    case directory
    case symbolicLink(to: [UInt8])
    /// One more name of the file at another path of the tree.
    case hardLink(to: TreePath)
    case fifo
    case characterDevice(DeviceNumber)
    case blockDevice(DeviceNumber)
  }

  public var path: TreePath
  public var kind: Kind
  public var permissions: UInt16
  public var owner: UInt32
  public var group: UInt32
  /// Bytes; 0 for all but files.
  public var size: UInt64
  public var modificationTime: FileTime
  public var changeTime: FileTime
  public var inode: UInt64
  public var linkCount: UInt32
  /// SHA-256 of the content; files only.
  public var digest: SHA256Digest?
  public var location: StreamLocation
  /// The file changed while it was read, so the next backup stores it again.
  public var isUnsettled: Bool

  /// An entry for an object with these attributes.
  init(
    path: TreePath, kind: Kind, attributes: FileAttributes, location: StreamLocation
  ) {
    self.path = path
    self.kind = kind
    permissions = attributes.permissions
    owner = attributes.owner
    group = attributes.group
    size = kind == .file ? attributes.size : 0
    modificationTime = attributes.modificationTime
    changeTime = attributes.changeTime
    inode = attributes.identity.inode
    linkCount = attributes.linkCount
    digest = nil
    self.location = location
    isUnsettled = false
  }
}

extension CatalogueEntry {
  /// Whether the object is still what the catalogue says, judged by what the kernel says about it.
  ///
  /// Size, modification time, change time and inode must be the same: the change time moves with
  /// every change of content, owner, permissions, attributes or number of links.
  func matches(_ attributes: FileAttributes) -> Bool {
    guard !isUnsettled, hasKind(of: attributes), inode == attributes.identity.inode,
      changeTime == attributes.changeTime, modificationTime == attributes.modificationTime
    else { return false }
    return kind != .file || size == attributes.size
  }

  /// The same without the two that a copied tree cannot keep, change time and inode; then the
  /// content must be compared.
  func resembles(_ attributes: FileAttributes) -> Bool {
    guard !isUnsettled, hasKind(of: attributes), permissions == attributes.permissions,
      owner == attributes.owner, group == attributes.group,
      modificationTime == attributes.modificationTime
    else { return false }
    return kind != .file || size == attributes.size
  }

  func hasKind(of attributes: FileAttributes) -> Bool {
    switch (kind, attributes.kind) {
    case (.file, .regular), (.directory, .directory), (.symbolicLink, .symbolicLink),
      (.fifo, .fifo):
      true
    case (.hardLink, .regular), (.hardLink, .symbolicLink), (.hardLink, .fifo),
      (.hardLink, .characterDevice), (.hardLink, .blockDevice):
      true
    case (.characterDevice(let number), .characterDevice),
      (.blockDevice(let number), .blockDevice):
      number == attributes.special
    default: false
    }
  }

  var isDirectory: Bool { kind == .directory }

  /// Whether its path becomes something that a directory cannot replace, or the reverse.
  func isReplacedDifferently(by attributes: FileAttributes) -> Bool {
    isDirectory != (attributes.kind == .directory)
  }
}
