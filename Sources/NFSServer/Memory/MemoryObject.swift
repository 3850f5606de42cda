// SPDX-License-Identifier: Apache-2.0
// One object of a file system in memory, and the names in a directory of it.

internal import HostFS

/// A file, directory, link or special file in memory.
struct MemoryObject: Sendable {
  var kind: FileKind
  var permissions: UInt16
  var linkCount: UInt32 = 1
  var owner: UInt32
  var group: UInt32
  var special = DeviceNumber(major: 0, minor: 0)
  var accessTime: FileTime
  var modificationTime: FileTime
  var changeTime: FileTime
  var birthTime: FileTime

  /// Of a regular file.
  var content: MemoryContent?
  /// Of a directory.
  var entries: MemoryDirectory?
  /// Of a symbolic link.
  var target: [UInt8] = []
  /// The directory above a directory.
  var parent: UInt64 = MemoryStore.rootNumber

  init(_ new: NewObject, now: FileTime) {
    switch new.kind {
    case .file:
      kind = .regular
      content = MemoryContent()
    case .directory:
      kind = .directory
      entries = MemoryDirectory()
      linkCount = 2
    case .symbolicLink(let text):
      kind = .symbolicLink
      target = text
    case .special(let special, let number):
      kind = special
      self.special = number
    }
    permissions = new.permissions
    owner = new.owner ?? 0
    group = new.group ?? 0
    (accessTime, modificationTime, changeTime, birthTime) = (now, now, now, now)
  }

  /// Bytes of the directory entry that `size` of a directory counts; as a disk would show.
  private static let entryBytes: UInt64 = 32

  var size: UInt64 {
    switch kind {
    case .regular: content?.size ?? 0
    case .directory: UInt64(entries?.count ?? 0) * Self.entryBytes
    case .symbolicLink: UInt64(target.count)
    default: 0
    }
  }

  /// Content or names changed.
  mutating func touch(_ now: FileTime) {
    modificationTime = now
    changeTime = now
  }
}

/// The names in a directory, listed in the order in which they were made.
///
/// A name's cookie is its number in that order: it stays good while anything else is made or removed.
struct MemoryDirectory: Sendable {
  private struct Slot {
    var cookie: UInt64
    /// Nil once the name is removed.
    var name: FileName?
  }

  private var numbers: [FileName: (object: UInt64, cookie: UInt64)] = [:]
  private var slots: [Slot] = []
  private var nextCookie = ListedEntry.firstCookie

  var count: Int { numbers.count }
  var isEmpty: Bool { numbers.isEmpty }

  subscript(name: FileName) -> UInt64? { numbers[name]?.object }

  /// The name must be free.
  mutating func add(_ name: FileName, _ object: UInt64) {
    precondition(numbers[name] == nil, "a name is taken")
    numbers[name] = (object, nextCookie)
    slots.append(Slot(cookie: nextCookie, name: name))
    nextCookie += 1
  }

  mutating func remove(_ name: FileName) {
    guard let entry = numbers.removeValue(forKey: name) else { return }
    slots[index(after: entry.cookie) - 1].name = nil
    if slots.count > 64, slots.count > 4 * numbers.count {
      slots.removeAll { $0.name == nil }
    }
  }

  /// The first slot with a cookie above `cookie`.
  private func index(after cookie: UInt64) -> Int {
    var (low, high) = (0, slots.count)
    while low < high {
      let middle = (low + high) / 2
      if slots[middle].cookie <= cookie { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Up to `limit` names after a cookie, and whether that is all.
  func page(
    after cookie: UInt64, limit: Int
  ) -> (entries: [(name: FileName, object: UInt64, cookie: UInt64)], isEnd: Bool) {
    var entries: [(name: FileName, object: UInt64, cookie: UInt64)] = []
    for slot in slots[index(after: cookie)...] {
      guard let name = slot.name, let number = numbers[name] else { continue }
      if entries.count == limit { return (entries, false) }
      entries.append((name, number.object, slot.cookie))
    }
    return (entries, true)
  }
}
