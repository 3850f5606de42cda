// SPDX-License-Identifier: Apache-2.0
// nfs-client watch

import ArgumentParser
import DemoSupport
import NFSClient
import ONCRPC
import SocketKPI
import Wire

struct Watch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures a server's answers, one after the other, until Ctrl-C.",
    discussion: """
      Asks for the attributes of the URL's file at every interval and shows the latest and the usual times \
      with a small chart. With --json every answer is a line: at (seconds since 1970), ms, and error if \
      there was one. Ctrl-C prints a summary (with --json: answers, failures, and mbufs still in use) and \
      ends with status 0.
      """)

  @OptionGroup var connection: ConnectionOptions

  @Option(help: "Between two calls (20ms, 1s).")
  var interval: TimeSpan = TimeSpan(.milliseconds(500))

  @Option(help: "End after this time.")
  var duration: TimeSpan?

  @Flag(help: "One JSON object a line.")
  var json = false

  @Argument(transform: URLArgument.parse) var url: URLArgument

  func run() async throws {
    let session = try await Session.open(url.url, connection)
    let item = try await session.mount.stat(session.path)
    var record = WatchRecord()
    let start = ContinuousClock.now
    var next = start
    while duration.map({ next - start < $0.duration }) ?? true, !Task.isCancelled {
      try? await Task.sleep(until: next, clock: .continuous)
      if Task.isCancelled { break }
      let at = wallClock()
      let began = ContinuousClock.now
      var problem: String?
      do {
        _ = try await session.mount.freshAttributes(of: item.file)
      } catch {
        if case .cancelled = error.reason { break }
        problem = error.reason.text
      }
      let time = ContinuousClock.now - began
      record.note(time, failed: problem != nil)
      try show(at, time, problem, record)
      // A late answer does not lead to a burst of calls afterwards.
      next = max(next + interval.duration, began)
    }
    Console.shared.endProgress()
    await cleanUp { try? await session.mount.close() }
    try Console.shared.print(json ? record.summaryObject.text : record.summary)
    try Console.shared.flush()
    if record.answers == 0, record.failures > 0 { throw ToolError("no call was answered") }
    if Task.isCancelled { throw ExitCode.success }
  }

  private func show(
    _ at: Double, _ time: Duration, _ problem: String?, _ record: WatchRecord
  ) throws {
    if json {
      var members: [(String, JSON)] = [
        ("at", .number(at)), ("ms", .number(time.inSeconds * 1000)),
      ]
      if let problem { members.append(("error", .string(problem))) }
      try Console.shared.print(JSON.object(members).text)
      return try Console.shared.flush()
    }
    if let problem { return Console.shared.note(problem) }
    if Console.shared.showsProgress {
      Console.shared.progress(record.line(time, columns: StandardStream.error.columns))
    } else {
      try Console.shared.print(localTimeText(Int64(at), withSeconds: true) + "  " + time.short)
      try Console.shared.flush()
    }
  }
}

/// What a watch has seen.
struct WatchRecord {
  private var histogram = LatencyHistogram()
  private var recent: [Duration] = []
  private(set) var failures = 0

  var answers: UInt64 { histogram.count }

  mutating func note(_ time: Duration, failed: Bool) {
    guard !failed else {
      failures += 1
      return
    }
    histogram.record(time)
    recent.append(time)
    if recent.count > 200 { recent.removeFirst() }
  }

  private var percentiles: String {
    "p50 \(histogram.percentile(0.5).short)  p90 \(histogram.percentile(0.9).short)  "
      + "p99 \(histogram.percentile(0.99).short)  max \(histogram.maximum.short)"
  }

  var summary: String { "\(answers) answers, \(failures) failures: " + percentiles }

  var summaryObject: JSON {
    .object([
      ("answers", .unsigned(answers)), ("failures", .integer(Int64(failures))),
      ("mbufs", .integer(Int64(MbufStatistics.current().mbufs.live))),
    ])
  }

  /// The latest time, the percentiles, and as many bars as there is room for.
  func line(_ time: Duration, columns: Int) -> String {
    let text = time.short.leftPadded(9) + "  " + percentiles + "  "
    let room = max(0, columns - 1 - text.count)
    let bars = Array("▁▂▃▄▅▆▇█")
    let shown = recent.suffix(room)
    let top = max(shown.map(\.inSeconds).max() ?? 0, 1e-6)
    return text
      + String(
        shown.map { bars[min(bars.count - 1, Int($0.inSeconds / top * Double(bars.count)))] })
  }
}
