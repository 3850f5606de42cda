// SPDX-License-Identifier: Apache-2.0
// What a place for backups has to be able to do.

/// A name in a directory of a target.
public struct TargetEntry: Equatable, Sendable {
  public var name: String
  public var isDirectory: Bool
  /// Bytes; 0 for directories.
  public var size: UInt64

  public init(name: String, isDirectory: Bool, size: UInt64) {
    self.name = name
    self.isDirectory = isDirectory
    self.size = size
  }
}

/// Room on a target, in bytes.
public struct TargetSpace: Equatable, Sendable {
  public var total: UInt64
  public var available: UInt64

  public init(total: UInt64, available: UInt64) {
    self.total = total
    self.available = available
  }
}

/// A place for backups: a directory somewhere, with files that can be made durable.
///
/// - Note: safe for concurrent use; every method may be called from any task.
public protocol BackupTarget: Sendable {
  /// The place as a person would write it.
  var name: String { get }

  /// The names in a directory, in no order.
  ///
  /// - Throws: `.notFound`, `.notDirectory`.
  func list(_ directory: TargetPath) async throws(TargetError) -> [TargetEntry]

  /// What a name stands for; nil if nothing has it.
  func entry(_ path: TargetPath) async throws(TargetError) -> TargetEntry?

  /// Makes a directory; one that is there already is left as it is. Its parent must exist.
  func makeDirectory(_ path: TargetPath) async throws(TargetError)

  /// Makes an empty file and opens it for writing.
  ///
  /// - Throws: `.exists` if the name is taken: of two callers one succeeds.
  func create(_ path: TargetPath) async throws(TargetError) -> any TargetFile

  /// Opens an existing file for reading, and for writing if so asked.
  func open(
    _ path: TargetPath, forWriting: Bool
  ) async throws(TargetError) -> any TargetFile

  /// Gives a file another name, in the same or another directory.
  ///
  /// - Throws: `.exists` if the new name is taken.
  func rename(_ path: TargetPath, to newPath: TargetPath) async throws(TargetError)

  /// Removes a file.
  func remove(_ path: TargetPath) async throws(TargetError)

  /// Removes an empty directory.
  func removeDirectory(_ path: TargetPath) async throws(TargetError)

  /// Returns when the names in a directory are on stable storage.
  func sync(directory: TargetPath) async throws(TargetError)

  /// How much room there is; nil if the target does not say.
  func space() async throws(TargetError) -> TargetSpace?

  /// Puts what is sent from now on into a class of traffic. Without a network it does nothing.
  func setTrafficClass(_ trafficClass: BackupClass) async throws(TargetError)

  /// How the connection does; nil without a network.
  func transport() async -> TransportReport?

  /// Ends the connection. Files that are open are of no use afterwards.
  func close() async
}

/// An open file on a target.
///
/// - Note: safe for concurrent use at different offsets.
public protocol TargetFile: Sendable {
  /// Bytes.
  func size() async throws(TargetError) -> UInt64

  /// Appends to `buffer` what lies at an offset, `count` bytes or less at the end of the file.
  ///
  /// - Returns: bytes read; 0 at the end.
  func read(
    at offset: UInt64, count: Int, into buffer: ByteBuffer
  ) async throws(TargetError) -> Int

  /// Writes all of the bytes.
  func write(_ bytes: Bytes, at offset: UInt64) async throws(TargetError)

  /// Writes a few bytes ahead of whatever waits to be sent, and returns when other users of the
  /// target can read them.
  func write(urgently bytes: Bytes, at offset: UInt64) async throws(TargetError)

  /// Writes all of the bytes and returns when the target has them, durably or not.
  func write(through bytes: Bytes, at offset: UInt64) async throws(TargetError)

  func truncate(to size: UInt64) async throws(TargetError)

  /// Returns when everything written is on stable storage, and throws if it may not be.
  func sync() async throws(TargetError)

  /// Gives up the file. Says nothing about durability.
  func close() async
}

extension TargetFile {
  /// Where nothing waits in line.
  public func write(urgently bytes: Bytes, at offset: UInt64) async throws(TargetError) {
    try await write(bytes, at: offset)
  }

  /// Where nothing is written behind.
  public func write(through bytes: Bytes, at offset: UInt64) async throws(TargetError) {
    try await write(bytes, at: offset)
  }
}
