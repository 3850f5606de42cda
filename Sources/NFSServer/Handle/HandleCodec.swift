// SPDX-License-Identifier: Apache-2.0
// File handles: which export, which object, and a seal that keeps clients from making their own.

internal import Wire

/// Makes and opens file handles.
///
/// A handle is 16 bytes and the object's key: form, length of the key, two bytes 0, export, seal. The
/// seal is a keyed checksum of the rest, with zeros in its own place: a client cannot name an object that the server has not
/// shown it, on the same disk but outside the export. Whoever keeps the key keeps old handles good.
struct HandleCodec: Sendable {
  private static let headerBytes = 16
  private static let sealRange = 8..<16

  private let key: HandleKey

  init(key: HandleKey) {
    self.key = key
  }

  func handle(export: UInt32, node: NodeKey) -> NFS3FileHandle {
    precondition(
      node.bytes.count <= NodeKey.maximumBytes, "a key longer than a handle has room for")
    var bytes = [UInt8]()
    bytes.reserveCapacity(Self.headerBytes + node.bytes.count)
    bytes.append(node.form.rawValue)
    bytes.append(UInt8(truncatingIfNeeded: node.bytes.count))
    bytes.append(contentsOf: [0, 0])
    for shift in [24, 16, 8, 0] as [UInt32] {
      bytes.append(UInt8(truncatingIfNeeded: export >> shift))
    }
    bytes.append(contentsOf: repeatElement(0, count: 8))  // the seal's place
    bytes.append(contentsOf: node.bytes)
    Self.store(key.seal(bytes), in: &bytes)
    guard let handle = NFS3FileHandle(bytes) else {
      preconditionFailure("a handle of more than 64 bytes")
    }
    return handle
  }

  /// - Throws: `.badHandle` for bytes that this server, under this key, has not made.
  func open(_ handle: NFS3FileHandle) throws(StoreError) -> (export: UInt32, node: NodeKey) {
    var bytes = handle.bytes
    guard bytes.count >= Self.headerBytes, let form = NodeKey.Form(rawValue: bytes[0]),
      Int(bytes[1]) == bytes.count - Self.headerBytes
    else { throw StoreError(.badHandle) }
    let seal = Self.number(bytes[Self.sealRange])
    Self.store(0, in: &bytes)
    guard seal == key.seal(bytes) else { throw StoreError(.badHandle) }
    let export = UInt32(truncatingIfNeeded: Self.number(bytes[4..<8]))
    return (export, NodeKey(form: form, bytes: Array(bytes[Self.headerBytes...])))
  }

  private static func store(_ seal: UInt64, in bytes: inout [UInt8]) {
    for index in 0..<8 {
      bytes[sealRange.lowerBound + index] = UInt8(
        truncatingIfNeeded: seal >> UInt64(56 - 8 * index))
    }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }
}
