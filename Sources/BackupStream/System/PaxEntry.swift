// SPDX-License-Identifier: Apache-2.0
// libarchive's entry and our member, in both directions.

internal import CArchive
internal import Glibc
internal import HostFS

enum PaxEntry {
  static func message(_ archive: OpaquePointer) -> String {
    guard let text = unsafe archive_error_string(archive) else { return "unknown archive error" }
    return unsafe String(cString: text)
  }

  static func fill(_ entry: OpaquePointer, from member: PaxMember) {
    unsafe member.path.withCString { unsafe archive_entry_copy_pathname(entry, $0) }
    unsafe archive_entry_set_perm(entry, mode_t(member.permissions))
    unsafe archive_entry_set_uid(entry, Int64(member.owner))
    unsafe archive_entry_set_gid(entry, Int64(member.group))
    if !member.ownerName.isEmpty {
      unsafe member.ownerName.withCString { unsafe archive_entry_copy_uname(entry, $0) }
    }
    if !member.groupName.isEmpty {
      unsafe member.groupName.withCString { unsafe archive_entry_copy_gname(entry, $0) }
    }
    let time = member.modificationTime
    unsafe archive_entry_set_mtime(entry, time_t(time.seconds), Int(time.nanoseconds))
    unsafe archive_entry_set_size(entry, Int64(clamping: member.size))
    unsafe fillKind(entry, member.kind)
    for attribute in member.attributes {
      unsafe attribute.value.withUnsafeBytes { value in
        unsafe archive_entry_xattr_add_entry(entry, attribute.name, value.baseAddress, value.count)
      }
    }
    if let list = member.accessList { unsafe add(list, to: entry, ARCHIVE_ENTRY_ACL_TYPE_ACCESS) }
    if let list = member.defaultList { unsafe add(list, to: entry, ARCHIVE_ENTRY_ACL_TYPE_DEFAULT) }
    if let ranges = member.dataRanges {
      if ranges.isEmpty { unsafe archive_entry_sparse_add_entry(entry, 0, 0) }
      for range in ranges {
        unsafe archive_entry_sparse_add_entry(
          entry, Int64(range.lowerBound), Int64(range.upperBound - range.lowerBound))
      }
    }
  }

  private static func fillKind(_ entry: OpaquePointer, _ kind: PaxMember.Kind) {
    func device(_ number: DeviceNumber) {
      unsafe archive_entry_set_rdevmajor(entry, UInt(number.major))
      unsafe archive_entry_set_rdevminor(entry, UInt(number.minor))
    }
    let type: UInt32
    switch kind {
    case .file: type = S_IFREG
    case .directory: type = S_IFDIR
    case .fifo: type = S_IFIFO
    case .symbolicLink(let target):
      type = S_IFLNK
      unsafe target.withCString { unsafe archive_entry_copy_symlink(entry, $0) }
    case .hardLink(let target):
      type = S_IFREG
      unsafe target.withCString { unsafe archive_entry_copy_hardlink(entry, $0) }
    case .characterDevice(let number):
      type = S_IFCHR
      device(number)
    case .blockDevice(let number):
      type = S_IFBLK
      device(number)
    }
    unsafe archive_entry_set_filetype(entry, type)
  }

  private static func add(_ list: AccessControlList, to entry: OpaquePointer, _ type: CInt) {
    for line in list.entries {
      var (tag, identifier): (CInt, CInt) = (0, -1)
      switch line.subject {
      case .owner: tag = ARCHIVE_ENTRY_ACL_USER_OBJ
      case .user(let user):
        (tag, identifier) = (ARCHIVE_ENTRY_ACL_USER, CInt(truncatingIfNeeded: user))
      case .owningGroup: tag = ARCHIVE_ENTRY_ACL_GROUP_OBJ
      case .group(let group):
        (tag, identifier) = (ARCHIVE_ENTRY_ACL_GROUP, CInt(truncatingIfNeeded: group))
      case .mask: tag = ARCHIVE_ENTRY_ACL_MASK
      case .others: tag = ARCHIVE_ENTRY_ACL_OTHER
      }
      unsafe archive_entry_acl_add_entry(
        entry, type, CInt(line.permissions), tag, identifier, nil)
    }
  }

