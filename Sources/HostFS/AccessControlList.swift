// SPDX-License-Identifier: Apache-2.0
// POSIX.1e access control lists as Linux keeps them in extended attributes.

/// A POSIX.1e access control list (acl(5)).
public struct AccessControlList: Equatable, Sendable {
  /// Whom an entry is about.
  public enum Subject: Equatable, Sendable {
    case owner
    case user(UInt32)
    case owningGroup
    case group(UInt32)
    case mask
    case others
  }

  /// One line of the list.
  public struct Entry: Equatable, Sendable {
    public var subject: Subject
    /// Three bits: read 4, write 2, execute 1.
    public var permissions: UInt8

    public init(_ subject: Subject, _ permissions: UInt8) {
      self.subject = subject
      self.permissions = permissions
    }
  }

  public var entries: [Entry]

  public init(entries: [Entry]) {
    self.entries = entries
  }

  public static let accessName = "system.posix_acl_access"
  public static let defaultName = "system.posix_acl_default"

  static func attributeName(isDefault: Bool) -> String { isDefault ? defaultName : accessName }

  /// What the list grants to a caller: three bits (acl(5), "access check algorithm").
  public func permissions(
    user: UInt32, groups: some Collection<UInt32>, owner: UInt32, owningGroup: UInt32
  ) -> UInt8 {
    let mask = entries.first { $0.subject == .mask }?.permissions ?? 7
    if user == owner {
      return entries.first { $0.subject == .owner }?.permissions ?? 0
    }
    if let entry = entries.first(where: { $0.subject == .user(user) }) {
      return entry.permissions & mask
    }
    var isMember = false
    var granted: UInt8 = 0
    for entry in entries {
      switch entry.subject {
      case .owningGroup where groups.contains(owningGroup): break
      case .group(let group) where groups.contains(group): break
      default: continue
      }
      isMember = true
      granted |= entry.permissions & mask
    }
    if isMember { return granted }
    return entries.first { $0.subject == .others }?.permissions ?? 0
  }
}

extension AccessControlList {
  private static let version: UInt32 = 2
  private static let headerBytes = 4
  private static let entryBytes = 8
  private static let noIdentifier = UInt32.max

  /// Reads the value of a `system.posix_acl_*` attribute: little-endian version, then tag,
  /// permissions and identifier of each entry (linux/posix_acl_xattr.h). Nil if it is not one.
  public init?(attribute bytes: [UInt8]) {
    let body = bytes.count - Self.headerBytes
    guard body >= 0, body % Self.entryBytes == 0 else { return nil }
    func number(_ at: Int, _ count: Int) -> UInt32 {
      (0..<count).reduce(0) { $0 | UInt32(bytes[at + $1]) << (8 * $1) }
    }
    guard number(0, 4) == Self.version else { return nil }
    var entries: [Entry] = []
    for at in stride(from: Self.headerBytes, to: bytes.count, by: Self.entryBytes) {
      let identifier = number(at + 4, 4)
      let subject: Subject
      switch number(at, 2) {
      case 0x01: subject = .owner
      case 0x02: subject = .user(identifier)
      case 0x04: subject = .owningGroup
      case 0x08: subject = .group(identifier)
      case 0x10: subject = .mask
      case 0x20: subject = .others
      default: return nil
      }
      entries.append(Entry(subject, UInt8(truncatingIfNeeded: number(at + 2, 2) & 7)))
    }
    self.init(entries: entries)
  }

  /// The value of a `system.posix_acl_*` attribute.
  public var attribute: [UInt8] {
    var bytes: [UInt8] = []
    func append(_ value: UInt32, _ count: Int) {
      for shift in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * shift))) }
    }
    append(Self.version, 4)
    for entry in entries {
      let (tag, identifier): (UInt32, UInt32)
      switch entry.subject {
      case .owner: (tag, identifier) = (0x01, Self.noIdentifier)
      case .user(let user): (tag, identifier) = (0x02, user)
      case .owningGroup: (tag, identifier) = (0x04, Self.noIdentifier)
      case .group(let group): (tag, identifier) = (0x08, group)
      case .mask: (tag, identifier) = (0x10, Self.noIdentifier)
      case .others: (tag, identifier) = (0x20, Self.noIdentifier)
      }
      append(tag, 2)
      append(UInt32(entry.permissions), 2)
      append(identifier, 4)
    }
    return bytes
  }
}
