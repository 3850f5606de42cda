// SPDX-License-Identifier: Apache-2.0
// What the header of one archive member says.

package import HostFS

/// The header of one member of a pax archive.
package struct PaxMember: Sendable {
  package enum Kind: Equatable, Sendable {
    case file
    case directory
    case symbolicLink(to: [UInt8])
    /// One more name of a member that came before, given by its path in the archive.
    case hardLink(to: [UInt8])
    case fifo
    case characterDevice(DeviceNumber)
    case blockDevice(DeviceNumber)
  }

  package struct Attribute: Equatable, Sendable {
    package var name: String
    package var value: [UInt8]
  }

  /// Bytes without a leading slash; "." is the root of the tree.
  package var path: [UInt8]
  package var kind: Kind
  package var permissions: UInt16 = 0o644
  package var owner: UInt32 = 0
  package var group: UInt32 = 0
  package var ownerName: [UInt8] = []
  package var groupName: [UInt8] = []
  /// Bytes of content; 0 for all but files.
  package var size: UInt64 = 0
  package var modificationTime = FileTime(seconds: 0)
  /// Extended attributes, access lists not among them.
  package var attributes: [Attribute] = []
  package var accessList: AccessControlList?
  /// Of a directory: what its children inherit.
  package var defaultList: AccessControlList?
  /// Where a sparse file has data; nil if it has no holes.
  package var dataRanges: [Range<UInt64>]?

  package init(path: [UInt8], kind: Kind) {
    self.path = path
    self.kind = kind
  }
}