  static func member(from entry: OpaquePointer) -> PaxMember {
    let path = unsafe [UInt8](copying: archive_entry_pathname(entry))
    var member = PaxMember(path: path, kind: unsafe kind(of: entry))
    member.permissions = UInt16(truncatingIfNeeded: unsafe archive_entry_perm(entry))
    member.owner = UInt32(truncatingIfNeeded: unsafe archive_entry_uid(entry))
    member.group = UInt32(truncatingIfNeeded: unsafe archive_entry_gid(entry))
    member.ownerName = unsafe [UInt8](copying: archive_entry_uname(entry))
    member.groupName = unsafe [UInt8](copying: archive_entry_gname(entry))
    member.size = UInt64(max(0, unsafe archive_entry_size(entry)))
    member.modificationTime = FileTime(
      seconds: Int64(unsafe archive_entry_mtime(entry)),
      nanoseconds: UInt32(clamping: unsafe archive_entry_mtime_nsec(entry)))
    member.attributes = unsafe attributes(of: entry)
    member.accessList = unsafe list(of: entry, ARCHIVE_ENTRY_ACL_TYPE_ACCESS)
    member.defaultList = unsafe list(of: entry, ARCHIVE_ENTRY_ACL_TYPE_DEFAULT)
    return member
  }

  private static func kind(of entry: OpaquePointer) -> PaxMember.Kind {
    if let target = unsafe archive_entry_hardlink(entry) {
      return .hardLink(to: unsafe [UInt8](copying: target))
    }
    func device() -> DeviceNumber {
      DeviceNumber(
        major: UInt32(truncatingIfNeeded: unsafe archive_entry_rdevmajor(entry)),
        minor: UInt32(truncatingIfNeeded: unsafe archive_entry_rdevminor(entry)))
    }
    switch unsafe archive_entry_filetype(entry) {
    case S_IFDIR: return .directory
    case S_IFLNK: return .symbolicLink(to: unsafe [UInt8](copying: archive_entry_symlink(entry)))
    case S_IFIFO: return .fifo
    case S_IFCHR: return .characterDevice(device())
    case S_IFBLK: return .blockDevice(device())
    default: return .file
    }
  }

  private static func attributes(of entry: OpaquePointer) -> [PaxMember.Attribute] {
    var attributes: [PaxMember.Attribute] = []
    unsafe archive_entry_xattr_reset(entry)
    var name: UnsafePointer<CChar>?
    var value: UnsafeRawPointer?
    var count = 0
    while unsafe archive_entry_xattr_next(entry, &name, &value, &count) == ARCHIVE_OK {
      guard let name = unsafe name else { continue }
      let bytes = unsafe [UInt8](UnsafeRawBufferPointer(start: value, count: count))
      attributes.append(PaxMember.Attribute(name: unsafe String(cString: name), value: bytes))
    }
    return attributes
  }

  private static func rank(_ subject: AccessControlList.Subject) -> (Int, UInt32) {
    switch subject {
    case .owner: (0, 0)
    case .user(let user): (1, user)
    case .owningGroup: (2, 0)
    case .group(let group): (3, group)
    case .mask: (4, 0)
    case .others: (5, 0)
    }
  }

  private static func list(of entry: OpaquePointer, _ wanted: CInt) -> AccessControlList? {
    guard unsafe archive_entry_acl_reset(entry, wanted) > 0 else { return nil }
    var entries: [AccessControlList.Entry] = []
    var (type, permissions, tag, identifier): (CInt, CInt, CInt, CInt) = (0, 0, 0, 0)
    var name: UnsafePointer<CChar>?
    while unsafe archive_entry_acl_next(
      entry, wanted, &type, &permissions, &tag, &identifier, &name) == ARCHIVE_OK
    {
      let number = UInt32(bitPattern: identifier)
      let subject: AccessControlList.Subject
      switch tag {
      case ARCHIVE_ENTRY_ACL_USER_OBJ: subject = .owner
      case ARCHIVE_ENTRY_ACL_USER: subject = .user(number)
      case ARCHIVE_ENTRY_ACL_GROUP_OBJ: subject = .owningGroup
      case ARCHIVE_ENTRY_ACL_GROUP: subject = .group(number)
      case ARCHIVE_ENTRY_ACL_MASK: subject = .mask
      case ARCHIVE_ENTRY_ACL_OTHER: subject = .others
      default: continue
      }
      entries.append(.init(subject, UInt8(truncatingIfNeeded: permissions & 7)))
    }
    // The kernel wants them in this order; libarchive gives them in another.
    entries.sort { rank($0.subject) < rank($1.subject) }
    // Three entries say what the permissions say.
    return entries.count > 3 || (wanted == ARCHIVE_ENTRY_ACL_TYPE_DEFAULT && !entries.isEmpty)
      ? AccessControlList(entries: entries) : nil
  }
}
