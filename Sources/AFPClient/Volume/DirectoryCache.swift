// SPDX-License-Identifier: Apache-2.0
// Which directory has which id.

internal import Wire

/// Directory ids by path, so that a path costs one request and not one per component.
struct DirectoryCache {
  typealias Instant = ContinuousClock.Instant

  /// An id confirmed this recently is not doubted when a name is not found below it.
  static let trustPeriod = Duration.seconds(5)
  /// More directories than this are not remembered.
  static let maximumEntries = 10_000

  private struct Entry {
    var id: AFPNodeID
    var confirmed: Instant
  }

  private var entries: [[String]: Entry] = [:]

  /// The longest known prefix of a path: how many components, and its id.
  func longestPrefix(of path: [String]) -> (count: Int, id: AFPNodeID) {
    var count = path.count
    while count > 0 {
      if let entry = entries[Array(path[..<count])] { return (count, entry.id) }
      count -= 1
    }
    return (0, .root)
  }

  mutating func remember(_ path: [String], _ id: AFPNodeID, at now: Instant) {
    guard !path.isEmpty, id.isAddressable else { return }
    if entries.count >= Self.maximumEntries { entries.removeAll() }
    entries[path] = Entry(id: id, confirmed: now)
  }

  /// Drops a directory and everything below it.
  mutating func forget(_ path: [String]) {
    for key in entries.keys where key.starts(with: path) { entries[key] = nil }
  }

  /// True when some part of the path rests on an id that may have gone stale.
  func isDoubtful(_ path: [String], at now: Instant) -> Bool {
    (0..<path.count).contains { index in
      guard let entry = entries[Array(path[...index])] else { return false }
      return entry.confirmed.duration(to: now) > Self.trustPeriod
    }
  }
}
