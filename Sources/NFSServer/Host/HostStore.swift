// SPDX-License-Identifier: Apache-2.0
// A directory of the host as an exported file system.

internal import HostFS
internal import SystemPackage
internal import Wire

/// A directory of the host, served.
///
/// Objects are named by the kernel's own file handles if the process may open them (CAP_DAC_READ_SEARCH),
/// else by inode number and birth, found again through an index of names that a search of the tree
/// fills. Both survive renames and restarts. An export is one file system: what is mounted inside it
/// is listed and not entered.
final class HostStore: FileStore {
  let directory: HostDirectory
  let device: DeviceNumber
  let fileSystemID: UInt64
  let canChangeOwner: Bool
  let waitsForDisk = true
  let form: NodeKey.Form
  let rootIdentity: FileIdentity
  /// Names of inodes, without kernel handles.
  let index: PathIndex
  let listings = ListingCache()
  private let rootHold: HostFile
  private let rootKey: NodeKey

  /// - Parameters:
  ///   - path: of a directory.
  ///   - usesKernelHandles: nil uses them if they work.
  init(path: String, usesKernelHandles: Bool? = nil) throws(HostError) {
    directory = try HostDirectory(path: path)
    let attributes = try directory.attributes()
    rootIdentity = attributes.identity
    device = attributes.identity.device
    let statistics = try directory.statistics()
    fileSystemID =
      statistics.identifier != 0
      ? statistics.identifier : UInt64(device.major) << 32 | UInt64(device.minor)
    let kernel = usesKernelHandles ?? Self.opensKernelHandles(directory)
    form = kernel ? .kernel : .inode
    canChangeOwner = ProcessIdentity.isPrivileged
    index = PathIndex(root: attributes.identity.inode)
    rootHold = directory.asFile
    rootKey = try Self.key(of: rootHold, attributes, form: form)
  }

  private static func opensKernelHandles(_ directory: HostDirectory) -> Bool {
    guard let handle = try? directory.asFile.kernelHandle(),
      handle.bytes.count + 4 <= NodeKey.maximumBytes,
      (try? HostFile.locate(handle, on: directory)) != nil
    else { return false }
    return true
  }

  /// The cookies of Linux' file systems outlive everything but the directory itself.
  var cookieVerifier: NFS3Verifier { NFS3Verifier(rawValue: fileSystemID | 1) }

  var root: any FileNode { HostNode(rootHold, kind: .directory, key: rootKey, store: self) }

  func node(for key: NodeKey, waiting: Bool) throws(StoreError) -> any FileNode {
    guard key.form == form else { throw StoreError(.badHandle) }
    if key == rootKey { return root }
    let hold = form == .kernel ? try locate(key) : try search(key, waiting: waiting)
    let attributes = try hosted { () throws(HostError) in try hold.attributes() }
    guard attributes.identity.device == device, attributes.linkCount > 0 else {
      throw StoreError(.stale)
    }
    return HostNode(hold, kind: attributes.kind, key: key, store: self)
  }

  private func locate(_ key: NodeKey) throws(StoreError) -> HostFile {
    guard key.bytes.count > 4 else { throw StoreError(.badHandle) }
    let type = key.bytes[..<4].reduce(Int32(0)) { $0 << 8 | Int32($1) }
    let handle = KernelFileHandle(type: type, bytes: Array(key.bytes[4...]))
    return try hosted { () throws(HostError) in try HostFile.locate(handle, on: directory) }
  }

  private func search(_ key: NodeKey, waiting: Bool) throws(StoreError) -> HostFile {
    guard key.bytes.count == InodeKey.byteCount else { throw StoreError(.badHandle) }
    return try index.locate(InodeKey(key), below: directory, waiting: waiting)
  }

  /// A node for something just found by name.
  ///
  /// - Throws: `.accessDenied` for what lies on another file system.
  func adopt(
    _ hold: HostFile, named name: FileName?, in parent: UInt64
  ) throws(StoreError) -> HostNode {
    let attributes = try hosted { () throws(HostError) in try hold.attributes() }
    guard attributes.identity.device == device else { throw StoreError(.accessDenied) }
    note(attributes, named: name, in: parent)
    let key = try key(of: hold, attributes)
    return HostNode(hold, kind: attributes.kind, key: key, store: self)
  }

  func key(of hold: HostFile, _ attributes: FileAttributes) throws(StoreError) -> NodeKey {
    try hosted { () throws(HostError) in try Self.key(of: hold, attributes, form: form) }
  }

  /// Remembers where an inode was seen.
  func note(_ attributes: FileAttributes, named name: FileName?, in parent: UInt64) {
    guard form == .inode, let name else { return }
    index.note(attributes.identity.inode, name: name, in: parent)
  }

  private static func key(
    of hold: HostFile, _ attributes: FileAttributes, form: NodeKey.Form
  ) throws(HostError) -> NodeKey {
    guard form == .kernel else { return InodeKey(attributes).nodeKey }
    let handle = try hold.kernelHandle()
    guard handle.bytes.count + 4 <= NodeKey.maximumBytes else {
      throw HostError(.handle, "", .overflow)
    }
    var bytes = [UInt8]()
    bytes.reserveCapacity(4 + handle.bytes.count)
    for shift in [24, 16, 8, 0] as [Int32] {
      bytes.append(UInt8(truncatingIfNeeded: handle.type >> shift))
    }
    bytes.append(contentsOf: handle.bytes)
    return NodeKey(form: .kernel, bytes: bytes)
  }
}
