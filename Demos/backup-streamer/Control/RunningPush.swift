// SPDX-License-Identifier: Apache-2.0
// The state of a running push, as its file says it.

import BackupStream
import DemoSupport

/// A push that runs, or ran, on this host.
struct RunningPush {
  var process: Int32 = 0
  /// One line for people.
  var text: String { line ?? Self.describe(self) }
  /// One line for programs.
  var json: String { jsonLine ?? Self.encode(self) }

  var source = ""
  var target = ""
  var trafficClass = BackupClass.background
  var isYielding = false
  /// Bytes per second: sent in the last seconds, and allowed by the class at present.
  var rate: UInt64 = 0
  var allowedRate: UInt64?
  var secondsLeft: Double?
  private var counts = PushProgress.Snapshot()
  private var line: String?
  private var jsonLine: String?

  init(
    source: String, target: String, trafficClass: BackupClass, _ counts: PushProgress.Snapshot
  ) {
    self.source = source
    self.target = target
    self.trafficClass = trafficClass
    self.counts = counts
  }

  /// What another process has published.
  init(process: Int32, line: String, jsonLine: String) {
    self.process = process
    self.line = "process \(process): \(line)"
    self.jsonLine = jsonLine
  }

  private static func describe(_ push: RunningPush) -> String {
    let counts = push.counts
    var text = "\(push.trafficClass.rawValue)\(push.isYielding ? ", yielding" : "")  "
    text += "\(counts.objects.of("object")), \(counts.storedObjects) stored, "
    text += "\(ByteCount(counts.sentBytes).short) sent, \(ByteCount(push.rate).short)/s"
    if let left = push.secondsLeft { text += ", \(Duration.seconds(left).short) left" }
    if counts.problems > 0 { text += ", \(counts.problems.of("problem"))" }
    return text
  }

  private static func encode(_ push: RunningPush) -> String {
    let counts = push.counts
    return JSON.object([
      ("source", .string(push.source)), ("target", .string(push.target)),
      ("class", .string(push.trafficClass.rawValue)), ("yielding", .bool(push.isYielding)),
      ("rate", .unsigned(push.rate)),
      ("allowed_rate", push.allowedRate.map { .unsigned($0) } ?? .null),
      ("seconds_left", push.secondsLeft.map { .number($0) } ?? .null),
      ("objects", .integer(Int64(counts.objects))),
      ("stored_objects", .integer(Int64(counts.storedObjects))),
      ("sent_bytes", .unsigned(counts.sentBytes)), ("found_bytes", .unsigned(counts.foundBytes)),
      ("bands", .integer(Int64(counts.bands))), ("problems", .integer(Int64(counts.problems))),
      ("current", .string(counts.current.description)),
    ]).text
  }
}
