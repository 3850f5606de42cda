// SPDX-License-Identifier: Apache-2.0
// nfs_fh3: a server's name for a file, opaque to the client, kept without an allocation.

/// nfs_fh3 (RFC 1813 §2.3.3): 0 to 64 bytes that only the server understands.
///
/// Stored inline, so that decoding a directory of a hundred thousand entries allocates nothing for
/// its handles.
public struct NFS3FileHandle: Sendable {
  /// Big-endian words as they stand on the wire; bytes past `byteCount` are zero.
  @usableFromInline
  var words: InlineArray<16, UInt32>
  @usableFromInline
  var storedCount: UInt8

  /// Bytes of the handle, 0 to 64.
  @inlinable
  public var byteCount: Int { Int(storedCount) }

  /// - Returns: nil when there are more than 64 bytes.
  public init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count <= NFS3.maximumHandleBytes else { return nil }
    words = InlineArray(repeating: 0)
    storedCount = UInt8(bytes.count)
    for (index, byte) in bytes.enumerated() {
      words[index / 4] |= UInt32(byte) << (24 - 8 * (index % 4))
    }
  }

  /// The bytes, in wire order.
  public var bytes: [UInt8] {
    (0..<byteCount).map { UInt8(truncatingIfNeeded: words[$0 / 4] >> (24 - 8 * ($0 % 4))) }
  }
}

extension NFS3FileHandle: XDRCodable {
  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) {
    let start = reader.offset
    let count = try reader.uint32()
    guard count <= UInt32(NFS3.maximumHandleBytes) else {
      throw .tooLong(at: start, length: Int(count), maximum: NFS3.maximumHandleBytes)
    }
    words = InlineArray(repeating: 0)
    storedCount = UInt8(count)
    let wordCount = (Int(count) + 3) / 4
    var index = 0
    while index < wordCount {
      words[index] = try reader.uint32()
      index += 1
    }
    let tail = count % 4
    if tail != 0 {
      words[wordCount - 1] &= ~(UInt32.max >> (8 * tail))
    }
  }

  @inlinable
  public func encode(into writer: inout XDRWriter) {
    writer.append(UInt32(storedCount))
    let wordCount = (byteCount + 3) / 4
    var index = 0
    while index < wordCount {
      writer.append(words[index])
      index += 1
    }
  }
}

extension NFS3FileHandle: Hashable {
  @inlinable
  public static func == (left: NFS3FileHandle, right: NFS3FileHandle) -> Bool {
    guard left.storedCount == right.storedCount else { return false }
    var index = 0
    while index < (left.byteCount + 3) / 4 {
      if left.words[index] != right.words[index] { return false }
      index += 1
    }
    return true
  }

  /// The words are mixed first: one step of the hasher each would cost more than all else in a table.
  @inlinable
  public func hash(into hasher: inout Hasher) {
    var mixed = UInt64(storedCount)
    var index = 0
    while index < (byteCount + 3) / 4 {
      mixed = (mixed ^ UInt64(words[index])).multipliedByHashFactor
      index += 1
    }
    hasher.combine(mixed)
  }
}

extension NFS3FileHandle: CustomStringConvertible {
  /// Hexadecimal, two digits a byte, as packet dissectors show it.
  public var description: String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
