// SPDX-License-Identifier: Apache-2.0
// What is known about files and directories, by handle, up to a limit.

import Wire

/// Attributes, names and access rights of every file met lately.
struct NodeTable: Sendable {
  typealias Instant = ContinuousClock.Instant

  struct Node: Sendable {
    var attributes: CachedAttributes?
    var names = NameCache()
    var access: (rights: NFS3AccessRights, expires: Instant)?
    /// Counts changes made by others, so that holders of data can tell.
    var contentGeneration: UInt64 = 0
  }

  struct Policy: Sendable {
    var attributeAge: ClosedRange<Duration>
    var accessAge: Duration
    var maximumNodes: Int
  }

  let policy: Policy
  private var nodes: [NFS3FileHandle: Node] = [:]
  private var pinned: [NFS3FileHandle: Int] = [:]
  private(set) var sequence: UInt64 = 1

  init(policy: Policy) { self.policy = policy }

  var count: Int { nodes.count }

  /// The number a call begins with.
  mutating func begin() -> UInt64 {
    sequence &+= 1
    return sequence
  }

  // MARK: Attributes

  /// Attributes that may still be believed.
  func freshAttributes(_ file: NFS3FileHandle, now: Instant) -> NFS3Attributes? {
    guard let cached = nodes[file]?.attributes, cached.isFresh(now) else { return nil }
    return cached.attributes
  }

  /// Attributes of any age.
  func knownAttributes(_ file: NFS3FileHandle) -> NFS3Attributes? {
    nodes[file]?.attributes?.attributes
  }

  /// Whether a handle is known to be that of a directory.
  func isDirectory(_ file: NFS3FileHandle) -> Bool {
    nodes[file]?.attributes?.attributes.type == .directory
  }

  func contentGeneration(_ file: NFS3FileHandle) -> UInt64 { nodes[file]?.contentGeneration ?? 0 }

  /// Takes attributes over from a reply, and draws the consequences for names and access.
  @discardableResult
  mutating func accept(
    _ new: NFS3Attributes, for file: NFS3FileHandle, began: UInt64,
    before: NFS3WeakAttributes? = nil, isOwnChange: Bool = false, now: Instant, wallSeconds: Int64
  ) -> CachedAttributes.Verdict {
    sequence &+= 1
    let age = CachedAttributes.age(
      of: new, wallSeconds: wallSeconds, isOwnChange: isOwnChange, bounds: policy.attributeAge)
    let current = sequence
    return update(file) { node in
      guard let old = node.attributes?.attributes else {
        node.attributes = CachedAttributes(new, acceptedAt: current, now: now, age: age)
        return .accepted
      }
      let verdict =
        node.attributes?.accept(
          new, began: began, current: current, before: before, isOwnChange: isOwnChange, now: now,
          age: age) ?? .accepted
      switch verdict {
      case .accepted, .outdated: break
      case .changedByOthers:
        node.names.removeAll()
        node.contentGeneration &+= 1
      case .otherFile:
        node = Node(attributes: nil, contentGeneration: node.contentGeneration &+ 1)
      }
      if verdict != .outdated,
        (old.mode, old.userID, old.groupID) != (new.mode, new.userID, new.groupID)
      {
        node.access = nil
      }
      return verdict
    }
  }

  mutating func expireAttributes(_ file: NFS3FileHandle, now: Instant) {
    nodes[file]?.attributes?.expire(now)
  }

  /// Forgets everything about a file, for instance because its handle is stale.
  mutating func forget(_ file: NFS3FileHandle) {
    if let generation = nodes[file]?.contentGeneration {
      nodes[file] = Node(contentGeneration: generation &+ 1)
    }
  }

  // MARK: Names

  /// A name's cached answer, if the directory is known not to have changed.
  func entry(_ name: NFS3Name, in directory: NFS3FileHandle, now: Instant) -> NameCache.Entry? {
    guard let node = nodes[directory], let cached = node.attributes, cached.isFresh(now) else {
      return nil
    }
    return node.names[name]
  }

  mutating func record(_ name: NFS3Name, _ entry: NameCache.Entry, in directory: NFS3FileHandle) {
    update(directory) { $0.names.record(name, entry) }
  }

  mutating func forget(_ name: NFS3Name, in directory: NFS3FileHandle) {
    nodes[directory]?.names.forget(name)
  }

  /// A name was removed. A file that had no other one is forgotten: its handle does not come again, and
  /// who makes and removes many files keeps a small table.
  mutating func removed(_ name: NFS3Name, in directory: NFS3FileHandle) {
    guard case .file(let file) = nodes[directory]?.names.take(name), pinned[file] == nil,
      let attributes = nodes[file]?.attributes?.attributes, attributes.linkCount < 2
    else { return }
    nodes[file] = nil
  }

  mutating func forgetNames(in directory: NFS3FileHandle) { nodes[directory]?.names.removeAll() }

  // MARK: Access

  func access(_ file: NFS3FileHandle, now: Instant) -> NFS3AccessRights? {
    guard let access = nodes[file]?.access, now < access.expires else { return nil }
    return access.rights
  }

  mutating func recordAccess(_ rights: NFS3AccessRights, for file: NFS3FileHandle, now: Instant) {
    let expires = now + policy.accessAge
    update(file) { $0.access = (rights, expires) }
  }

  // MARK: Room

  /// Keeps a file's node while it is open.
  mutating func pin(_ file: NFS3FileHandle) { pinned[file, default: 0] += 1 }

  mutating func unpin(_ file: NFS3FileHandle) {
    guard let count = pinned[file] else { return }
    pinned[file] = count > 1 ? count - 1 : nil
  }

  /// Changes a node where it is, or a new one.
  private mutating func update<Result>(
    _ file: NFS3FileHandle, _ body: (inout Node) -> Result
  ) -> Result {
    if nodes.count >= policy.maximumNodes, nodes[file] == nil { makeRoom() }
    return body(&nodes[file, default: Node()])
  }

  /// Drops a quarter of what is not open. Which quarter does not matter: the table is a cache.
  private mutating func makeRoom() {
    var surplus = max(1, policy.maximumNodes / 4)
    for file in nodes.keys where pinned[file] == nil {
      nodes[file] = nil
      surplus -= 1
      if surplus == 0 { return }
    }
  }
}
