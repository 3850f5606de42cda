// SPDX-License-Identifier: Apache-2.0
// Who holds the lock of a target.

/// The holder of a target's lock, as written in the lock file.
public struct LockHolder: Equatable, Sendable {
  public var identity: HostIdentity
  /// The command, as "push".
  public var operation: String
  /// Seconds since 1970.
  public var started: Int64
  /// Tells two locks of one process apart.
  var nonce: UInt64
  /// Grows as long as the holder lives.
  var beat: UInt64

  private static let kind = "backup-lock"

  init(operation: String) {
    identity = .current
    self.operation = operation
    started = WallClock.now
    nonce = .random(in: 0...UInt64.max)
    beat = 0
  }

  /// As long as any other beat of the same holder, so that it can be written over itself.
  var bytes: [UInt8] {
    var record = RecordText(kind: Self.kind)
    record.append("host", text: identity.host)
    record.append("boot", text: identity.boot)
    record.append("process", "\(identity.process)", "\(identity.processStart)")
    record.append("operation", text: operation)
    record.append("started", "\(started)")
    record.append("nonce", "\(nonce)")
    record.append("beat", BackupLayout.padded(Int(beat), 12))
    return record.bytes
  }

  init(bytes: [UInt8]) throws(FormatError) {
    let record = try RecordText(kind: Self.kind, bytes: bytes)
    let process = try record.values("process", count: 2)
    guard let number = Int32(process[0]), let start = UInt64(process[1]) else {
      throw FormatError("the holder's process is not a number")
    }
    identity = HostIdentity(
      host: try record.text("host"), boot: try record.text("boot"), process: number,
      processStart: start)
    operation = try record.text("operation")
    started = try record.number("started")
    nonce = try record.number("nonce")
    beat = try record.number("beat")
  }
}

extension LockHolder: CustomStringConvertible {
  public var description: String {
    "\(operation), process \(identity.process) on \(identity.host), since \(UTCDate(started))"
  }
}
