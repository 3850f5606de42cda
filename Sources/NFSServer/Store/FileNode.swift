// SPDX-License-Identifier: Apache-2.0
// What an exported file system must be able to do: the operations of one file, directory or link.

internal import HostFS
internal import Wire

/// An object of an exported file system: a regular file, a directory, a link or a special file.
///
/// A node is found by name in a directory or by the key in a handle, and stands for the same object
/// whatever happens to its name. Permissions are checked by the caller of these functions; names are
/// `FileName`s, so that no operation can leave its directory.
///
/// - Note: any thread; two changes of one directory do not overlap (`NodeLocks`).
protocol FileNode: AnyObject, Sendable {
  /// What the object's handle contains; see `HandleCodec`.
  var key: NodeKey { get }

  /// - Throws: `.stale` once the object has no name any more.
  func attributes() throws(StoreError) -> FileAttributes
  /// Nil if the permissions say it all.
  func accessControlList() throws(StoreError) -> AccessControlList?
  func apply(_ change: AttributeChange) throws(StoreError)

  /// Fills the bytes from `offset` on, fewer of them near the end of the file.
  ///
  /// - Parameter waiting: false throws `StoreError.wouldWait` instead of waiting for a disk.
  func read(
    into bytes: inout MutableRawSpan, at offset: UInt64, waiting: Bool
  ) throws(StoreError) -> Int
  /// Writes the bytes; the count is short if the disk filled up on the way.
  func write(_ bytes: RawSpan, at offset: UInt64) throws(StoreError) -> Int
  /// Waits until what was written is on stable storage.
  func sync(dataOnly: Bool) throws(StoreError)
  func readLink() throws(StoreError) -> [UInt8]

  func lookup(_ name: FileName) throws(StoreError) -> any FileNode
  /// The directory above; the root of the export is above itself.
  func parent() throws(StoreError) -> any FileNode
  /// - Throws: `.exists` if the name is taken.
  func make(_ object: NewObject, named name: FileName) throws(StoreError) -> any FileNode
  func remove(_ name: FileName, isDirectory: Bool) throws(StoreError)
  func rename(
    _ name: FileName, to directory: any FileNode, as target: FileName
  ) throws(StoreError)
  /// Gives `node` one more name, here.
  func link(_ node: any FileNode, as name: FileName) throws(StoreError)
  /// Calls `body` for the entries after `cookie` until it returns false.
  ///
  /// - Returns: whether the end of the directory was reached.
  func list(
    after cookie: UInt64, details: Bool, _ body: (ListedEntry) -> Bool
  ) throws(StoreError) -> Bool

  func statistics() throws(StoreError) -> VolumeStatistics
}

/// Bytes that name an object inside its export, for ever.
struct NodeKey: Hashable, Sendable {
  /// Bytes a key may have: what a handle has left.
  static let maximumBytes = 48

  enum Form: UInt8, Sendable {
    /// A handle of the host's kernel.
    case kernel = 1
    /// Inode number and birth.
    case inode = 2
    /// Number of an object in memory.
    case memory = 3
  }

  var form: Form
  var bytes: [UInt8]
}

/// What `make` makes.
struct NewObject: Sendable {
  enum Kind: Sendable {
    case file
    case directory
    case symbolicLink([UInt8])
    case special(FileKind, DeviceNumber)
  }

  var kind: Kind
  /// Twelve bits; the server's own mask does not apply.
  var permissions: UInt16
  /// Nil: as the process makes files, without the right to give them away.
  var owner: UInt32?
  var group: UInt32?
}

/// An entry of a listing.
struct ListedEntry: Sendable {
  /// Cookies of stores begin here; the smaller ones stand for the start, "." and "..". No file system
  /// of Linux gives entries a position below it.
  static let firstCookie: UInt64 = 3

  var name: FileName
  var fileID: UInt64
  /// Where the listing goes on after this entry.
  var cookie: UInt64
  /// Asked for by `details`; absent if the entry vanished or cannot be reached.
  var attributes: FileAttributes?
  var key: NodeKey?
}

/// An exported file system.
protocol FileStore: AnyObject, Sendable {
  var root: any FileNode { get }
  /// Tells file systems apart; the same after a restart.
  var fileSystemID: UInt64 { get }
  /// Cookies of listings are good while this does not change.
  var cookieVerifier: NFS3Verifier { get }
  /// Whether `sync` takes time.
  var waitsForDisk: Bool { get }
  /// Whether made objects can be given to the caller.
  var canChangeOwner: Bool { get }

  /// - Throws: `.stale` if the object is gone, `.badHandle` if the key is none of this store's.
  ///
  /// - Parameter waiting: false throws `StoreError.wouldWait` instead of searching a disk.
  func node(for key: NodeKey, waiting: Bool) throws(StoreError) -> any FileNode
}
