// SPDX-License-Identifier: Apache-2.0
// One file or directory, as callers see it.

public import Wire

/// A file or directory of a volume: name, kind, sizes, dates, ids.
public struct AFPItem: Sendable, Equatable {
  /// The name in local spelling: `:` where AFP has `/`. Compare as `String`: canonically equivalent
  /// spellings are equal, whatever form the server lists.
  public var name: String
  public var isDirectory: Bool
  /// Stable on volumes with the `fileIDs` attribute.
  public var nodeID: AFPNodeID
  public var parentID: AFPNodeID
  /// Bytes in the data fork; 0 for a directory.
  public var size: UInt64
  /// Bytes in the resource fork; 0 for a directory.
  public var resourceSize: UInt64
  /// Entries of a directory, capped at 65,535; nil for a file.
  public var entryCount: Int?
  public var creationDate: AFPDate?
  /// One second of resolution.
  public var modificationDate: AFPDate?
  public var attributes: AFPItemAttributes
  /// Owner, group and mode, when the volume has Unix privileges.
  public var unixPrivileges: AFPUnixPrivileges?

  init(_ parameters: AFPItemParameters) {
    name = AFPName.localSpelling(ofWire: parameters.name ?? "")
    isDirectory = parameters.isDirectory
    nodeID = parameters.nodeID ?? AFPNodeID(rawValue: 0)
    parentID = parameters.parent ?? AFPNodeID(rawValue: 0)
    size = parameters.dataLength ?? 0
    resourceSize = parameters.resourceLength ?? 0
    entryCount = parameters.offspringCount.map(Int.init)
    creationDate = parameters.creationDate
    modificationDate = parameters.modificationDate
    attributes = parameters.attributes ?? []
    unixPrivileges = parameters.unixPrivileges
  }
}
