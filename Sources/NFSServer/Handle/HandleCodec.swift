// SPDX-License-Identifier: Apache-2.0
// File handles: which export, which object, and a seal that keeps clients from making their own.

internal import Wire

/// Makes and opens file handles.
///
/// A handle is 16 bytes and the object's key: form, length of the key, two bytes 0, export, seal. The
/// seal is a keyed checksum of the rest: a client cannot name an object that the server has not
/// shown it, on the same disk but outside the export. Whoever keeps the key keeps old handles good.
struct HandleCodec: Sendable {
  private static let headerBytes = 16

  private let key: HandleKey

  init(key: HandleKey) {
    self.key = key
  }

  func handle(export: UInt32, node: NodeKey) -> NFS3FileHandle {
    let plain = Self.plain(export: export, node: node)
    let seal = key.seal(plain)
    let bytes = plain.prefix(8) + Self.bytes(seal, 8) + plain.dropFirst(8)
    guard node.bytes.count <= NodeKey.maximumBytes, let handle = NFS3FileHandle(bytes) else {
      preconditionFailure("a node key longer than a handle has room for")
    }
    return handle
  }

  /// - Throws: `.badHandle` for bytes that this server, under this key, has not made.
  func open(_ handle: NFS3FileHandle) throws(StoreError) -> (export: UInt32, node: NodeKey) {
    let bytes = handle.bytes
    guard bytes.count >= Self.headerBytes, let form = NodeKey.Form(rawValue: bytes[0]),
      Int(bytes[1]) == bytes.count - Self.headerBytes
    else { throw StoreError(.badHandle) }
    let export = UInt32(truncatingIfNeeded: Self.number(bytes[4..<8]))
    let node = NodeKey(form: form, bytes: Array(bytes[Self.headerBytes...]))
    let seal = Self.number(bytes[8..<16])
    guard seal == key.seal(Self.plain(export: export, node: node)), bytes[2] == 0, bytes[3] == 0
    else { throw StoreError(.badHandle) }
    return (export, node)
  }

  /// The handle without its seal.
  private static func plain(export: UInt32, node: NodeKey) -> [UInt8] {
    [node.form.rawValue, UInt8(truncatingIfNeeded: node.bytes.count), 0, 0]
      + bytes(UInt64(export), 4) + node.bytes
  }

  private static func bytes(_ number: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * (count - 1 - $0))) }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }
}
