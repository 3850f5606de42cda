// SPDX-License-Identifier: Apache-2.0
// What may be set on a file, in one value.

/// Attributes to set; nil leaves one as it is.
///
/// Applied in the order owner and group, permissions, size, times: a change of owner clears the
/// set-id bits, and a change of size moves the modification time.
public struct AttributeChange: Equatable, Sendable {
  /// A time to set: the kernel's now (allowed to whoever may write), or a given one (the owner).
  public enum Time: Equatable, Sendable {
    case now
    case exactly(FileTime)
  }

  /// Twelve bits.
  public var permissions: UInt16?
  public var owner: UInt32?
  public var group: UInt32?
  /// Bytes.
  public var size: UInt64?
  public var accessTime: Time?
  public var modificationTime: Time?

  public init(
    permissions: UInt16? = nil, owner: UInt32? = nil, group: UInt32? = nil, size: UInt64? = nil,
    accessTime: Time? = nil, modificationTime: Time? = nil
  ) {
    self.permissions = permissions
    self.owner = owner
    self.group = group
    self.size = size
    self.accessTime = accessTime
    self.modificationTime = modificationTime
  }

  public var isEmpty: Bool { self == AttributeChange() }
}
