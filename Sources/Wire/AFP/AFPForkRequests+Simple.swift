// SPDX-License-Identifier: Apache-2.0
// Fork requests that carry little more than the fork: flush, sync, close, byte range locks.

/// FPFlushFork (11). An error of the disk is hidden by netatalk.
public struct AFPFlushForkRequest: AFPRequest {
  public static let command = AFPCommand.flushFork
  public var fork: AFPForkID

  public init(fork: AFPForkID) { self.fork = fork }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    fork = try reader.fork()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(fork)
  }
}

/// FPSyncFork (79): the only request that reports whether the data reached the disk.
public struct AFPSyncForkRequest: AFPRequest {
  public static let command = AFPCommand.syncFork
  public var fork: AFPForkID

  public init(fork: AFPForkID) { self.fork = fork }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    fork = try reader.fork()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(fork)
  }
}

/// FPCloseFork (4). Does not sync.
public struct AFPCloseForkRequest: AFPRequest {
  public static let command = AFPCommand.closeFork
  public var fork: AFPForkID

  public init(fork: AFPForkID) { self.fork = fork }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    fork = try reader.fork()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(fork)
  }
}

/// FPByteRangeLockExt (59), from the start of the fork. The reply is the start of the range.
public struct AFPByteRangeLockRequest: AFPRequest {
  public static let command = AFPCommand.byteRangeLock
  private static let unlockFlag: UInt8 = 0x01
  private static let toTheEnd = UInt64.max  // -1

  public var fork: AFPForkID
  public var unlocks: Bool
  public var offset: UInt64
  /// Bytes, or nil for everything from `offset` on.
  public var length: UInt64?

  public init(fork: AFPForkID, unlocks: Bool = false, offset: UInt64, length: UInt64?) {
    self.fork = fork
    self.unlocks = unlocks
    self.offset = offset
    self.length = length
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    unlocks = try reader.uint8() & Self.unlockFlag != 0
    fork = try reader.fork()
    offset = try reader.nonNegativeInt64()
    let raw = try reader.uint64()
    length = raw == Self.toTheEnd ? nil : raw
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(unlocks ? Self.unlockFlag : 0)
    writer.append(fork)
    writer.append(offset)
    writer.append(length ?? Self.toTheEnd)
  }
}
