// SPDX-License-Identifier: Apache-2.0
// A file system in memory, with the same semantics as one on a disk.

internal import HostFS
internal import Synchronization
internal import Wire

/// A file system that lives as long as the server process.
///
/// Sparse, with hard links, a limit on its content, and cookies that stay good whatever is made or
/// removed. One lock guards it all; operations are short.
final class MemoryStore: FileStore {
  /// Bytes of content allowed unless told otherwise.
  static let defaultCapacity: UInt64 = 1 << 30
  /// Objects allowed.
  static let maximumObjects = 4_000_000

  static let rootNumber: UInt64 = 1

  let fileSystemID: UInt64
  let cookieVerifier: NFS3Verifier
  let canChangeOwner = true
  let waitsForDisk = false
  private let state: Mutex<MemoryState>

  /// - Parameter capacity: bytes of content.
  init(
    capacity: UInt64 = MemoryStore.defaultCapacity, owner: UInt32, group: UInt32
  ) throws(HostError) {
    // Nothing in memory outlives the process, so neither does its identity.
    let random = try HostRandom.bytes(16)
    fileSystemID = random[..<8].reduce(0) { $0 << 8 | UInt64($1) }
    cookieVerifier = NFS3Verifier(rawValue: random[8...].reduce(0) { $0 << 8 | UInt64($1) } | 1)
    state = Mutex(
      MemoryState(capacity: capacity, generation: fileSystemID, owner: owner, group: group))
  }

  var root: any FileNode { MemoryNode(number: Self.rootNumber, store: self) }

  func node(for key: NodeKey, waiting: Bool) throws(StoreError) -> any FileNode {
    guard key.form == .memory, key.bytes.count == 16 else { throw StoreError(.badHandle) }
    let generation = key.bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
    let number = key.bytes[8...].reduce(0) { $0 << 8 | UInt64($1) }
    guard generation == fileSystemID, withState({ $0.objects[number] != nil }) else {
      throw StoreError(.stale)
    }
    return MemoryNode(number: number, store: self)
  }

  func key(_ number: UInt64) -> NodeKey {
    NodeKey(form: .memory, bytes: Self.bytes(fileSystemID) + Self.bytes(number))
  }

  private static func bytes(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) }
  }

  func withState<Result: Sendable, Failure: Error>(
    _ body: (inout MemoryState) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try state.withLock { state throws(Failure) in try body(&state) }
  }
}

/// The objects of a `MemoryStore`.
struct MemoryState: Sendable {
  var objects: [UInt64: MemoryObject] = [:]
  private var nextNumber = MemoryStore.rootNumber
  let capacity: UInt64
  let device: DeviceNumber
  private(set) var usedBytes: UInt64 = 0

  init(capacity: UInt64, generation: UInt64, owner: UInt32, group: UInt32) {
    self.capacity = capacity
    device = DeviceNumber(major: 0, minor: UInt32(truncatingIfNeeded: generation))
    let root = NewObject(kind: .directory, permissions: 0o1777, owner: owner, group: group)
    _ = add(root)
    objects[MemoryStore.rootNumber]?.linkCount = 2
  }

  /// A new object without a name.
  mutating func add(_ new: NewObject) -> UInt64 {
    let number = nextNumber
    nextNumber += 1
    objects[number] = MemoryObject(new, now: Self.now())
    return number
  }

  func object(_ number: UInt64) throws(StoreError) -> MemoryObject {
    guard let object = objects[number] else { throw StoreError(.stale) }
    return object
  }

  /// Takes a name of the object away; without names it is gone.
  mutating func dropLink(_ number: UInt64) {
    guard let links = objects[number]?.linkCount else { return }
    if links > 1 {
      objects[number]?.linkCount = links - 1
      objects[number]?.changeTime = Self.now()
    } else {
      release(objects[number]?.content?.allocatedBytes ?? 0)
      objects[number] = nil
    }
  }

  /// Accounts for content.
  mutating func reserve(_ bytes: UInt64) throws(StoreError) {
    guard bytes <= capacity - usedBytes else { throw StoreError(.noSpace) }
    usedBytes += bytes
  }

  mutating func release(_ bytes: UInt64) {
    usedBytes -= min(bytes, usedBytes)
  }

  func attributes(_ number: UInt64) throws(StoreError) -> FileAttributes {
    let object = try object(number)
    return FileAttributes(
      kind: object.kind, permissions: object.permissions, linkCount: object.linkCount,
      owner: object.owner, group: object.group, size: object.size,
      allocatedBytes: object.content?.allocatedBytes ?? 0, special: object.special,
      identity: FileIdentity(device: device, inode: number), accessTime: object.accessTime,
      modificationTime: object.modificationTime, changeTime: object.changeTime,
      birthTime: object.birthTime)
  }

  /// The wall clock.
  static func now() -> FileTime {
    let now = WallClock.now()
    return FileTime(seconds: now.seconds, nanoseconds: now.nanoseconds)
  }
}
