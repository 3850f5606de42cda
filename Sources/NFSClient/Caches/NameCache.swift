// SPDX-License-Identifier: Apache-2.0
// The names of one directory that have been looked up, found or not.

import Wire

/// Positive and negative answers to LOOKUP, good while the directory itself is known unchanged.
struct NameCache: Sendable {
  enum Entry: Equatable, Sendable {
    case file(NFS3FileHandle)
    case nothing
  }

  /// Names kept for one directory; beyond it the cache starts afresh.
  static let maximumNames = 8192

  private var entries: [NFS3Name: Entry] = [:]

  var count: Int { entries.count }

  subscript(name: NFS3Name) -> Entry? { entries[name] }

  mutating func record(_ name: NFS3Name, _ entry: Entry) {
    if entries.count >= NameCache.maximumNames, entries[name] == nil { entries.removeAll() }
    entries[name] = entry
  }

  mutating func forget(_ name: NFS3Name) { entries[name] = nil }

  /// Forgets a name and tells what it was.
  mutating func take(_ name: NFS3Name) -> Entry? { entries.removeValue(forKey: name) }

  mutating func removeAll() { entries.removeAll() }
}
