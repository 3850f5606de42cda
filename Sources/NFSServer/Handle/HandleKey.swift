// SPDX-License-Identifier: Apache-2.0
// The secret that seals file handles, and where it is kept.

public import HostFS
internal import SystemPackage

/// The secret behind file handles. A server that starts with the key of its predecessor honours the
/// handles its clients still hold.
public struct HandleKey: Sendable, Equatable {
  /// Bytes of a key.
  public static let byteCount = 16

  private let low: UInt64
  private let high: UInt64

  /// A key of one's own choice; nil unless there are 16 bytes.
  public init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    low = bytes[..<8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    high = bytes[8...].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A key that no other server has: handles end with the server.
  public static func random() throws(HostError) -> HandleKey {
    guard let key = HandleKey(bytes: try HostRandom.bytes(byteCount)) else {
      throw HostError(.random, "", .ioError)
    }
    return key
  }

  /// The key in a file; made there, readable to its owner only, if there is none yet.
  ///
  /// - Throws: `.invalidArgument` for a file that is not 16 bytes long.
  public static func stored(in directory: HostDirectory, named name: FileName)
    throws(HostError) -> HandleKey
  {
    do throws(HostError) {
      return try load(from: directory, named: name)
    } catch {
      guard error.code == .noSuchFileOrDirectory else { throw error }
    }
    let fresh = try AtomicFile(in: directory, named: name, permissions: 0o600)
    try fresh.file.writeAll(try HostRandom.bytes(byteCount), at: 0)
    do throws(HostError) {
      try fresh.commit(replacing: false)
    } catch {
      guard error.code == .fileExists else { throw error }  // another server was faster
    }
    return try load(from: directory, named: name)
  }

  private static func load(
    from directory: HostDirectory, named name: FileName
  ) throws(HostError) -> HandleKey {
    let bytes = try directory.open(name).read(count: byteCount + 1, at: 0)
    guard let key = HandleKey(bytes: bytes) else {
      throw HostError(.read, name.description, .invalidArgument)
    }
    return key
  }

  func seal(_ bytes: [UInt8]) -> UInt64 {
    SipHash.hash(bytes, key: (low, high))
  }
}
